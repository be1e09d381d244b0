"""Webhooks over the API: where a key has its jobs told, and what became of each delivery."""

from datetime import datetime
from http import HTTPStatus
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from bots.forms import fill
from bots.web.answers import sender_of
from bots.web.calls import body_of, json_of, refusals, schema_of
from bots.web.keys import actor_of
from bots.web.studio import InStudio
from tasks.webhooks import URL_LIMIT, Delivery

hooks = APIRouter()


class HookForm(BaseModel, frozen=True, extra="forbid"):
    """Where the jobs of a key are told; nothing: only where a request names an address."""

    url: str = Field("", max_length=URL_LIMIT, examples=["https://example.org/limner"])


class HookOut(BaseModel):
    """A webhook of a key. ``secret`` is shown this once."""

    url: str
    secret: str = Field(description="whsec_ and 32 bytes in base64, as Standard Webhooks has it")


class DeliveryOut(BaseModel):
    """Something that a webhook was told, or shall be."""

    id: str
    job: UUID
    type: str
    url: str
    state: Literal["waiting", "sent", "dead"]
    at: datetime
    due_at: datetime
    tries: int
    status: int | None = Field(description="of the last answer")
    problem: str = Field(description="why there was no answer")


class DeliveryList(BaseModel):
    """Deliveries, the newest first."""

    deliveries: list[DeliveryOut]


@hooks.put(
    "/api/keys/{number}/webhook",
    response_model=HookOut,
    responses=refusals(404, 413, 422),
    openapi_extra=body_of("application/json", schema_of(HookForm)),
)
async def put(request: Request, studio: InStudio, number: str) -> Response:
    """Set where a key's jobs are told. The secret is new each time; the one before holds for a day."""
    form = fill(HookForm, await json_of(request))
    secret = await studio.counter.call(studio.counter.desk.webhooks.set, actor_of(request), number, form.url)
    return JSONResponse(HookOut(url=form.url.strip(), secret=secret).model_dump())


@hooks.get("/api/deliveries", response_model=DeliveryList, responses=refusals())
async def listed(request: Request, studio: InStudio) -> Response:
    """List what webhooks were told lately, shall be told, and could not be told."""
    found = await studio.counter.call(studio.counter.desk.webhooks.of, sender_of(request))
    told = DeliveryList(deliveries=[delivery_out(one) for one in found])
    return JSONResponse(told.model_dump(mode="json"))


@hooks.post("/api/deliveries/{number}/again", status_code=HTTPStatus.NO_CONTENT, responses=refusals(404))
async def again(request: Request, studio: InStudio, number: str) -> Response:
    """Send something once more: what was sent or is dead, too."""
    await studio.counter.call(studio.counter.desk.webhooks.again, sender_of(request), number)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def delivery_out(one: Delivery) -> DeliveryOut:
    """Write a delivery."""
    return DeliveryOut(
        id=one.id,
        job=one.job_id,
        type=one.event,
        url=one.url,
        state=one.state,
        at=one.at,
        due_at=one.due_at,
        tries=one.tries,
        status=one.status,
        problem=one.problem,
    )
