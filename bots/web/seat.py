"""Who sits for a clip: the photo that was chosen on the page, and which of its faces shall speak."""

from base64 import b64encode
from dataclasses import dataclass, replace

from avatar.requests import AvatarRequest, PreviewRequest
from bots.asking import mark, question_of
from bots.attend import begun
from bots.chat import Reply
from bots.command import Visit
from bots.wording import Wording
from tasks.conversation import Conversation
from tasks.job import Job


@dataclass(frozen=True)
class Seat:
    """What the form shows of the photo."""

    photo: str = ""  # its key
    mark: str = ""  # short, so that a form that shows an older photo is known as such
    faces: int = 0
    face: int | None = None  # from 0; None where it must be chosen
    numbered: str = ""  # a data URI of the photo with its faces numbered, where it is at hand
    problem: str = ""  # what is wrong with the photo
    remark: str = ""  # what is to be told of it


EMPTY = Seat()


def seat_of(sitting: Conversation, reply: Reply | None = None) -> Seat:
    """Show the photo of a sitting, with the numbers that a reply brings."""
    if not sitting.photo:
        return EMPTY
    numbered = (
        f"data:image/jpeg;base64,{b64encode(reply.preview).decode()}" if reply and reply.preview else ""
    )
    return Seat(sitting.photo, mark(sitting.photo), sitting.faces, sitting.face, numbered)


async def seated(visit: Visit, reply: Reply | None = None) -> Seat:
    """Look who sits now."""
    return seat_of(await begun(visit), reply)


async def clear(visit: Visit) -> None:
    """Leave of what was begun only the photo: a form says all the rest anew each time."""
    sitting = await begun(visit)
    if sitting.photo:
        bare = Conversation(photo=sitting.photo, face=sitting.face, faces=sitting.faces, waiting="voice")
        await visit.counter.call(visit.counter.desk.converse, visit.sender, visit.place, bare)


async def stay(visit: Visit, job: Job) -> None:
    """Let the face of a clip stay for the next one: people try another line at once."""
    request = job.request.of if isinstance(job.request, PreviewRequest) else job.request
    if isinstance(request, AvatarRequest):
        again = Conversation(photo=request.photo, face=request.face, faces=request.face + 1, waiting="voice")
        await visit.counter.call(visit.counter.desk.converse, visit.sender, visit.place, again)


def said(seat: Seat, reply: Reply, wording: Wording, *, about_photo: bool) -> tuple[Seat, str]:
    """Split what a reply says in what belongs beside the photo and what belongs to the form.

    The form itself asks for what is missing, so the chat's questions are left out.
    """
    if reply.problem is not None:
        sentence = wording.problem(reply.problem)
        beside = about_photo or not seat.photo
        return (replace(seat, problem=sentence), "") if beside else (seat, sentence)
    remark = _without_question(reply, seat, wording)
    match reply.asks:
        case "photo":
            return replace(seat, problem=remark or wording.say("page-photo-first")), ""
        case "voice" if not about_photo:
            return seat, wording.say("page-voice-first")
        case "face" | "voice" | "consent":
            return replace(seat, remark=remark), ""
        case _:
            return replace(seat, remark=reply.text), ""


def _without_question(reply: Reply, seat: Seat, wording: Wording) -> str:
    if not reply.asks or reply.asks == "pictures":
        return ""
    kept: tuple[dict[str, str], ...] = (
        {},
        {"sound": "x"},
        {"text": "x"},
    )  # the question for a photo tells what is kept
    for more in kept:
        sitting = Conversation(photo=seat.photo, faces=seat.faces, waiting=reply.asks).model_copy(update=more)
        question = question_of(reply.asks, sitting, wording)
        if reply.text.endswith(question):
            return reply.text.removesuffix(question).strip()
    return ""
