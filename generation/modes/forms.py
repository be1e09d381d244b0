"""What a person may fill in to make a picture of others, and how that becomes a request."""

import secrets
from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, Field

from generation.adapters.asking import put_on
from generation.catalogue import Card, Catalogue, Purpose, Scheduler
from generation.compose import LORA_LIMIT, Switch, upscales
from generation.errors import OutOfRange, UnknownChoice
from generation.modes.canvas import Pads, check_canvas, zoomed
from generation.modes.errors import NothingAdded, TooFewPictures, WeightsWrong
from generation.modes.following import Span, controls, read_guides
from generation.requests import (
    BLEND_LEAST,
    BLEND_MOST,
    PROMPT_LIMIT,
    SEED_LIMIT,
    BlendRequest,
    ControlRequest,
    DepthRequest,
    ImageToImageRequest,
    InpaintRequest,
    OutpaintRequest,
)
from generation.sizes import RATIO_MAX, size_of_aspect
from generation.text import clean_prompt

STRENGTHS = {"keep": 0.3, "hint": 0.85, "remix": 0.6}  # as words: how much of the picture is drawn anew
FOLLOW_LIMIT = 200  # characters of names of maps and ControlNets
PAN_SHARE = 0.5  # of a side: how much a pan adds

Size = tuple[int, int]  # width and height of a picture (pixels)


class Side(StrEnum):
    """Where a pan goes."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


class EditForm(BaseModel, frozen=True, extra="forbid"):
    """What all of them have in common. What is left out comes from the model's card."""

    prompt: str = ""
    negative_prompt: str = Field("", max_length=PROMPT_LIMIT)
    no_defaults: Switch | None = None  # leaves out what its place and its person have set for all
    steps: int | None = Field(None, ge=1, le=150)
    guidance: float | None = Field(None, ge=0, le=30)
    seed: int | None = Field(None, ge=0, le=SEED_LIMIT)
    count: int = Field(1, ge=1, le=4)
    scheduler: Scheduler | None = None
    model: str | None = None
    lora: str = Field("", max_length=LORA_LIMIT, examples=["sepia:0.8"])  # names and weights, by commas
    vae: str | None = None  # what decodes in place of the model's own


class RemixForm(Span, EditForm, frozen=True, extra="forbid"):
    """The options of /remix."""

    strength: str | None = Field(None, max_length=20, examples=["0.6"])  # a share, or hint, remix, keep
    follow: str | None = Field(
        None, max_length=FOLLOW_LIMIT, examples=["canny,depth"]
    )  # maps of the picture, by commas


class InpaintForm(EditForm, frozen=True, extra="forbid"):
    """The options of /inpaint."""

    strength: str | None = Field(None, max_length=20, examples=["1"])
    invert: Switch | None = None  # draw what the mask leaves out
    closeup: Switch | None = None  # draw the surroundings of the mask as large as the model can


class OutpaintForm(EditForm, frozen=True, extra="forbid"):
    """The options of /outpaint."""

    zoom: float | None = Field(None, ge=1.1, le=4)  # how much wider and higher the view becomes
    pan: Side | None = None


class ControlForm(Span, EditForm, frozen=True, extra="forbid"):
    """The options of /control."""

    follow: str = Field("canny", max_length=FOLLOW_LIMIT, examples=["canny,depth"])  # maps or ControlNets
    ready: Switch | None = None  # the picture is a map itself


class DepthForm(EditForm, frozen=True, extra="forbid"):
    """The options of /depth."""

    strength: str | None = Field(None, max_length=20, examples=["1"])


class BlendForm(EditForm, frozen=True, extra="forbid"):
    """The options of /blend."""

    strength: str | None = Field(None, max_length=20, examples=["0.6"])
    weights: str = Field("", max_length=60, examples=["1:2"])


def remix(form: RemixForm, picture: str, size: Size, catalogue: Catalogue) -> ImageToImageRequest:
    """Draw over a picture, along maps of it where some are named. Raises what ``control`` raises."""
    card = catalogue.card(form.model or catalogue.default)
    guides = read_guides(form.follow, catalogue) if form.follow else ()
    maps = controls(guides, picture, form, card, catalogue) if guides else ()
    choices = _choices(form, card, size, catalogue)
    strength = read_strength(form.strength, STRENGTHS["remix"])
    return ImageToImageRequest(**choices, picture=picture, strength=strength, controls=maps)


def inpaint(form: InpaintForm, picture: str, mask: str, size: Size, catalogue: Catalogue) -> InpaintRequest:
    """Draw what a mask marks."""
    card = drawer(form.model, catalogue, Purpose.INPAINTING, Purpose.TEXT_TO_IMAGE)
    strength, closeup = read_strength(form.strength, 1.0), form.closeup is Switch.ON
    choices = _choices(form, card, size, catalogue)
    return InpaintRequest(**choices, picture=picture, mask=mask, strength=strength, closeup=closeup)


def outpaint(form: OutpaintForm, picture: str, size: Size, catalogue: Catalogue) -> OutpaintRequest:
    """Draw what is around a picture. Raises NothingAdded and CanvasTooLarge."""
    card = drawer(form.model, catalogue, Purpose.INPAINTING, Purpose.TEXT_TO_IMAGE)
    pads = _pads(form, size)
    canvas = pads.size(*size)
    check_canvas(*canvas)
    return OutpaintRequest(
        **_choices(form, card, canvas, catalogue),
        picture=picture,
        left_px=pads.left_px,
        top_px=pads.top_px,
        right_px=pads.right_px,
        bottom_px=pads.bottom_px,
    )


