"""Tell what a file says about where it comes from. A stranger sent it: nothing of it is decoded here."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from avatar.honest.errors import ClipTooHeavy
from avatar.honest.fingerprint import Fingerprint
from avatar.intake.cell import Work, run
from avatar.intake.errors import IntakeFailed
from avatar.intake.limits import MEGABYTE, Bounds

WORK = Work("avatar.honest.reading:read", "picture", ("avatar.intake.errors", "avatar.honest.errors"))
MEGABYTES = 100
BOUNDS = Bounds(cpu_s=45, wall_s=60)


@dataclass(frozen=True)
class Marks:
    """What a file says. Tags can be forged and stripped: only ``ours`` and a known fingerprint prove."""

    tagged: bool  # our words stand in its tags
    declared: bool  # its XMP says that an algorithm made it
    signer: str  # who signed its C2PA manifest; nothing where there is none
    signed: bool  # the manifest is sound and the file is as it was signed
    ours: bool  # signed with our certificate
    fingerprint: Fingerprint


class _Told(BaseModel, frozen=True, extra="forbid"):
    """The facts that the cell answers."""

    tagged: bool
    declared: bool
    signer: str
    signed: bool
    ours: bool


def read_marks(content: bytes, certificate: Path | None = None, bounds: Bounds = BOUNDS) -> Marks:
    """Read the marks of a clip or a picture; ``certificate`` is the studio's own. Blocks for seconds.

    Raises ClipTooHeavy, NothingToVerify, ClipUnreadable or another Refusal of avatar.intake.errors;
    IntakeFailed if we are to blame.
    """
    if len(content) > MEGABYTES * MEGABYTE:
        raise ClipTooHeavy(round(len(content) / MEGABYTE, 1), MEGABYTES)
    trusted = certificate.read_text("ascii") if certificate else ""
    answer = run(WORK, content, {"trusted": trusted}, bounds)
    try:
        told = _Told.model_validate(answer.facts)
        seen = Fingerprint.from_bytes(answer.content)
    except (ValidationError, ValueError) as error:
        raise IntakeFailed from error
    return Marks(told.tagged, told.declared, told.signer, told.signed, told.ours, seen)
