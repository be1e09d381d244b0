"""/verify: whether a file came from this studio."""

from typing import TYPE_CHECKING

from pydantic import BaseModel

from bots.attachment import Attachment
from bots.chat import Reply
from bots.command import Command, Visit
from bots.errors import AttachmentMissing
from bots.intake import VERIFY_MEGABYTES, Proof
from bots.wording import Wording
from tasks.origins import Origin

if TYPE_CHECKING:
    from bots.counter import Counter


class VerifyForm(BaseModel, frozen=True, extra="forbid"):
    """A clip or a picture."""

    file: Attachment | None = None


async def answer(form: VerifyForm, visit: Visit) -> Reply:
    """Say what a file tells of where it comes from."""
    if form.file is None:
        raise AttachmentMissing("file")
    proof, origin = await prove(form.file, visit.counter)
    lines = sentences(proof, origin, visit.counter.wording(visit.sender))
    return Reply(text="\n".join(lines), private=True)


async def prove(file: Attachment, counter: "Counter") -> tuple[Proof, Origin | None]:
    """Look at a file's marks, and for the job that it is most like. Raises a Refusal."""
    proof = await counter.check(counter.intake.verify, await file.read(VERIFY_MEGABYTES))
    return proof, await counter.call(counter.desk.origin, proof.fingerprint)


def sentences(proof: Proof, origin: Origin | None, wording: Wording) -> list[str]:
    """Write the strongest proof first; what only the file claims is called a claim."""
    if proof.ours:
        lines = [wording.say("verify-signed")]
    elif origin is not None:
        lines = [wording.say("verify-known")]
    elif proof.claimed:
        lines = [wording.say("verify-claimed")]
    else:
        lines = [wording.say("verify-unknown")]
    if origin is not None:
        number = str(origin.job_id).partition("-")[0]
        lines.append(wording.say("verify-job", id=number, day=f"{origin.made_at:%Y-%m-%d}"))
    if proof.signer and not proof.ours:
        lines.append(wording.say("verify-signer" if proof.signed else "verify-broken", name=proof.signer))
    return lines


VERIFY = Command("verify", VerifyForm, answer, private=True)
