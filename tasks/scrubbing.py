"""Takes everything personal out of a job's row; what the books need of it stays."""

from pydantic import BaseModel
from sqlalchemy import Connection, update

from tasks.history import REQUEST
from tasks.job import Job, Place, Request, Sender
from tasks.models import jobs

BLANK = "-"  # where a text must stand
NAMES = frozenset({"model", "voice", "animator", "upscaler", "method"})  # of things, not of people
NOBODY = Sender(platform="", account="", name="")


def scrub(connection: Connection, job: Job) -> None:
    """Leave of a job its kind, its times and its price; nobody's name, words, files or messages."""
    values = {
        "key": f"erased:{job.id}",
        "sender": NOBODY.model_copy(update={"platform": job.sender.platform}).model_dump(mode="json"),
        "place": Place(platform=job.place.platform, chat="").model_dump(mode="json"),
        "request": blank(job.request).model_dump(mode="json"),
        "placeholder": "",
        "message": "",
        "problem": None,
        "notes": None,
        "told": True,
        "hidden": True,
        "filed": True,
    }
    connection.execute(update(jobs).where(jobs.c.id == job.id).values(**values))


def blank(request: Request) -> Request:
    """Take words and files out of a request. What is left is one, too: it can be read, and counted."""
    return REQUEST.validate_python(_blank(request).model_dump(mode="json"))


def _blank(part: BaseModel) -> BaseModel:
    changes = {name: _blanked(name, getattr(part, name)) for name in type(part).model_fields}
    if "seed" in changes:
        changes["seed"] = 0
    return part.model_copy(update=changes)


def _blanked(name: str, value: object) -> object:
    if isinstance(value, BaseModel):
        return _blank(value)
    if isinstance(value, tuple):
        return tuple(_blanked(name, one) for one in value)
    if type(value) is str and value and name not in NAMES and name != "kind":
        return BLANK
    return value
