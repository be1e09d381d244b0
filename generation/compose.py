"""What a person may fill in for a picture, and how it becomes a request with every choice made."""

import secrets
from enum import StrEnum

from pydantic import BaseModel, Field

from generation.adapters.asking import put_on
from generation.catalogue import Card, Catalogue, Scheduler
from generation.errors import HiresNeedless, UnknownChoice
from generation.requests import PROMPT_LIMIT, SEED_LIMIT, ImageRequest, SecondPass
from generation.sizes import check_size, near_size, parse_aspect, size_of_aspect
from generation.text import clean_prompt

LORA_LIMIT = 300  # characters
HIRES_FACTOR = 2  # sides of a picture whose size is not said, over those of its first pass


class Switch(StrEnum):
    """A choice between two."""

    ON = "on"
    OFF = "off"


class ImageForm(BaseModel, frozen=True, extra="forbid"):
    """The options of /imagine. What is left out comes from the model's card."""

    prompt: str
    negative_prompt: str = Field("", max_length=PROMPT_LIMIT)
    style: str | None = Field(None, max_length=100)  # names of kept styles, with commas between them
    no_defaults: Switch | None = None  # leaves out what its place and its person have set for all
    width: int | None = Field(None, ge=64, le=4096)  # pixels
    height: int | None = Field(None, ge=64, le=4096)  # pixels
    aspect: str | None = Field(None, examples=["3:2"])  # in place of width and height
    steps: int | None = Field(None, ge=1, le=150)
    guidance: float | None = Field(None, ge=0, le=30)
    seed: int | None = Field(None, ge=0, le=SEED_LIMIT)
    count: int = Field(1, ge=1, le=4)
    scheduler: Scheduler | None = None
    model: str | None = None
    upscale: Switch | None = None
    tile: Switch | None = None  # seamless: its copies lie side by side without a border
    repeat: int = Field(1, ge=1, le=100)  # requests that are made of it, each with seeds of its own
    hires: Switch | None = None  # the hi-res fix: drawn small first, then enlarged and drawn over
    lora: str = Field("", max_length=LORA_LIMIT, examples=["sepia:0.8"])  # names and weights, by commas
    vae: str | None = None  # what decodes in place of the model's own


def compose(form: ImageForm, catalogue: Catalogue) -> ImageRequest:
    """Make every choice that the form leaves open: the size, the steps, the seed.

    Raises a Refusal that says what is wrong and what would be right.
    """
    card = catalogue.card(form.model or catalogue.default)
    worn = put_on(form.prompt, form.negative_prompt, form.lora, form.vae, card, catalogue)
    prompt = clean_prompt(worn.prompt, PROMPT_LIMIT)
    upscale = upscales(form.upscale, card)
    frame, hires = card if upscale else card.drawn(), form.hires is Switch.ON
    width_px, height_px = _size(form, _enlarged(frame) if hires else frame)
    return ImageRequest(
        prompt=prompt,
        negative_prompt=worn.negative_prompt,
        model=card.name,
        width_px=width_px,
        height_px=height_px,
        steps=card.steps if form.steps is None else form.steps,
        guidance=card.guidance if form.guidance is None else form.guidance,
        scheduler=form.scheduler or card.scheduler,
        seed=secrets.randbelow(SEED_LIMIT + 1) if form.seed is None else form.seed,
        count=form.count,
        upscale=upscale,
        tile=form.tile is Switch.ON,
        adapters=worn.adapters,
        vae=worn.vae,
        second_pass=_second_pass(frame, width_px, height_px) if hires else None,
    )


def upscales(wish: Switch | None, card: Card) -> bool:
    """Tell whether a picture is to be enlarged: always, where the model's card says how.

    Raises UnknownChoice where it is wished for and cannot be.
    """
    if wish is Switch.ON and not card.upscaler:
        raise UnknownChoice("upscale", Switch.ON, Switch.OFF)
    return bool(card.upscaler) and wish is not Switch.OFF


def _enlarged(card: Card) -> Card:
    """Give the card with the usual size of a picture that is drawn twice."""
    width_px, height_px = near_size(card, HIRES_FACTOR * card.width_px, HIRES_FACTOR * card.height_px)
    return card.model_copy(update={"width_px": width_px, "height_px": height_px})


def _second_pass(card: Card, width_px: int, height_px: int) -> SecondPass:
    """Plan the hi-res fix: first as large as the model knows best, of that shape. Raises HiresNeedless."""
    first_width_px, first_height_px = size_of_aspect(card, width_px / height_px)
    if first_width_px * first_height_px >= width_px * height_px:
        raise HiresNeedless(first_width_px, first_height_px)
    return SecondPass(width_px=first_width_px, height_px=first_height_px)


def _size(form: ImageForm, card: Card) -> tuple[int, int]:
    """Take the size that was typed; one side and an aspect make the other side."""
    width, height = form.width, form.height
    if form.aspect is None or (width and height):
        return check_size(card, width or card.width_px, height or card.height_px)
    ratio = parse_aspect(form.aspect)
    if width:
        return check_size(card, width, _snap(width / ratio, card))
    if height:
        return check_size(card, _snap(height * ratio, card), height)
    return size_of_aspect(card, ratio)


def _snap(side: float, card: Card) -> int:
    return max(round(side / card.multiple_px), 1) * card.multiple_px
