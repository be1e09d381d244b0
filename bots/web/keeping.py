"""The API of what somebody keeps and has in line: favourites, the own order, and everything known of them."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from bots import takeout
from bots.command import Visit
from bots.errors import MalformedRequest
from bots.ids import as_uuid
from bots.takeout import MEGABYTE, PAGE_MEGABYTES
from bots.web.answers import place_of, sender_of, wording_of
from bots.web.calls import body_of, json_of, refusals
from bots.web.shapes import JobList, JobOut
from bots.web.studio import InStudio
from tasks.belongings import Summary

keeping = APIRouter()


class PackedOut(BaseModel):
    """The zip files of an export, for a day."""

    files: list[str]


SURE = body_of(
    "application/json",
    {"type": "object", "properties": {"sure": {"const": True}}, "required": ["sure"]},
)


class ErasedOut(BaseModel):
    """That everything is erased."""

    stopped: int


@keeping.put("/api/jobs/{job_id}/favourite", response_model=JobOut, responses=refusals(403, 404))
async def like(request: Request, studio: InStudio, job_id: str) -> Response:
    """Make a job a favourite."""
    return await _liked(request, studio, job_id, liked=True)


@keeping.delete("/api/jobs/{job_id}/favourite", response_model=JobOut, responses=refusals(403, 404))
async def let_go(request: Request, studio: InStudio, job_id: str) -> Response:
    """Make a job no favourite any more."""
    return await _liked(request, studio, job_id, liked=False)


@keeping.get("/api/line", response_model=JobList, responses=refusals())
async def line(request: Request, studio: InStudio) -> Response:
    """List what runs and what waits, in the order in which it will come."""
    found = await studio.counter.call(studio.counter.desk.waiting.of, sender_of(request))
    listed = [await studio.told(job, wording_of(request)) for job in found]
    return JSONResponse(JobList(jobs=listed, next=None).model_dump(mode="json"))


@keeping.post("/api/jobs/{job_id}/first", response_model=JobOut, responses=refusals(403, 404, 422))
async def first(request: Request, studio: InStudio, job_id: str) -> Response:
    """Put a waiting job before one's others. Nobody else's turn changes."""
    move = studio.counter.desk.waiting.first
    job = await studio.counter.call(move, as_uuid(job_id), sender_of(request))
    told = await studio.told(job, wording_of(request))
    return JSONResponse(told.model_dump(mode="json"))


@keeping.get("/api/mydata", response_model=Summary, responses=refusals())
async def known(request: Request, studio: InStudio) -> Response:
    """Tell how much there is of whoever asks."""
    found = await studio.counter.call(studio.counter.desk.exports.summary, sender_of(request))
    return JSONResponse(found.model_dump(mode="json"))


@keeping.post("/api/mydata/export", response_model=PackedOut, responses=refusals(403))
async def export(request: Request, studio: InStudio) -> Response:
    """Pack everything of whoever asks into zip files."""
    visit = Visit(sender_of(request), place_of(), "", studio.counter)
    parts = await takeout.pack(visit, PAGE_MEGABYTES * MEGABYTE)
    return JSONResponse(PackedOut(files=[f"/mydata/files/{one.key}" for one in parts]).model_dump())


@keeping.post("/api/mydata/erase", response_model=ErasedOut, responses=refusals(413, 422), openapi_extra=SURE)
async def erase(request: Request, studio: InStudio) -> Response:
    """Erase everything of whoever asks. The body says so: {"sure": true}."""
    if (await json_of(request)).get("sure") is not True:
        raise MalformedRequest
    leave = studio.counter.desk.leaving.leave
    stopped = await studio.counter.check(leave, sender_of(request))
    return JSONResponse(ErasedOut(stopped=len(stopped)).model_dump(), HTTPStatus.OK)


async def _liked(request: Request, studio: InStudio, job_id: str, *, liked: bool) -> Response:
    like = studio.counter.desk.archive.like
    job = await studio.counter.call(like, as_uuid(job_id), sender_of(request), liked)
    told = await studio.told(job, wording_of(request))
    return JSONResponse(told.model_dump(mode="json"))
