"""What the options of the page offer: the ranges of the form, the sizes of each model."""

from dataclasses import dataclass

from bots.forms import limits
from generation.catalogue import Catalogue, Scheduler
from generation.compose import ImageForm
from generation.sizes import most_side

ASPECTS = ("1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16")


@dataclass(frozen=True)
class Range:
    """The numbers that a field takes; ``usual`` is what the model takes by itself."""

    name: str
    low: int
    high: int
    step: str
    usual: str


@dataclass(frozen=True)
class Model:
    """A model that can be chosen, and the sides (px) that it draws."""

    name: str
    title: str
    least_px: int
    most_px: int
    multiple_px: int
    width_px: int
    height_px: int


@dataclass(frozen=True)
class Options:
    """Everything that the drawer of options shows."""

    models: tuple[Model, ...]
    schedulers: tuple[str, ...]
    scheduler: str
    aspects: tuple[str, ...]
    ranges: tuple[Range, ...]


def options_of(catalogue: Catalogue) -> Options:
    """List the options, the default model first."""
    cards = [catalogue.card(name) for name in catalogue.names()]
    usual = cards[0]
    return Options(
        models=tuple(
            Model(
                name=card.name,
                title=card.title,
                least_px=-(-card.least_px // card.multiple_px) * card.multiple_px,
                most_px=most_side(card),
                multiple_px=card.multiple_px,
                width_px=card.width_px,
                height_px=card.height_px,
            )
            for card in cards
        ),
        schedulers=tuple(scheduler.value for scheduler in Scheduler),
        scheduler=usual.scheduler.value,
        aspects=ASPECTS,
        ranges=(
            _range("count", "1", "1"),
            _range("steps", "1", str(usual.steps)),
            _range("guidance", "0.1", f"{usual.guidance:g}"),
            _range("seed", "1", ""),
        ),
    )


def _range(name: str, step: str, usual: str) -> Range:
    low, high = limits(ImageForm.model_fields[name])
    return Range(name, int(low), int(high), step, usual)
