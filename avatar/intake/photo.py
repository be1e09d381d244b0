"""A photo that somebody sent becomes a picture of our own. Nothing of it is decoded in this process."""

from dataclasses import asdict, dataclass

from pydantic import BaseModel, Field, JsonValue, ValidationError

from avatar.intake.cell import Answer, Work, run
from avatar.intake.errors import IntakeFailed
from avatar.intake.limits import Bounds, PhotoLimits, check_bytes
from avatar.intake.sniff import picture_kind
from generation.notes import Note

WORK = Work("avatar.intake.pixels:decode", "picture", ("avatar.intake.errors", "avatar.face.errors"))


@dataclass(frozen=True)
class Photo:
    """A photo, upright, as PNG of RGB pixels without metadata; faces are there where they were asked for."""

    png: bytes
    width_px: int
    height_px: int
    faces: tuple[dict[str, JsonValue], ...] = ()
    notes: tuple[Note, ...] = ()


class Told(BaseModel, frozen=True, extra="forbid"):
    """The facts that the cell answers."""

    width_px: int = Field(ge=1)
    height_px: int = Field(ge=1)
    frames: int = Field(ge=1)
    faces: tuple[dict[str, JsonValue], ...] = ()


def read_photo(
    data: bytes, limits: PhotoLimits | None = None, *, faces: bool = False, bounds: Bounds | None = None
) -> Photo:
    """Decode a photo, and find and check the faces in it if ``faces``. Blocks for up to ``bounds.wall_s``.

    Raises a Refusal of avatar.intake.errors, or of avatar.face.errors; IntakeFailed if we are to blame.
    """
    limits = limits or PhotoLimits()
    check_bytes(data, limits.megabytes)
    kind = picture_kind(data)
    options: dict[str, JsonValue] = {"opener": kind.opener, "limits": asdict(limits), "faces": faces}
    return _photo(run(WORK, data, options, bounds or Bounds()))


def _photo(answer: Answer) -> Photo:
    try:
        told = Told.model_validate(answer.facts)
    except ValidationError as error:
        raise IntakeFailed from error
    notes = (Note(code="first_frame_used", facts={"frames": told.frames}),) if told.frames > 1 else ()
    return Photo(answer.content, told.width_px, told.height_px, told.faces, notes)
