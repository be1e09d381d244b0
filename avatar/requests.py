"""What can be asked of the avatar room. Importing a request never imports torch."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from generation.errors import OutOfRange

TEXT_LIMIT = 1000  # characters to be spoken
SEED_LIMIT = 2**32 - 1
STYLES = 46  # ways of moving the head that SadTalker learnt
KEYFRAMES = 32  # of an angle, at most
ANGLE_LIMIT = 60  # degrees; a face that is turned farther was never learnt
VARIANTS = 6  # on a sheet: three beside each other, two below

Angle = Annotated[float, Field(ge=-ANGLE_LIMIT, le=ANGLE_LIMIT)]
Angles = Annotated[tuple[Angle, ...], Field(max_length=KEYFRAMES)]


class Aspect(StrEnum):
    """The shape of a clip."""

    PHOTO = "photo"  # as the animator shows it; the sketch engine shows squares
    SQUARE = "1:1"
    TALL = "9:16"
    WIDE = "16:9"


class PhotoMode(StrEnum):
    """Which part of the photo moves, and what the clip shows; SadTalker's own names."""

    AUTO = "auto"  # the photo decides
    CROP = "crop"  # the face, and nothing else is shown
    EXTCROP = "extcrop"  # the face and what surrounds it
    RESIZE = "resize"  # the whole photo, squeezed to a square while it is animated
    FULL = "full"  # the face, put back into the whole photo
    EXTFULL = "extfull"  # the face and what surrounds it, put back into the whole photo

    @property
    def whole(self) -> bool:
        """Whether the face is put back into the whole photo."""
        return self in {PhotoMode.FULL, PhotoMode.EXTFULL}


class Borrow(StrEnum):
    """What a face borrows from a reference video."""

    POSE = "pose"  # the head's movement
    BLINKS = "blinks"  # what the eyes do, and the rest of the face beneath the speech
    BOTH = "both"


class SpeechRequest(BaseModel, frozen=True, extra="forbid"):
    """A line to be spoken."""

    kind: Literal["speech"] = "speech"
    text: str = Field(min_length=1, max_length=TEXT_LIMIT)
    voice: str  # "espeak-ng/en-us", "edge/en-US-AriaNeural", "piper/amy"
    rate: float = Field(1.0, ge=0.5, le=2.0)  # 1 is the voice's natural speed
    pitch: float = Field(0.0, ge=-12, le=12)  # semitones above the voice's own


class AvatarRequest(BaseModel, frozen=True, extra="forbid"):
    """A face that speaks, with every choice made: the same request gives the same clip.

    Photo, sound and moves are keys of the store; what lies there was decoded and encoded anew by us.
    """

    kind: Literal["avatar"] = "avatar"
    photo: str
    face: int = Field(0, ge=0, le=9)  # which of the faces found, from the left
    sound: str = ""  # a recording, or ...
    speech: SpeechRequest | None = None  # ... a line to be spoken
    animator: str = "puppet"
    size_px: Literal[256, 512] = 256  # the short side of the clip
    aspect: Aspect = Aspect.SQUARE
    head: float = Field(1.0, ge=0, le=2)  # how much the head moves; 0 holds it still
    eyes: float = Field(1.0, ge=0, le=2)  # how often and how far the eyes blink
    mouth: float = Field(1.0, ge=0, le=2)  # how far the mouth opens
    mode: PhotoMode = PhotoMode.AUTO
    style: int = Field(0, ge=0, lt=STYLES)  # how the head moves
    expression: float = Field(1.0, ge=0, le=3)  # how strongly the face expresses
    still: bool = False  # the head stays as it is in the photo
    turn: Angles = ()  # keyframes of yaw, spread evenly over the clip; none: as the voice moves it
    nod: Angles = ()  # ... of pitch
    tilt: Angles = ()  # ... of roll
    moves: str = ""  # a reference video, or none
    borrow: Borrow = Borrow.BOTH
    restore: float = Field(0.0, ge=0, le=1)  # how much of the face is made anew, finer
    captions: bool = False
    round: bool = False  # as a round video note, where the platform has them
    seed: int = Field(ge=0, le=SEED_LIMIT)

    @model_validator(mode="after")
    def _one_voice(self) -> "AvatarRequest":
        if bool(self.sound) == (self.speech is not None):
            msg = "either a sound or a line to be spoken"
            raise ValueError(msg)
        return self


class Idea(StrEnum):
    """What a variant tries."""

    ASKED = "asked"  # the asker's own choices
    CALMER = "calmer"
    LIVELIER = "livelier"
    STILL = "still"  # the head
    MOUTH = "mouth"  # opens wider
    FRAMING = "framing"  # another one
    STYLE = "style"  # another way of moving the head
    CHANCE = "chance"  # the same choices, drawn anew


class Variant(BaseModel, frozen=True, extra="forbid"):
    """One way of making a clip: what it puts in the place of a request's own choices."""

    idea: Idea
    head: float = Field(ge=0, le=2)
    eyes: float = Field(ge=0, le=2)
    mouth: float = Field(ge=0, le=2)
    mode: PhotoMode
    style: int = Field(ge=0, lt=STYLES)
    seed: int = Field(ge=0, le=SEED_LIMIT)


class PreviewRequest(BaseModel, frozen=True, extra="forbid"):
    """A sheet of variants of a clip, two seconds each, to choose from before the whole is made."""

    kind: Literal["preview"] = "preview"
    of: AvatarRequest
    variants: tuple[Variant, ...] = Field(min_length=VARIANTS, max_length=VARIANTS)

    def drawn_anew(self, seed: int) -> "PreviewRequest":
        """Ask for the same variants with another seed; those that differ by theirs go on doing so."""
        moved = (seed - self.of.seed) % (SEED_LIMIT + 1)
        variants = tuple(
            variant.model_copy(update={"seed": (variant.seed + moved) % (SEED_LIMIT + 1)})
            for variant in self.variants
        )
        return PreviewRequest(of=self.of.model_copy(update={"seed": seed}), variants=variants)


def take(request: PreviewRequest, number: int) -> AvatarRequest:
    """Ask for the whole clip with the choices of a variant, counted from 1. Raises OutOfRange."""
    if not 1 <= number <= len(request.variants):
        raise OutOfRange("variant", number, 1, len(request.variants))
    chosen = request.variants[number - 1].model_dump(exclude={"idea"})
    return AvatarRequest.model_validate({**dict(request.of), **chosen})
