"""What models there are and what each is for. Importing this never imports torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, Field

from generation.adapters.errors import AdapterMisfit, AdapterUnknown
from generation.errors import ControlMissing, ModelUnavailable, UnknownChoice
from generation.settings import GenerationSettings


class Scheduler(StrEnum):
    """The samplers by the names people know them by."""

    PNDM = "pndm"
    DDIM = "ddim"
    LMS = "lms"
    EULER = "euler"
    EULER_A = "euler-a"
    DPM_2M = "dpm++-2m"
    DPM_2M_KARRAS = "dpm++-2m-karras"
    UNIPC = "unipc"
    LCM = "lcm"


class Purpose(StrEnum):
    """What a model is for. The first three draw pictures by themselves, the others help or judge."""

    TEXT_TO_IMAGE = "text-to-image"
    INPAINTING = "inpainting"
    DEPTH = "depth"
    CONTROLNET = "controlnet"
    UPSCALER = "upscaler"
    LORA = "lora"
    TEXTUAL_INVERSION = "textual-inversion"
    HYPERNETWORK = "hypernetwork"
    VAE = "vae"
    DESCRIBE = "describe"
    SAFETY = "safety"
    DEPTH_ESTIMATOR = "depth-estimator"
    TALKING_HEAD = "talking-head"
    FACE_RESTORER = "face-restorer"


class Base(StrEnum):
    """Models that the same ControlNets, LoRAs, textual inversions and hypernetworks fit."""

    POCKET = "pocket"
    SD_1 = "sd-1"
    SD_2 = "sd-2"
    SDXL = "sdxl"


DrawingPurpose = Literal[Purpose.TEXT_TO_IMAGE, Purpose.INPAINTING, Purpose.DEPTH]
ExtraPurpose = Literal[
    Purpose.CONTROLNET,
    Purpose.UPSCALER,
    Purpose.LORA,
    Purpose.TEXTUAL_INVERSION,
    Purpose.HYPERNETWORK,
    Purpose.VAE,
    Purpose.DESCRIBE,
    Purpose.SAFETY,
    Purpose.DEPTH_ESTIMATOR,
    Purpose.TALKING_HEAD,
    Purpose.FACE_RESTORER,
]


class Figure(BaseModel, frozen=True, extra="forbid"):
    """One measured number."""

    what: str = Field(min_length=1)
    value: float
    unit: str = ""


class About(BaseModel, frozen=True, extra="forbid"):
    """What every card says, whatever the model is for."""

    name: str = Field(min_length=1)  # what people type: "pocket"
    title: str = Field(min_length=1)  # what people read: "Pocket"
    source: str  # a folder, a hub id, or the web page of its makers
    formerly: str = ""  # the hub id under which it was published first
    base: Base | None = None  # nothing where that does not matter or is not known
    draws: str = ""  # what it does, in one line
    trained: str = ""  # how, by whom and on what
    minutes: float | None = Field(None, ge=0)  # of training, where it was ours
    figures: tuple[Figure, ...] = ()
    limits: tuple[str, ...] = ()
    licence: str = ""
    page: str = ""  # more to read: a path in the repository
    sha256: str = ""  # in hex, of what was added to the shelf: a file, or the list of a folder's
    gpu_memory_gib: float = Field(0.0, ge=0)  # what one use of the default size needs on the device
    ram_gib: float = Field(0.0, ge=0)  # the same where there is no GPU


class Card(About, frozen=True):
    """A model that draws pictures: what a person and the desk need to know before it is loaded."""

    purpose: DrawingPurpose = Purpose.TEXT_TO_IMAGE
    family: Literal["stable-diffusion", "stable-diffusion-xl"]
    width_px: int = Field(512, ge=64, le=4096)  # what is drawn when no size is asked for
    height_px: int = Field(512, ge=64, le=4096)
    multiple_px: int = 8  # sides must be multiples of this
    least_px: int = 64  # shortest side
    most_pixels: int = 1024 * 1024  # largest area
    steps: int = Field(20, ge=1, le=150)
    guidance: float = Field(7.5, ge=0, le=30)
    scheduler: Scheduler = Scheduler.DPM_2M
    cost: float = Field(1.0, gt=0)  # credits of a 512x512 picture with 20 steps, as large as it is drawn
    negative_prompt: str = Field("", max_length=1000)  # what its pictures always leave out
    reads: tuple[str, ...] = (
        "en",
    )  # the languages that it was taught; others are translated, where that is set
    upscaler: str = (
        ""  # a folder or a file: what it draws is enlarged, and the sizes above are those people get
    )
    upscale_factor: int = Field(1, ge=1, le=4)

    def enlarged(self, upscaler: str, factor: int) -> "Card":
        """Give the card of this model with an upscaler behind it; all sizes grow by its factor."""
        return self._resized(factor, 1, upscaler)

    def drawn(self) -> "Card":
        """Give the card of this model without its upscaler, with the sizes that it draws itself."""
        return self._resized(1, self.upscale_factor, "")

    def _resized(self, times: int, over: int, upscaler: str) -> "Card":
        lengths = ("width_px", "height_px", "multiple_px", "least_px")
        sizes = {name: getattr(self, name) * times // over for name in lengths}
        pixels = self.most_pixels * times**2 // over**2
        return self.model_copy(
            update=sizes | {"most_pixels": pixels, "upscaler": upscaler, "upscale_factor": times}
        )


class ExtraCard(About, frozen=True):
    """A model that is attached to one that draws, or that works on finished pictures."""

    purpose: ExtraPurpose
    file: str = ""  # the weights, where the source holds other models too
    scale: int | None = Field(None, ge=2, le=8)  # by how much an upscaler enlarges a side
    prompted: bool = False  # whether an upscaler draws anew, led by a prompt
    control: str = ""  # what a ControlNet follows: "canny"
    trigger: str = ""  # the words in a prompt that call a LoRA, or the one that is a textual inversion


AnyCard = Card | ExtraCard


FOLDERS = ("wildcards", "styles", "describer", "translator", "expander")  # that an operator may choose


@dataclass(frozen=True)
class Catalogue:
    """The models of this studio; ``default`` is the one that draws when none is named."""

    cards: tuple[Card, ...]
    default: str
    extras: tuple[ExtraCard, ...] = ()
    wildcards: Path | None = None  # a folder of lists that prompts draw words from
    styles: Path | None = None  # ... and one of styles
    describer: Path | None = None  # the folder of what describes pictures, where one was chosen
    translator: Path | None = None  # ... of what translates prompts
    expander: Path | None = None  # ... and of what goes on with them

    def names(self, *purposes: Purpose) -> tuple[str, ...]:
        """List what people may type to draw in one of some ways, from words alone if none is named.

        The default comes first.
        """
        wanted = purposes or (Purpose.TEXT_TO_IMAGE,)
        fit = [card.name for card in self.cards if card.purpose in wanted]
        return tuple(sorted(fit, key=lambda name: name != self.default))

    def card(self, name: str, *purposes: Purpose) -> Card:
        """Find a model that draws in one of some ways by its name, whatever its case.

        Raises UnknownChoice with the names that look like it.
        """
        names = self.names(*purposes)
        for card in self.cards:
            if card.name in names and card.name.casefold() == name.strip().casefold():
                return card
        raise UnknownChoice("model", name, near(name, names))

    def drawer(self, name: str) -> Card:
        """Find a model that draws in any way. Raises UnknownChoice."""
        return self.card(name, *get_args(DrawingPurpose))

    def control(self, kind: str, card: Card, net: str = "") -> ExtraCard:
        """Find the ControlNet of a kind that fits a model: that of a name, or else the first.

        Raises ControlMissing with the kinds that there are, and AdapterMisfit where the one that is named was
        made for another base.
        """
        nets = [one for one in self.extras if one.purpose is Purpose.CONTROLNET]
        fitting = [one for one in nets if card.base and one.base == card.base]
        for one in fitting:
            if one.control == kind and net in {"", one.name}:
                return one
        if other := next((one for one in nets if one.name == net and one not in fitting), None):
            raise AdapterMisfit(other.purpose, other.name, other.base or "unknown", card.name)
        raise ControlMissing(kind, card.name, ", ".join(sorted({one.control for one in fitting})) or "none")

    def added_guides(self) -> tuple[ExtraCard, ...]:
        """List the ControlNets that were put on the shelf."""
        return tuple(one for one in self.extras if one.purpose is Purpose.CONTROLNET and one.sha256)

    def adapters(self, card: Card, purpose: Purpose) -> tuple[ExtraCard, ...]:
        """List what there is for a purpose that can be worked into a model."""
        return tuple(one for one in self.extras if one.purpose is purpose and _fits(one, card))

    def adapter(self, name: str, card: Card, purpose: Purpose) -> ExtraCard:
        """Find an adapter that fits a model by its name, or by the end of it: "sepia" is "pocket-lora-sepia".

        Raises AdapterMisfit where it was made for another base, and AdapterUnknown with names that are near.
        """
        if (mine := self.private(name)) and mine.purpose is purpose:
            if _fits(mine, card):
                return mine
            raise AdapterMisfit(purpose, mine.name, mine.base or "unknown", card.name)
        fitting = self.adapters(card, purpose)
        if found := _called(name, fitting):
            return found
        others = [one for one in self.extras if one.purpose is purpose]
        if other := _called(name, others):
            raise AdapterMisfit(purpose, other.name, other.base or "unknown", card.name)
        names = [one.name for one in fitting]
        raise AdapterUnknown(purpose, name, near(name, names) if names else "")

    def private(self, _name: str) -> ExtraCard | None:
        """Find an adapter that is somebody's own by its whole name; it is in no list."""
        return None


