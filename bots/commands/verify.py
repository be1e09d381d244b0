"""/verify: whether a file came from this studio."""

from pydantic import BaseModel

from bots.attachment import Attachment
from bots.chat import Reply
from bots.command import Command, Visit
from bots.errors import AttachmentMissing
from bots.intake import VERIFY_MEGABYTES, Proof
from bots.wording import Wording
from tasks.origins import Origin


class VerifyForm(BaseModel, frozen=True, extra="forbid"):
    """A clip or a picture."""

    file: Attachment | None = None


async def answer(form: VerifyForm, visit: Visit) -> Reply:
    """Say what a file tells of where it comes from."""
    if form.file is None:
        raise AttachmentMissing("file")
    counter = visit.counter
    proof = await counter.check(counter.intake.verify, await form.file.read(VERIFY_MEGABYTES))
    origin = await counter.call(counter.desk.origin, proof.fingerprint)
    return Reply(text="\n".join(_lines(proof, origin, counter.wording(visit.sender))), private=True)


def _lines(proof: Proof, origin: Origin | None, wording: Wording) -> list[str]:
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
