"""What a person may fill in for speech and for a clip, and how it becomes a request of exact choices."""

import re
import secrets
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, Field

from avatar.cast import Cast, Engine
from avatar.errors import BadAngles
from avatar.requests import (
    ANGLE_LIMIT,
    KEYFRAMES,
    SEED_LIMIT,
    STYLES,
    Aspect,
    AvatarRequest,
    Borrow,
    PhotoMode,
    SpeechRequest,
)
from avatar.speak import choose_voice, clean_speech
from avatar.voices.shelf import Shelf
from generation.compose import Switch

FACES = 10  # as many as an AvatarRequest tells apart
ALONE = Cast()

_NUMBER = re.compile(r"[+-]?\d{1,3}(\.\d{1,6})?", re.ASCII)
_BETWEEN = re.compile(r"[\s,;/，；、]+")


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
    """The options of /avatar besides its photo, its recording and its reference video."""

    text: str = ""
    voice: str | None = None
    captions: Switch = Switch.OFF
    aspect: Aspect = Aspect.PHOTO
    size: Size = Size.SMALL
    head: float = Field(1.0, ge=0, le=2)
    eyes: float = Field(1.0, ge=0, le=2)
    mouth: float = Field(1.0, ge=0, le=2)
    rate: float = Field(1.0, ge=0.5, le=2)
    pitch: float = Field(0.0, ge=-12, le=12)  # semitones
    seed: int | None = Field(None, ge=0, le=SEED_LIMIT)
    round: Switch = Switch.OFF
    face: int | None = Field(None, ge=1, le=FACES)  # which of several, from the left
    engine: Engine | None = None
    framing: PhotoMode = PhotoMode.AUTO
    style: int = Field(0, ge=0, lt=STYLES)
    expression: float = Field(1.0, ge=0, le=3)
    still: Switch = Switch.OFF
    turn: str = ""  # keyframes in degrees, as people write lists: "0 20 -20"
    nod: str = ""
    tilt: str = ""
    borrow: Borrow = Borrow.BOTH  # from a reference video, where one is sent along
    restore: float = Field(0.0, ge=0, le=1)
    preview: Switch = Switch.OFF  # a sheet of variants first; `avatar.variants` composes it


def compose_speech(form: SpeechForm | AvatarForm, shelf: Shelf, locale: str = "") -> SpeechRequest:
    """Make every choice about a line to be spoken; ``locale`` is the asker's.

    Raises a Refusal that says what is wrong and what would be right.
    """
    text = clean_speech(form.text)
    voice = choose_voice(text, shelf, form.voice or "", locale)
    return SpeechRequest(text=text, voice=voice.id, rate=form.rate, pitch=form.pitch)


def compose_avatar(
    form: AvatarForm,
    photo: str,
    sound: str,
    shelf: Shelf,
    locale: str = "",
    cast: Cast = ALONE,
    moves: str = "",
) -> AvatarRequest:
    """Make every choice about a clip; photo, sound and moves are keys of the store.

    Without a sound the text is spoken.

    Raises a Refusal that says what is wrong and what would be right.
    """
    return AvatarRequest(
        photo=photo,
        face=(form.face or 1) - 1,
        sound=sound,
        speech=None if sound else compose_speech(form, shelf, locale),
        animator=cast.choose(form.engine),
        size_px=PIXELS[form.size],
        aspect=form.aspect,
        head=form.head,
        eyes=form.eyes,
        mouth=form.mouth,
        mode=form.framing,
        style=form.style,
        expression=form.expression,
        still=form.still is Switch.ON,
        turn=read_angles("turn", form.turn),
        nod=read_angles("nod", form.nod),
        tilt=read_angles("tilt", form.tilt),
        moves=moves,
        borrow=form.borrow,
        restore=form.restore,
        captions=form.captions is Switch.ON,
        round=form.round is Switch.ON,
        seed=secrets.randbelow(SEED_LIMIT + 1) if form.seed is None else form.seed,
    )


def read_angles(field: str, text: str) -> tuple[float, ...]:
    """Read the keyframes of an angle (degrees), as people write lists. Raises BadAngles."""
    words = [word for word in _BETWEEN.split(text) if word]
    angles = [float(word) for word in words if _NUMBER.fullmatch(word)]
    if len(angles) != len(words) or len(words) > KEYFRAMES or any(abs(it) > ANGLE_LIMIT for it in angles):
        raise BadAngles(field, text.strip()[:60], ANGLE_LIMIT, KEYFRAMES)
    return tuple(angles)
