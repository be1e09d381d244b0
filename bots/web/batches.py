"""The part of the API that makes several pictures of one line, all or none."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from bots.batching import requests_of
from bots.command import Visit
from bots.commands.imagine import IMAGINE
from bots.defaults import furnish
from bots.forms import fill
from bots.ids import as_uuid
from bots.values import read_values
from bots.web.answers import place_of, refuse, sender_of, wording_of
from bots.web.calls import KEY_PARAMETER, WEBHOOK, body_of, hearing, json_of, key_of, refusals, schema_of
from bots.web.shapes import JobOut
from bots.web.studio import InStudio
from generation.compose import ImageForm
from generation.errors import StudioError
from tasks.job import Problem

batches = APIRouter()


class BatchOut(BaseModel):
    """Requests of one line that were taken together."""

    id: str
    price: int = Field(description="credits of all that is paid for")
    slow: int = Field(description="requests that wait in the slow lane and cost nothing")
    jobs: list[JobOut]


class HaltedOut(BaseModel):
    """How many requests of a batch were cancelled."""

    cancelled: int


@batches.post(
    "/api/batch",
    status_code=HTTPStatus.ACCEPTED,
    response_model=BatchOut,
    responses=refusals(403, 413, 422),
    openapi_extra=body_of("application/json", schema_of(ImageForm, webhook=WEBHOOK)) | KEY_PARAMETER,
)
async def make(request: Request, studio: InStudio) -> Response:
    """Put every picture in the queue that a prompt stands for, all or none.

    The fields are those of /api/imagine; `{red,blue}` in the prompt and `repeat` make several requests of it.
    """
    wording, counter = wording_of(request), studio.counter
    try:
        values, key = await json_of(request), key_of(request)
        visit = Visit(hearing(request, studio, values), place_of(), key, counter)
        form, visit = await furnish(fill(ImageForm, read_values(IMAGINE, values)), visit)
        requests = await requests_of(form, visit)
        service = counter.desk.batches
        batch = await counter.call(service.propose, requests, visit.sender, visit.place, key)
        taken = await counter.call(service.take, batch.id, visit.sender, visit.place)
        jobs = [await studio.told(job, wording) for job in taken]
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    told = BatchOut(id=str(batch.id), price=batch.price, slow=batch.slow, jobs=jobs)
    return JSONResponse(told.model_dump(mode="json"), HTTPStatus.ACCEPTED)


@batches.delete("/api/batch/{batch_id}", response_model=HaltedOut, responses=refusals(404, 422))
async def halt(request: Request, studio: InStudio, batch_id: str) -> Response:
    """Cancel what of a batch is not made yet."""
    desk = studio.counter.desk
    try:
        count = await studio.counter.call(
            desk.batches.stop, as_uuid(batch_id), sender_of(request), desk.cancel
        )
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    return JSONResponse({"cancelled": count})