def control(form: ControlForm, picture: str, size: Size, catalogue: Catalogue) -> ControlRequest:
    """Draw along a map, or along those that are read from a picture.

    Raises UnknownChoice, TooManyMaps, ControlMissing, ControlSpanEmpty, and MapUnmade where only a map itself
    will do.
    """
    card = catalogue.card(form.model or catalogue.default)
    ready = form.ready is Switch.ON
    maps = controls(read_guides(form.follow, catalogue), picture, form, card, catalogue, ready=ready)
    choices = _choices(form, card, size, catalogue)
    clean_prompt(str(choices["prompt"]), PROMPT_LIMIT)
    return ControlRequest(**choices, controls=maps)


def depth(form: DepthForm, picture: str, size: Size, catalogue: Catalogue) -> DepthRequest:
    """Draw with the depth of a picture."""
    card = drawer(form.model, catalogue, Purpose.DEPTH)
    choices = _choices(form, card, size, catalogue)
    clean_prompt(str(choices["prompt"]), PROMPT_LIMIT)
    strength = read_strength(form.strength, 1.0)
    return DepthRequest(**choices, picture=picture, strength=strength)


def blend(form: BlendForm, pictures: Sequence[str], size: Size, catalogue: Catalogue) -> BlendRequest:
    """Draw between pictures. Raises TooFewPictures and WeightsWrong."""
    if not BLEND_LEAST <= len(pictures) <= BLEND_MOST:
        raise TooFewPictures(BLEND_LEAST, BLEND_MOST)
    card = catalogue.card(form.model or catalogue.default)
    return BlendRequest(
        **_choices(form, card, size, catalogue),
        pictures=tuple(pictures),
        weights=read_weights(form.weights, len(pictures)),
        strength=read_strength(form.strength, STRENGTHS["remix"]),
    )


def read_strength(given: str | None, usual: float) -> float:
    """Read a strength: a share from 0 to 1, or a word. Raises UnknownChoice and OutOfRange."""
    if given is None:
        return usual
    word = given.strip().casefold()
    if word in STRENGTHS:
        return STRENGTHS[word]
    try:
        share = float(word)
    except ValueError:
        raise UnknownChoice("strength", given, ", ".join(("0…1", *STRENGTHS))) from None
    if not 0 <= share <= 1:
        raise OutOfRange("strength", share, 0, 1)
    return share


def read_weights(given: str, pictures: int) -> tuple[float, ...]:
    """Read "1:2" as the weights of two pictures; nothing is equal shares. Raises WeightsWrong."""
    if not given.strip():
        return ()
    try:
        weights = tuple(float(part) for part in given.replace(",", ":").split(":"))
    except ValueError:
        raise WeightsWrong(given, pictures) from None
    if len(weights) != pictures or not all(0 <= one < float("inf") for one in weights) or sum(weights) <= 0:
        raise WeightsWrong(given, pictures)
    return weights


def size_like(size: Size, card: Card) -> Size:
    """Find the size on a model's grid that is most like a picture's."""
    return size_of_aspect(card, min(max(size[0] / size[1], 1 / RATIO_MAX), RATIO_MAX))


def drawer(name: str | None, catalogue: Catalogue, *purposes: Purpose) -> Card:
    """Find the model that was named, or the one for a purpose that is most like the default.

    The first purpose is the wanted one; the others can do it as well. Raises UnknownChoice.
    """
    if name:
        return catalogue.card(name, *purposes)
    usual = catalogue.card(catalogue.default)
    made_for_it = [card for card in catalogue.cards if card.purpose is purposes[0]]
    alike = [card for card in made_for_it if card.base is not None and card.base == usual.base]
    if alike:
        return alike[0]
    if usual.purpose in purposes:
        return usual
    return made_for_it[0] if made_for_it else catalogue.card(usual.name, *purposes)


def _choices(form: EditForm, card: Card, size: Size, catalogue: Catalogue) -> dict[str, object]:
    """Make the choices that every drawing has."""
    upscale = upscales(None, card)
    width_px, height_px = size_like(size, card if upscale else card.drawn())
    worn = put_on(form.prompt, form.negative_prompt, form.lora, form.vae, card, catalogue)
    return {
        "prompt": worn.prompt,
        "negative_prompt": worn.negative_prompt,
        "model": card.name,
        "width_px": width_px,
        "height_px": height_px,
        "steps": card.steps if form.steps is None else form.steps,
        "guidance": card.guidance if form.guidance is None else form.guidance,
        "scheduler": form.scheduler or card.scheduler,
        "seed": secrets.randbelow(SEED_LIMIT + 1) if form.seed is None else form.seed,
        "count": form.count,
        "upscale": upscale,
        "adapters": worn.adapters,
        "vae": worn.vae,
    }


def _pads(form: OutpaintForm, size: Size) -> Pads:
    around = zoomed(*size, form.zoom) if form.zoom else Pads()
    across, down = (round(side * PAN_SHARE) for side in size)
    match form.pan:
        case Side.LEFT:
            further = Pads(left_px=across)
        case Side.RIGHT:
            further = Pads(right_px=across)
        case Side.UP:
            further = Pads(top_px=down)
        case Side.DOWN:
            further = Pads(bottom_px=down)
        case None if form.zoom:
            further = Pads()
        case None:
            raise NothingAdded
    return Pads(
        around.left_px + further.left_px,
        around.top_px + further.top_px,
        around.right_px + further.right_px,
        around.bottom_px + further.bottom_px,
    )
