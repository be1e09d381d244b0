"""A recording that somebody sent becomes one of our own. Nothing of it is decoded in this process."""

from dataclasses import asdict, dataclass

from pydantic import BaseModel, Field, JsonValue, ValidationError

from avatar.intake.cell import Answer, Work, run
from avatar.intake.errors import IntakeFailed
from avatar.intake.limits import Bounds, SoundLimits, check_bytes
from avatar.intake.sniff import sound_kind

WORK = Work("avatar.intake.samples:decode", "sound")


@dataclass(frozen=True)
class Recording:
    """A recording: mono, levelled, without silence at its ends. avatar.intake.flac.sound_of reads it."""

    flac: bytes
    duration_s: float
    rate_hz: int


class Told(BaseModel, frozen=True, extra="forbid"):
    """The facts that the cell answers."""

    duration_s: float = Field(gt=0)
    rate_hz: int = Field(gt=0)


def read_sound(data: bytes, limits: SoundLimits | None = None, *, bounds: Bounds | None = None) -> Recording:
    """Decode a recording. Blocks for up to ``bounds.wall_s``.

    Raises a Refusal of avatar.intake.errors; IntakeFailed if we are to blame.
    """
    limits = limits or SoundLimits()
    check_bytes(data, limits.megabytes)
    kind = sound_kind(data)
    options: dict[str, JsonValue] = {"opener": kind.opener, "limits": asdict(limits)}
    return _recording(run(WORK, data, options, bounds or Bounds()))


def _recording(answer: Answer) -> Recording:
    try:
        told = Told.model_validate(answer.facts)
    except ValidationError as error:
        raise IntakeFailed from error
    return Recording(answer.content, told.duration_s, told.rate_hz)
