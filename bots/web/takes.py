"""The part of the API that takes a variant from a sheet."""

from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from avatar.requests import VARIANTS
from bots.forms import fill
from bots.web.answers import place_of, refuse, sender_of, wording_of
from bots.web.calls import answer, body_of, json_of, refusals, schema_of
from bots.web.shapes import JobOut
from bots.web.studio import InStudio
from generation.errors import StudioError
from tasks.job import Problem


class TakeForm(BaseModel, frozen=True, extra="forbid"):
    """Which variant is taken."""

    variant: int = Field(ge=1, le=VARIANTS)


takes = APIRouter()


@takes.post(
    "/api/jobs/{job_id}/take",
    status_code=HTTPStatus.ACCEPTED,
    response_model=JobOut,
    responses=refusals(403, 404, 413, 422),
    openapi_extra=body_of("application/json", schema_of(TakeForm)),
)
async def take(request: Request, studio: InStudio, job_id: str) -> Response:
    """Put the whole clip of a variant in the queue; the same variant gives the same job again.

    The sheet comes from POST /api/avatar with `preview=true`.
    """
    wording = wording_of(request)
    try:
        form = fill(TakeForm, await json_of(request))
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    argument = f"{job_id}.{form.variant}"
    reply = await studio.counter.press("take", argument, sender_of(request), place_of(), str(uuid4()))
    return await answer(studio, reply, wording, HTTPStatus.ACCEPTED)
