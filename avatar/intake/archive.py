"""An archive of pictures that somebody sent becomes those pictures. It is unpacked in a cell, into memory."""

from dataclasses import asdict, dataclass
from itertools import accumulate, pairwise

from pydantic import BaseModel, Field, JsonValue, ValidationError

from avatar.intake.cell import Answer, Work, run
from avatar.intake.errors import ArchiveSent, IntakeFailed
from avatar.intake.limits import ArchiveLimits, Bounds, check_bytes
from avatar.intake.sniff import sniff

WORK = Work("avatar.intake.unpack:unpack", "archive")
READ = "ZIP"  # the one that is unpacked


@dataclass(frozen=True)
class Packed:
    """A file of an archive. Nothing is known of it but that it begins like a picture."""

    name: str
    data: bytes


class Told(BaseModel, frozen=True, extra="forbid"):
    """The facts that the cell answers."""

    names: tuple[str, ...] = Field(min_length=1)
    sizes: tuple[int, ...] = Field(min_length=1)


def read_archive(
    data: bytes, limits: ArchiveLimits | None = None, *, bounds: Bounds | None = None
) -> tuple[Packed, ...]:
    """Unpack the pictures of a ZIP. Blocks for up to ``bounds.wall_s``.

    Raises ArchiveSent for what is another archive, a Refusal of avatar.intake.errors, and IntakeFailed if we
    are to blame.
    """
    limits = limits or ArchiveLimits()
    check_bytes(data, limits.unpacked_megabytes)
    kind = sniff(data).name
    if kind != READ:
        raise ArchiveSent(kind)
    options: dict[str, JsonValue] = {"limits": asdict(limits)}
    return _packed(run(WORK, data, options, bounds or Bounds()))


def _packed(answer: Answer) -> tuple[Packed, ...]:
    try:
        told = Told.model_validate(answer.facts)
    except ValidationError as error:
        raise IntakeFailed from error
    if len(told.names) != len(told.sizes) or sum(told.sizes) != len(answer.content):
        raise IntakeFailed
    ends = pairwise(accumulate(told.sizes, initial=0))
    return tuple(
        Packed(name, answer.content[start:end]) for name, (start, end) in zip(told.names, ends, strict=True)
    )
