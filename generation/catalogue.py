"""Which models there are and what each can draw. Importing this never imports torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, Field

from generation.errors import UnknownChoice
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


class Card(BaseModel, frozen=True):
    """What a person and the desk need to know of a model before it is loaded."""

    name: str  # what people type: "pocket"
    title: str  # what people read: "Pocket"
    family: Literal["stable-diffusion", "stable-diffusion-xl"]
    source: str  # a diffusers-format folder or a hub id
    width_px: int = Field(512, ge=64, le=4096)  # what is drawn when no size is asked for
    height_px: int = Field(512, ge=64, le=4096)
    multiple_px: int = 8  # sides must be multiples of this
    least_px: int = 64  # shortest side
    most_pixels: int = 1024 * 1024  # largest area
    steps: int = Field(20, ge=1, le=150)
    guidance: float = Field(7.5, ge=0, le=30)
    scheduler: Scheduler = Scheduler.DPM_2M
    gpu_memory_gib: float = 0.0  # what a picture of the default size needs on the device
    ram_gib: float = 0.0
    cost: float = Field(1.0, gt=0)  # credits of a 512x512 picture with 20 steps


@dataclass(frozen=True)
class Catalogue:
    """The models of this studio; ``default`` is the one that draws when none is named."""

    cards: tuple[Card, ...]
    default: str

    def names(self) -> tuple[str, ...]:
        """List what people may type, the default first."""
        others = (card.name for card in self.cards if card.name != self.default)
        return (self.default, *others)

    def card(self, name: str) -> Card:
        """Find a model by its name, whatever its case.

        Raises UnknownChoice with the names that look like it.
        """
        for card in self.cards:
            if card.name.casefold() == name.strip().casefold():
                return card
        raise UnknownChoice("model", name, near(name, self.names()))


def near(name: str, choices: Sequence[str]) -> str:
    """List the choices that look like a name, or all of them if none does."""
    found = get_close_matches(name.strip().casefold(), choices, n=3, cutoff=0.5)
    return ", ".join(found or choices)


def load_catalogue(settings: GenerationSettings) -> Catalogue:
    """Read the cards of the shipped model and of the one that the operator chose.

    Raises ModelUnavailable if a chosen folder lacks a file.
    """
    from generation.cards import POCKET, find_card  # noqa: PLC0415 - cards are made of this file's Card

    chosen = find_card(settings.model)
    if chosen.source == POCKET.source:
        return Catalogue((POCKET,), POCKET.name)
    if chosen.name == POCKET.name:
        chosen = chosen.model_copy(update={"name": f"{chosen.name}-2"})
    return Catalogue((chosen, POCKET), chosen.name)
