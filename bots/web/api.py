"""The JSON API: what the page uses, and scripts as well."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.sse import format_sse_event

from bots.commands.history import HistoryForm, wanted_of
from bots.commands.imagine import IMAGINE
from bots.forms import fill
from bots.ids import as_uuid
from bots.web.answers import place_of, refuse, sender_of, wording_of
from bots.web.calls import KEY_PARAMETER, WEBHOOK, answer, body_of, order, refusals, schema_of
from bots.web.growing import Growing
from bots.web.shapes import Health, JobList, JobOut, ProgressOut, SearchIn, progress_out
from bots.web.studio import InStudio, Studio
from bots.wording import Wording
from generation.compose import ImageForm
from generation.errors import StudioError
from tasks.job import Job, Problem, Sender, Status

HEARTBEAT_S = 5.0  # how often a silent stream says that it lives, and looks itself
PROBE_S = 2.0  # what does not answer for this long is away

EVENT = {  # one of them; clients that know server-sent events read them one by one
    "type": "object",
    "properties": {
        "event": {"enum": ["progress", "done"]},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "a ProgressOut, and a JobOut at the end",
        },
    },
    "required": ["event", "data"],
}

api = APIRouter()


@api.post(
    "/api/imagine",
    status_code=HTTPStatus.ACCEPTED,
    response_model=JobOut,
    responses=refusals(403, 413, 422),
    openapi_extra=body_of("application/json", schema_of(ImageForm, webhook=WEBHOOK)) | KEY_PARAMETER,
)
async def imagine(request: Request, studio: InStudio) -> Response:
    """Put a picture in the queue. Flags in the prompt and JSON fields say the same things."""
    return await order(request, studio, IMAGINE)


@api.get("/api/jobs", response_model=JobList, responses=refusals(422))
async def jobs(request: Request, studio: InStudio, search: Annotated[SearchIn, Query()]) -> Response:
    """List the jobs that match, the newest first."""
    wording, archive = wording_of(request), studio.counter.desk.archive
    form = fill(HistoryForm, search.model_dump())
    found = await studio.counter.call(
        archive.find, sender_of(request), wanted_of(form), form.limit, before=form.before
    )
    listed = [await studio.told(job, wording) for job in found.jobs]
    return JSONResponse(JobList(jobs=listed, next=found.older).model_dump(mode="json"))


@api.get("/api/jobs/{job_id}", response_model=JobOut, responses=refusals(404))
async def job(request: Request, studio: InStudio, job_id: str) -> Response:
    """Show one job."""
    wording = wording_of(request)
    try:
        own = await studio.counter.call(studio.counter.desk.archive.own, as_uuid(job_id), sender_of(request))
        told = await studio.told(own, wording)
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    return JSONResponse(told.model_dump(mode="json"))


@api.delete("/api/jobs/{job_id}", response_model=JobOut, responses=refusals(403, 404, 409))
async def delete(request: Request, studio: InStudio, job_id: str) -> Response:
    """Cancel a job that has not ended; delete one that has."""
    wording, sender = wording_of(request), sender_of(request)
    try:
        found = await studio.own(job_id, sender)
        action = "delete" if found.status.final else "cancel"
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    reply = await studio.counter.press(action, found.id, sender, place_of(), str(uuid4()))  # type: ignore[arg-type]  # two of the actions
    return await answer(studio, reply, wording, HTTPStatus.OK)


@api.get(
    "/api/jobs/{job_id}/events",
    response_class=StreamingResponse,
    responses={
        **refusals(404),
        200: {
            "description": "`progress` events while the job waits and runs, then one `done` event.",
            "content": {"text/event-stream": {"schema": EVENT}},
        },
    },
)
async def events(request: Request, studio: InStudio, job_id: str) -> Response:
    """Follow a job: its state now, every step, its end."""
    sender = sender_of(request)
    try:
        found = await studio.own(job_id, sender)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    stream = follow(studio, found.id, sender, wording_of(request))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


@api.get(
    "/healthz", response_model=Health, responses={503: {"model": Health, "description": "Something is away."}}
)
async def healthz(studio: InStudio) -> Response:
    """Tell what the page can reach. Without a worker it still takes requests: they wait."""
    answers = await asyncio.gather(*(_probe(studio, name) for name in ("database", "redis", "worker")))
    database, redis, worker = answers
    well = False not in {database, redis}
    status = "ok" if well and worker is not False else "degraded" if well else "down"
    health = Health(status=status, database=database is not False, redis=redis is not False, worker=worker)
    return JSONResponse(health.model_dump(), HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)


async def follow(studio: Studio, job_id: UUID, sender: Sender, wording: Wording) -> AsyncIterator[bytes]:
    """Write server-sent events of a job: its state first, each step, its end.

    Events only wake; the state is read from the desk, so a lost event delays but never misleads.
    """
    with studio.watch.follow(job_id) as bell:
        last: ProgressOut | None = None
        while not studio.watch.closing:
            bell.clear()
            try:
                job = await studio.own(job_id, sender)
                growing = await studio.growing(job)
            except StudioError as error:
                if error.code == "no_such_job":  # deleted meanwhile
                    return
                yield format_sse_event(comment=error.code)
            else:
                if job.status.final:
                    yield format_sse_event(
                        event="done", data_str=studio.shown(job, wording).model_dump_json()
                    )
                    return
                now = _progress(studio, job, growing)
                yield (
                    format_sse_event(comment="alive")
                    if now == last
                    else format_sse_event(event="progress", data_str=now.model_dump_json())
                )
                last = now
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    await bell.wait()
            except TimeoutError:
                continue


def _progress(studio: Studio, job: Job, growing: Growing | None) -> ProgressOut:
    progress = studio.watch.latest(job.id)
    return progress_out(job, progress if job.status is Status.RUNNING else None, growing)


async def _probe(studio: Studio, name: str) -> bool | None:
    probe = studio.probes.get(name)
    if probe is None:
        return None
    try:
        return await asyncio.wait_for(probe(), PROBE_S)
    except (StudioError, TimeoutError, OSError):
        return False
