"""Proposes prompts, as a runner uses it: they travel as notes, as descriptions do, and nothing is stored."""

from collections.abc import Callable, Iterable
from typing import Protocol

from generation.errors import Cancelled
from generation.expanding import Expander
from generation.notes import Note
from generation.requests import ExpandRequest, ShortenRequest
from generation.shortening import Weight, shorter
from tasks.job import DESCRIBED, WEIGHED
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import RENDERING

SHARE_DIGITS = 4


class Weighs(Protocol):
    """What weighs words; the engine that ships does."""

    def weigh(self, prompt: str, model: str) -> tuple[Weight, ...]:
        """Tell how much each word of a prompt counts to a model."""


def shorten(
    engine: Weighs,
    request: ShortenRequest,
    read: Callable[[str, str], tuple[str, tuple[Note, ...]]],
    tell: Tell,
    cancelled: Callable[[], bool],
) -> Work:
    """Weigh the words of a prompt and write it shorter. Raises Cancelled before it begins.

    ``read`` gives a prompt as a model reads it: what is weighed are the words of its language.
    """
    _begin(tell, cancelled)
    prompt, notes = read(request.prompt, request.model)
    weights = engine.weigh(prompt, request.model)
    told = [
        Note(
            code=WEIGHED, facts={"text": one.text, "share": round(one.share, SHARE_DIGITS), "at": one.span[0]}
        )
        for one in weights
    ]
    return Work(tuple, (*notes, *told, *proposed(shorter(prompt, weights))))


def expand(expander: Expander, request: ExpandRequest, tell: Tell, cancelled: Callable[[], bool]) -> Work:
    """Propose richer prompts. Raises Cancelled before it begins."""
    _begin(tell, cancelled)
    return Work(tuple, proposed(expander.expand(request)))


def proposed(texts: Iterable[str]) -> tuple[Note, ...]:
    """Note prompts that are drawn at a press."""
    return tuple(Note(code=DESCRIBED, facts={"text": text}) for text in texts)


def _begin(tell: Tell, cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled
    tell(0.0, RENDERING, b"")
