"""What the buttons below a job do."""

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from bots.actions import RULES, Action, Who
from bots.around import WAYS, around, choices, custom
from bots.bringing import own_key
from bots.chat import Reply
from bots.describing import described, drawn
from bots.errors import NothingToShow, SeveralPictures
from bots.ids import as_picture
from bots.recipe import edit_reply, one_of, picked_reply, recipe_reply, request_of
from bots.reply import deleted_reply, job_reply, title_of
from bots.variation import A_LITTLE, A_LOT, vary
from generation.modes.enlarging import Factor, upscale
from generation.requests import UpscaleRequest
from tasks.errors import NoSuchJob
from tasks.job import Job, Place, Request
from tasks.roles import Deed, may

if TYPE_CHECKING:
    from bots.command import Visit

MAKING: frozenset[Action] = frozenset(
    {"again", "vary", "rework", "upscale", "describe", "draw", *WAYS}
)  # they lead to another job


async def press(action: Action, argument: str, visit: "Visit") -> Reply:
    """Answer a button below a job. Raises a Refusal where it may not be, or leads nowhere."""
    job_id, number = as_picture(argument)
    if RULES[action].who is Who.OWNER:
        return await _end(action, job_id, visit)
    if action in MAKING:
        return job_reply(await _make(action, job_id, number, visit), visit.counter.wording(visit.sender))
    if action == "private":
        return await _hide(job_id, visit)
    return await _show(action, job_id, number, visit)


async def _hide(job_id: UUID, visit: "Visit") -> Reply:
    """Show a result of the sender's own as it is to be shown to them alone. Raises NothingToShow."""
    counter = visit.counter
    job = await counter.call(counter.desk.own_job, job_id, visit.sender)
    if not job.status.final or not job.media:
        raise NothingToShow
    alone = job.model_copy(update={"place": Place(platform=job.place.platform, chat="")})
    return replace(job_reply(alone, counter.wording(visit.sender)), job=job, private=True)


async def _end(action: Action, job_id: UUID, visit: "Visit") -> Reply:
    """Cancel or delete a job: the sender's own, or in its owner's name where somebody presses who may."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    end = counter.desk.cancel if action == "cancel" else counter.desk.delete
    try:
        job = await counter.call(end, job_id, visit.sender)
    except NoSuchJob:
        if not may(await counter.call(counter.desk.authority.role, visit.actor), Deed.CANCEL_OTHERS):
            raise
        others = counter.desk.admin.jobs
        job = await counter.call(others.end, visit.actor, job_id, erase=action == "delete")
    return job_reply(job, wording) if action == "cancel" else deleted_reply(job, wording)


async def _make(action: Action, job_id: UUID, number: int, visit: "Visit") -> Job:
    """Ask for the same with another seed, or for what is near, around or larger than a picture."""
    counter, desk = visit.counter, visit.counter.desk
    if action == "again":
        return await counter.call(desk.again, job_id, visit.sender, visit.place, visit.key)
    job = await counter.call(desk.shown.visible, job_id, visit.sender, visit.place)
    if action == "upscale":
        request: Request = await larger(job, number, visit)
    elif action == "describe":
        request = await described(job, number, visit)
    elif action == "draw":
        request = await drawn(job, number, visit)
    elif action in WAYS:
        request = await around(action, job, number, visit)
    else:
        request = await vary(job, number, A_LITTLE if action == "vary" else A_LOT, visit)
    return await counter.call(desk.submit, request, visit.sender, visit.place, visit.key)


async def _show(action: Action, job_id: UUID, number: int, visit: "Visit") -> Reply:
    """Show something of a job that the sender sees."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    job = await counter.call(counter.desk.shown.visible, job_id, visit.sender, visit.place)
    match action:
        case "pick":
            return picked_reply(job, number, wording)
        case "around":
            return await choices(job, number, visit)
        case "zoom":
            return await custom(job, number, visit)
        case "edit":
            proposed = number and job.descriptions
            request = await drawn(job, number, visit) if proposed else request_of(job, number)
            return edit_reply(request, wording, counter.catalogue)
        case "file":
            media = (one_of(job, number),) if number else job.media
            return Reply(title_of(job, wording), media=media, whole=True, private=True)
        case _:
            return recipe_reply(job, number, wording, counter.catalogue)


async def larger(job: Job, number: int, visit: "Visit") -> UpscaleRequest:
    """Ask for a picture of ours to come out twice as large, also where somebody else had it made.

    Raises CanvasTooLarge, SeveralPictures where it is not said which, and NoSuchJob where it is gone.
    """
    if len(job.media) > 1 and not number:
        raise SeveralPictures(len(job.media))
    counter, media = visit.counter, one_of(job, number or 1)
    key = await own_key(media, visit)
    return upscale(Factor.TWO, key, (media.width_px, media.height_px), counter.catalogue)
