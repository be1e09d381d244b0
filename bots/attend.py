"""Attends to a sitting: lays what is given on its table, or does what a button of it says.

What is there is kept by the desk, so a restart in between loses nothing; the clip is made as soon as nothing
is missing.
"""

from avatar.requests import SpeechRequest
from bots import asking
from bots.actions import Action
from bots.chat import Reply, Role, role
from bots.command import Visit
from bots.errors import NothingBegun, NothingToShow
from bots.ids import as_uuid
from bots.reply import job_reply
from bots.sitting import CONSENT_VERSION, NOTHING, ended_by
from bots.table import Given, Table
from bots.takes import take_variant
from tasks.conversation import Conversation


async def press(action: Action, argument: str, visit: Visit) -> Reply:
    """Answer a button of a conversation. Raises a Refusal where it leads nowhere."""
    match action:
        case "talk":
            return await talk(argument, visit)
        case "onward":
            return await onward(argument, visit)
        case "face":
            return await face(argument, visit)
        case "agree":
            return await agree(argument, visit)
        case "take":
            return await take_variant(argument, visit)
        case _:
            return await decline(visit)


async def attend(given: Given, visit: Visit) -> Reply:
    """Go on with the sender's sitting in this chat, or begin one, with what is given."""
    async with visit.counter.turn(visit.sender, visit.place):
        return await _attend(given, visit)


async def attend_once(given: Given, visit: Visit) -> Reply:
    """Make a clip of what is given and nothing else. Raises what is wrong or missing."""
    table = Table(visit, NOTHING)
    await table.take(given)
    return await table.at_once()


async def talk(argument: str, visit: Visit) -> Reply:
    """Begin with a picture that the studio made: ``argument`` is its job, and its number behind a dot."""
    counter = visit.counter
    job_id, _, number = argument.partition(".")
    job = await counter.call(counter.desk.own_job, as_uuid(job_id), visit.sender)
    pictures = [media for media in job.media if role(media) is Role.PICTURE]
    if len(pictures) > 1 and not number:
        return asking.which_picture(job, len(pictures), counter.wording(visit.sender))
    index = int(number or 1) if (number or "1").isdecimal() else 0
    if not 1 <= index <= len(pictures):
        raise NothingToShow
    return await attend(Given(made=pictures[index - 1].key), visit)


async def onward(job_id: str, visit: Visit) -> Reply:
    """Let a face say what /say spoke."""
    counter = visit.counter
    request = (await counter.call(counter.desk.own_job, as_uuid(job_id), visit.sender)).request
    if not isinstance(request, SpeechRequest):
        raise NothingToShow
    options: dict[str, str | float | bool] = {
        "voice": request.voice,
        "rate": request.rate,
        "pitch": request.pitch,
    }
    return await attend(Given(text=request.text, options=options), visit)


async def face(argument: str, visit: Visit) -> Reply:
    """Choose a face by its number; behind a dot stands the mark of the photo that was numbered."""
    number, _, mark = argument.partition(".")
    async with visit.counter.turn(visit.sender, visit.place):
        sitting = await begun(visit)
        if not number.isdecimal() or not sitting.photo or mark != asking.mark(sitting.photo):
            return await _repeated(visit)
        return await _attend(Given(face=int(number)), visit)


async def agree(version: str, visit: Visit) -> Reply:
    """Note that the sender agreed to a version of the wording, and go on by itself."""
    counter = visit.counter
    async with counter.turn(visit.sender, visit.place):
        if not (await begun(visit)).photo:
            return await _repeated(visit)
        if version == CONSENT_VERSION:
            await counter.call(counter.desk.consent, visit.sender, version)
        return await _attend(Given(), visit)


async def decline(visit: Visit) -> Reply:
    """Forget what was given, because the sender did not agree."""
    await forget(visit)
    return Reply(text=visit.counter.wording(visit.sender).say("avatar-declined"), private=True)


async def forget(visit: Visit) -> bool:
    """Forget what the sender has begun in this chat. Returns whether there was anything."""
    counter = visit.counter
    async with counter.turn(visit.sender, visit.place):
        there = await begun(visit) != NOTHING
        await counter.call(counter.desk.forget, visit.sender, visit.place)
    return there


async def begun(visit: Visit) -> Conversation:
    """Read what the sender has begun in this chat; nothing where that is over."""
    counter = visit.counter
    sitting = await counter.call(counter.desk.conversation, visit.sender, visit.place)
    return NOTHING if sitting is None or ended_by(sitting) != ("", "") else sitting


async def _attend(given: Given, visit: Visit) -> Reply:
    known = await _known(visit)
    if known is not None:
        return known
    table = Table(visit, await begun(visit))
    await table.take(given)
    return await table.go_on()


async def _known(visit: Visit) -> Reply | None:
    """Answer an event that comes once more as it was answered first."""
    counter = visit.counter
    sitting = await counter.call(counter.desk.conversation, visit.sender, visit.place)
    event, job_id = ended_by(sitting) if sitting else ("", "")
    if event != visit.key:
        return None
    job = await counter.call(counter.desk.own_job, as_uuid(job_id), visit.sender)
    return job_reply(job, counter.wording(visit.sender))


async def _repeated(visit: Visit) -> Reply:
    """Answer a button whose sitting is gone: perhaps it was this very press that ended it."""
    known = await _known(visit)
    if known is None:
        raise NothingBegun
    return known