def _fits(extra: ExtraCard, card: Card) -> bool:
    """Tell whether an adapter was made for a model's base; a VAE may not say for which it was."""
    if extra.base is None:
        return extra.purpose is Purpose.VAE
    return extra.base == card.base


def _called(name: str, cards: Sequence[ExtraCard]) -> ExtraCard | None:
    """Find a card by its whole name, else the only one whose name ends so; None where there is none."""
    wanted = name.strip().casefold()
    whole = [card for card in cards if card.name.casefold() == wanted]
    ending = [card for card in cards if wanted and card.name.casefold().endswith(f"-{wanted}")]
    return whole[0] if whole else ending[0] if len(ending) == 1 else None


def near(name: str, choices: Sequence[str]) -> str:
    """List the choices that look like a name, or all of them if none does."""
    found = get_close_matches(name.strip().casefold(), choices, n=3, cutoff=0.5)
    return ", ".join(found or choices)


def load_catalogue(settings: GenerationSettings) -> Catalogue:
    """Read the cards of the shipped models, of the shelf, and of the model that the operator chose.

    What is put on the shelf later is seen, too.

    Raises ModelUnavailable if a chosen folder lacks a file, or a chosen model does not draw from words alone.
    """
    from generation.cards import find_card, shipped  # noqa: PLC0415 - cards are made of this file's Card
    from generation.shelf.stock import LiveCatalogue, stock  # noqa: PLC0415 - likewise

    ours = shipped()
    cards = tuple(card for card in ours if isinstance(card, Card))
    extras = tuple(card for card in ours if isinstance(card, ExtraCard))
    chosen = find_card(settings.model, stock(settings.shelf))
    if chosen.purpose is not Purpose.TEXT_TO_IMAGE:
        raise ModelUnavailable(chosen.name, f"it is for {chosen.purpose}, not for drawing from words alone")
    folders = tuple(getattr(settings, name) for name in FOLDERS)
    for card in cards:
        if card.source == chosen.source:
            return LiveCatalogue(Catalogue(cards, card.name, extras, *folders), settings.shelf)
    if chosen.name in {card.name for card in cards}:
        chosen = chosen.model_copy(update={"name": f"{chosen.name}-2"})
    return LiveCatalogue(Catalogue((chosen, *cards), chosen.name, extras, *folders), settings.shelf)
