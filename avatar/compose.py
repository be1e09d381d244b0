"""What a person may fill in for speech and for a clip, and how it becomes a request of exact choices."""

import secrets
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, Field

from avatar.requests import SEED_LIMIT, Aspect, AvatarRequest, SpeechRequest
from avatar.speak import choose_voice, clean_speech
from avatar.voices.shelf import Shelf
from generation.compose import Switch

FACES = 10  # as many as an AvatarRequest tells apart


class Size(StrEnum):
    """The short side of a clip (pixels)."""

    SMALL = "256"
    LARGE = "512"


PIXELS: dict[Size, Literal[256, 512]] = {Size.SMALL: 256, Size.LARGE: 512}


class SpeechForm(BaseModel, frozen=True, extra="forbid"):
    """The options of /say. What is left out comes from the text's language and the voice."""

    text: str = ""
    voice: str | None = None
    rate: float = Field(1.0, ge=0.5, le=2)
    pitch: float = Field(0.0, ge=-12, le=12)  # semitones


class AvatarForm(BaseModel, frozen=True, extra="forbid"):
    """The options of /avatar besides its photo and its recording."""

    text: str = ""
    voice: str | None = None
    captions: Switch = Switch.OFF
    aspect: Aspect = Aspect.SQUARE
    size: Size = Size.SMALL
    head: float = Field(1.0, ge=0, le=2)
    eyes: float = Field(1.0, ge=0, le=2)
    mouth: float = Field(1.0, ge=0, le=2)
    rate: float = Field(1.0, ge=0.5, le=2)
    pitch: float = Field(0.0, ge=-12, le=12)  # semitones
    seed: int | None = Field(None, ge=0, le=SEED_LIMIT)
    round: Switch = Switch.OFF
    face: int | None = Field(None, ge=1, le=FACES)  # which of several, from the left


def compose_speech(form: SpeechForm | AvatarForm, shelf: Shelf, locale: str = "") -> SpeechRequest:
    """Make every choice about a line to be spoken; ``locale`` is the asker's.

    Raises a Refusal that says what is wrong and what would be right.
    """
    text = clean_speech(form.text)
    voice = choose_voice(text, shelf, form.voice or "", locale)
    return SpeechRequest(text=text, voice=voice.id, rate=form.rate, pitch=form.pitch)


def compose_avatar(form: AvatarForm, photo: str, sound: str, shelf: Shelf, locale: str = "") -> AvatarRequest:
    """Make every choice about a clip; photo and sound are keys of the store, no sound: the text is spoken.

    Raises a Refusal that says what is wrong and what would be right.
    """
    return AvatarRequest(
        photo=photo,
        face=(form.face or 1) - 1,
        sound=sound,
        speech=None if sound else compose_speech(form, shelf, locale),
        size_px=PIXELS[form.size],
        aspect=form.aspect,
        head=form.head,
        eyes=form.eyes,
        mouth=form.mouth,
        captions=form.captions is Switch.ON,
        round=form.round is Switch.ON,
        seed=secrets.randbelow(SEED_LIMIT + 1) if form.seed is None else form.seed,
    )
