"""The jobs of everybody, and the models that draw them."""

from fastapi import APIRouter
from fastapi.responses import Response

from bots.ids import as_uuid
from bots.web.admin.room import InPosted, InRoom
from tasks.docket import PAGE
from tasks.job import Status
from tasks.queue import QUEUE_OF
from tasks.statistics import By

jobs = APIRouter(prefix="/admin")

LATELY = 30  # days in which the use of models is counted


@jobs.get("/jobs")
async def every(room: InRoom, text: str = "", status: str = "", kind: str = "", page: int = 1) -> Response:
    """Show a page of jobs, the newest first."""
    chosen = Status(status) if status in set(Status) else None
    kind = kind if kind in QUEUE_OF else ""
    page = min(max(1, page), 10_000)
    listed = await room.call(room.desk.docket.list, room.actor, text[:100], chosen, kind, page)
    return room.show(
        "jobs",
        listed=listed,
        text=text,
        state=chosen or "",
        kind=kind,
        number=page,
        pages=-(-listed.total // PAGE),
        states=list(Status),
        kinds=list(QUEUE_OF),
        link=room.link,
    )


@jobs.post("/jobs/{job_id}/cancel")
async def cancel(room: InRoom, form: InPosted, job_id: str) -> Response:
    """Stop somebody's job. Raises NotAllowed, NoSuchJob, AlreadyFinal, ReasonMissing."""
    await room.call(room.desk.admin.jobs.cancel, room.actor, as_uuid(job_id), form.value("reason"))
    return form.done("cancelled")


@jobs.get("/models")
async def models(room: InRoom) -> Response:
    """Show the models, and how much each was used."""
    catalogue = room.studio.counter.catalogue
    used = {one.name: one for one in await room.call(room.desk.statistics.sums, By.MODEL, LATELY)}
    return room.show("models", cards=catalogue.cards, default=catalogue.default, used=used, days=LATELY)
