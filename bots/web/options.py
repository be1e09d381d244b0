"""What the options of the page offer: the ranges of the form, the sizes of each model."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from avatar.cast import Cast
from avatar.compose import AvatarForm, Size
from avatar.intake.limits import PhotoLimits, SoundLimits, VideoLimits
from avatar.requests import STYLES, TEXT_LIMIT, Aspect, Borrow, PhotoMode
from avatar.voices.scripts import primary
from avatar.voices.shelf import Shelf
from avatar.voices.voice import VoiceCard
from bots.forms import limits
from generation.catalogue import Card, Catalogue, Purpose, Scheduler
from generation.compose import ImageForm, Switch
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
    base: str  # the adapters made for it fit


@dataclass(frozen=True)
class Worn:
    """An adapter that can be chosen, and the base of the models that it fits; nothing fits all."""

    name: str
    title: str
    base: str


@dataclass(frozen=True)
class Options:
    """Everything that the drawer of options shows."""

    models: tuple[Model, ...]
    schedulers: tuple[str, ...]
    scheduler: str
    aspects: tuple[str, ...]
    switches: tuple[str, ...]
    ranges: tuple[Range, ...]
    loras: tuple[Worn, ...]
    vaes: tuple[Worn, ...]
    redrawers: tuple[str, ...]  # upscalers that draw


def options_of(catalogue: Catalogue, hidden: Container[str] = ()) -> Options:
    """List the options, the default model first; the default stays, even hidden, for something must."""
    names = [name for name in catalogue.names() if name not in hidden] or [catalogue.default]
    cards = [catalogue.card(name) for name in names]
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
                base=card.base or "",
            )
            for card in cards
        ),
        schedulers=tuple(scheduler.value for scheduler in Scheduler),
        scheduler=usual.scheduler.value,
        aspects=ASPECTS,
        switches=tuple(switch.value for switch in Switch),
        ranges=(
            _range("count", "1", "1"),
            _range("steps", "1", str(usual.steps)),
            _range("guidance", "0.1", f"{usual.guidance:g}"),
            _range("seed", "1", ""),
            _range("repeat", "1", "1"),
        ),
        loras=_worn(cards, catalogue, Purpose.LORA, hidden),
        vaes=_worn(cards, catalogue, Purpose.VAE, hidden),
        redrawers=tuple(one.name for one in catalogue.extras if one.prompted and one.name not in hidden),
    )


def _worn(
    cards: Sequence[Card], catalogue: Catalogue, purpose: Purpose, hidden: Container[str]
) -> tuple[Worn, ...]:
    """List the adapters that some of the models can wear, each once."""
    found = dict.fromkeys(one for card in cards for one in catalogue.adapters(card, purpose))
    return tuple(
        Worn(one.name, one.draws or one.title, one.base or "") for one in found if one.name not in hidden
    )


@dataclass(frozen=True)
class Slider:
    """A number that is chosen by sliding; in the middle is what is usual."""

    name: str
    low: float
    high: float
    step: str
    usual: float


@dataclass(frozen=True)
class Tongue:
    """The voices of one language."""

    language: str
    voices: tuple[VoiceCard, ...]


@dataclass(frozen=True)
class ClipOptions:
    """Everything that the drawer of options of a clip shows."""

    tongues: tuple[Tongue, ...]
    aspects: tuple[str, ...]
    sizes: tuple[str, ...]
    sliders: tuple[Slider, ...]
    engines: tuple[str, ...]  # the usual one first; with a single one there is nothing to choose
    framings: tuple[str, ...]
    borrows: tuple[str, ...]  # what a reference video may lend, the usual one first
    learnt: tuple[Slider, ...]  # what only networks know
    styles: int = STYLES
    photo_megabytes: int = PhotoLimits.megabytes
    sound_megabytes: int = SoundLimits.megabytes
    video_megabytes: int = VideoLimits.megabytes
    sound_limit_s: int = SoundLimits.longest_s
    text_limit: int = TEXT_LIMIT


def clip_options(shelf: Shelf, cast: Cast, locale: str) -> ClipOptions:
    """List the options of a clip; the voices of the reader's language and of English come first."""
    tongues: dict[str, list[VoiceCard]] = {primary(locale): [], "en": []}
    for card in shelf.cards:
        tongues.setdefault(primary(card.language), []).append(card)
    first = list(dict.fromkeys((primary(locale), "en")))
    order = first + sorted(set(tongues) - set(first))
    return ClipOptions(
        tongues=tuple(Tongue(language, tuple(tongues[language])) for language in order if tongues[language]),
        aspects=tuple(aspect.value for aspect in Aspect),
        sizes=tuple(size.value for size in Size),
        sliders=(
            *(_slider(name, "0.1") for name in ("head", "eyes", "mouth")),
            _slider("rate", "0.05"),
            _slider("pitch", "0.5"),
        ),
        engines=tuple(dict.fromkeys((cast.usual.value, *(engine.value for engine in cast.known)))),
        framings=tuple(mode.value for mode in PhotoMode),
        borrows=tuple(dict.fromkeys((Borrow.BOTH.value, *(borrow.value for borrow in Borrow)))),
        learnt=(_slider("expression", "0.1"), _slider("restore", "0.1")),
    )


def _slider(name: str, step: str) -> Slider:
    field = AvatarForm.model_fields[name]
    return Slider(name, *limits(field), step, field.default)


def _range(name: str, step: str, usual: str) -> Range:
    low, high = limits(ImageForm.model_fields[name])
    return Range(name, int(low), int(high), step, usual)
