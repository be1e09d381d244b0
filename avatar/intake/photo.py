"""A photo that somebody sent becomes a picture of our own. Nothing of it is decoded in this process."""

from dataclasses import asdict, dataclass
from typing import Self

from pydantic import BaseModel, Field, JsonValue, ValidationError, model_validator

from avatar.face.face import Face
from avatar.intake.cell import Answer, Head, Work, refusal_of, run
from avatar.intake.errors import IntakeFailed
from avatar.intake.limits import Bounds, PhotoLimits, check_bytes
from avatar.intake.sniff import picture_kind
from generation.errors import Refusal
from generation.notes import Note

WORK = Work("avatar.intake.pixels:decode", "picture", ("avatar.intake.errors", "avatar.face.errors"))


@dataclass(frozen=True)
class Photo:
    """A photo, upright, as PNG of RGB pixels without metadata; of faces only where they were asked for."""

    png: bytes
    width_px: int
    height_px: int
    faces: tuple[Face, ...] = ()  # from the left, in pixels of the PNG
    problems: tuple[Refusal | None, ...] = ()  # what keeps each of the faces from speaking
    thumbnail: bytes = b""  # JPEG with every face numbered from 1, where there are several
    alpha: bytes = b""  # PNG of grey, 255 is opaque, where it was asked for and something is transparent
    notes: tuple[Note, ...] = ()

    def face(self, number: int = 0) -> Face:
        """Give a face that can speak, counted from 0. Raises the refusal that it has; IndexError beyond."""
        problem = self.problems[number]
        if problem is not None:
            raise problem
        return self.faces[number]


class Told(BaseModel, frozen=True, extra="forbid"):
    """The facts that the cell answers."""

    width_px: int = Field(ge=1)
    height_px: int = Field(ge=1)
    png_bytes: int = Field(ge=1)
    frames: int = Field(ge=1)
    faces: tuple[Face, ...] = ()
    problems: tuple[Head | None, ...] = ()

    @model_validator(mode="after")
    def _one_answer_each(self) -> Self:
        if len(self.faces) != len(self.problems):
            msg = "as many answers as faces"
            raise ValueError(msg)
        return self


def read_photo(
    data: bytes,
    limits: PhotoLimits | None = None,
    *,
    faces: bool = False,
    people: bool = False,
    alpha: bool = False,
    bounds: Bounds | None = None,
) -> Photo:
    """Decode a photo, and find and check the faces in it if ``faces``, or else keep what is transparent.

    ``people`` finds them as well, and insists on nothing: there may be none. Blocks for up to
    ``bounds.wall_s``.

    Raises a Refusal of avatar.intake.errors; with ``faces`` also NoFaceFound, and what is wrong with the
    face if there is but one. Of several, each has its answer in ``problems``. Raises IntakeFailed if we are
    to blame.
    """
    limits = limits or PhotoLimits()
    check_bytes(data, limits.megabytes)
    kind = picture_kind(data)
    options: dict[str, JsonValue] = {
        "opener": kind.opener,
        "limits": asdict(limits),
        "faces": faces,
        "people": people,
        "alpha": alpha and not faces,
    }
    return _photo(run(WORK, data, options, bounds or Bounds()), alpha=alpha and not faces)


def _photo(answer: Answer, *, alpha: bool) -> Photo:
    try:
        told = Told.model_validate(answer.facts)
    except ValidationError as error:
        raise IntakeFailed from error
    png, more = answer.content[: told.png_bytes], answer.content[told.png_bytes :]
    return Photo(
        png,
        told.width_px,
        told.height_px,
        told.faces,
        tuple(refusal_of(WORK, problem) if problem else None for problem in told.problems),
        b"" if alpha else more,
        more if alpha else b"",
        (Note(code="first_frame_used", facts={"frames": told.frames}),) if told.frames > 1 else (),
    )
