"""Takes a variant from a sheet: the whole clip is made with its choices."""

from uuid import UUID

from avatar.requests import AvatarRequest, PreviewRequest, take
from bots.chat import Reply
from bots.command import Visit
from bots.errors import NoVariants
from bots.ids import as_uuid
from bots.reply import job_reply
from tasks.errors import NoSuchJob
from tasks.job import Job, Status

DIGITS = 4  # of a variant's number, at most; which ones there are is said by the refusal


async def take_variant(argument: str, visit: Visit) -> Reply:
    """Make the clip of a variant: ``argument`` is the job of its sheet, and its number behind a dot.

    Pressed twice, or by two who share an account, it makes one job: that is shown, or where to look for it.
    Raises NoSuchJob, NoVariants, OutOfRange and what submitting raises.
    """
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    name, _, digits = argument.partition(".")
    sheet = await counter.call(counter.desk.own_job, as_uuid(name), visit.sender)
    if not isinstance(sheet.request, PreviewRequest):
        raise NoVariants
    number = int(digits) if digits.isdecimal() and len(digits) <= DIGITS else 0
    job = await _submitted(take(sheet.request, number), f"take:{sheet.id}.{number}", visit)
    if job.place != visit.place:  # another press has its answer in another message
        return Reply(text=wording.say("preview-taken", number=number), private=True)
    return job_reply(job, wording)


async def _submitted(request: AvatarRequest, key: str, visit: Visit) -> Job:
    """Submit a clip under a key of its own; one that failed or was deleted does not stand in its way."""
    counter = visit.counter
    while True:
        job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, key)
        if not await _lost(job.id, visit):
            return job
        key = f"take:{job.id}"


async def _lost(job_id: UUID, visit: Visit) -> bool:
    counter = visit.counter
    try:
        job = await counter.call(counter.desk.own_job, job_id, visit.sender)
    except NoSuchJob:  # deleted
        return True
    return job.status is Status.REFUNDED
