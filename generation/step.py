"""How a drawing tells that it got further, and how it is told to stop."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL.Image import Image


@dataclass(frozen=True)
class Step:
    """A drawing got one step further."""

    done: int
    total: int
    preview: Callable[[], Image | None]  # costs a little when called, nothing when not


def ignore(step: Step) -> None:
    """Take no notice of a step."""


def never() -> bool:
    """Say that nobody cancelled."""
    return False
