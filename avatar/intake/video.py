"""A video that somebody sent becomes one of our own. Nothing of it is decoded in this process."""

from dataclasses import asdict, dataclass

from pydantic import BaseModel, Field, JsonValue, ValidationError

from avatar.intake.cell import Answer, Work, run
from avatar.intake.errors import IntakeFailed
from avatar.intake.limits import Bounds, VideoLimits, check_bytes
from avatar.intake.sniff import video_kind
from avatar.pace import FPS
from generation.notes import Note

WORK = Work("avatar.intake.footage:decode", "clip")
BOUNDS = Bounds(cpu_s=60, wall_s=180.0)  # 30 s of 4K take half of it


@dataclass(frozen=True)
class Video:
    """A reference video: upright, FPS pictures a second, silent. avatar.intake.mp4.frames_of reads it."""

    mp4: bytes
    width_px: int
    height_px: int
    frames: int
    notes: tuple[Note, ...] = ()

    @property
    def duration_s(self) -> float:
        """Tell how long it is."""
        return self.frames / FPS


class Told(BaseModel, frozen=True, extra="forbid"):
    """The facts that the cell answers."""

    width_px: int = Field(ge=1)
    height_px: int = Field(ge=1)
    frames: int = Field(ge=1)
    cut: bool


def read_video(data: bytes, limits: VideoLimits | None = None, *, bounds: Bounds | None = None) -> Video:
    """Decode a video; of a long one, its beginning. Blocks for up to ``bounds.wall_s``.

    Raises a Refusal of avatar.intake.errors; IntakeFailed if we are to blame.
    """
    limits = limits or VideoLimits()
    check_bytes(data, limits.megabytes)
    kind = video_kind(data)
    options: dict[str, JsonValue] = {"opener": kind.opener, "limits": asdict(limits)}
    return _video(run(WORK, data, options, bounds or BOUNDS), limits)


def _video(answer: Answer, limits: VideoLimits) -> Video:
    try:
        told = Told.model_validate(answer.facts)
    except ValidationError as error:
        raise IntakeFailed from error
    cut = (Note(code="video_cut", facts={"limit_s": limits.kept_s}),) if told.cut else ()
    return Video(answer.content, told.width_px, told.height_px, told.frames, cut)
