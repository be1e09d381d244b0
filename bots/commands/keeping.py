"""/favourite and /recipe: of the result that is replied to, the one with a number, or else the latest."""

from pydantic import BaseModel, Field

from bots import lists, pressing
from bots.chat import Reply
from bots.command import Command, Visit
from tasks.job import Job


class KeepingForm(BaseModel, frozen=True, extra="forbid"):
    """Which result is meant."""

    number: str = Field("", max_length=40)


async def favourite(form: KeepingForm, visit: Visit) -> Reply:
    """Make a result one of the sender's favourites, or no more if it is one."""
    return await lists.like(await meant(form, visit), visit)


async def recipe(form: KeepingForm, visit: Visit) -> Reply:
    """Tell how a result was made."""
    job = await meant(form, visit, anybodys=True)
    return await pressing.press("info", str(job.id), visit)


async def meant(form: KeepingForm, visit: Visit, *, anybodys: bool = False) -> Job:
    """Find the job that is meant. Raises NoSuchJob."""
    counter, archive = visit.counter, visit.counter.desk.archive
    if number := form.number.strip().removeprefix("#"):
        return await counter.call(archive.numbered, number, visit.sender)
    if not visit.about:
        return await counter.call(archive.latest, visit.sender)
    job = await _shown(visit)
    return job if anybodys else await counter.call(archive.own, job.id, visit.sender)


async def _shown(visit: Visit) -> Job:
    """Find the job that the message shows which is replied to. Raises NoSuchJob."""
    counter, platform = visit.counter, visit.place.platform
    sight = await counter.call(counter.desk.shown.by, platform, visit.about)
    if sight is not None:
        return await counter.call(counter.desk.shown.visible, sight.job_id, visit.sender, visit.place)
    return await counter.call(counter.desk.archive.shown, platform, visit.about)


FAVOURITE = Command("favourite", KeepingForm, favourite, text_field="number", private=True)
RECIPE = Command("recipe", KeepingForm, recipe, text_field="number", private=True)
