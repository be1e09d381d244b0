"""The part of the JSON API that has a model learn pictures, and deals with what came of it."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from bots.attachment import Attachment
from bots.chat import Reply
from bots.command import Visit
from bots.commands.train import once
from bots.forms import fill
from bots.teaching import LEARNING_CONSENT
from bots.web.answers import place_of, refuse, sender_of, wording_of
from bots.web.calls import KEY_PARAMETER, WEBHOOK, answer, body_of, hearing, key_of, refusals, schema_of
from bots.web.clips import yes
from bots.web.edits import stored
from bots.web.forms import posted
from bots.web.shapes import JobOut
from bots.web.studio import InStudio
from generation.errors import StudioError
from generation.learning.asking import TrainForm
from generation.requests import LEARNT_MOST
from tasks.job import Problem
from tasks.own import Own

PICTURES = "pictures"  # the field that comes several times
FILE = {
    "type": "string",
    "format": "binary",
    "description": "a JPEG, PNG or WebP, a ZIP of such, or the key of a picture that was made or sent before",
}
BODY: dict[str, Any] = schema_of(  # Any: a JSON schema
    TrainForm,
    pictures={"type": "array", "items": FILE, "minItems": 1, "maxItems": LEARNT_MOST},
    consent={
        "type": "boolean",
        "description": f"true agrees to the wording of version {LEARNING_CONSENT}, where faces are learnt",
    },
    webhook=WEBHOOK,
)
BODY["required"] = [PICTURES, "name"]


class AdapterOut(BaseModel):
    """What came of a training of one's own."""

    name: str
    tag: str = Field(description="what has it worn, in a prompt")
    words: str = Field(description="that call it in a prompt")
    model: str
    steps: int
    seed: int
    bytes: int
    job: UUID
    made_at: datetime


class AdapterList(BaseModel):
    """One's own adapters, the newest first."""

    adapters: list[AdapterOut]


trainings = APIRouter()


@trainings.post(
    "/api/train",
    status_code=HTTPStatus.ACCEPTED,
    response_model=JobOut,
    responses=refusals(403, 413, 422),
    openapi_extra=body_of("multipart/form-data", BODY) | KEY_PARAMETER,
)
async def train(request: Request, studio: InStudio) -> Response:
    """Have a model learn 5 to 20 pictures; what comes of it is yours alone. All at once, or nothing.

    Where faces are among them, somebody has to agree once: `consent=true`.
    """
    wording, counter = wording_of(request), studio.counter
    try:
        key = key_of(request)
        async with posted(request, PICTURES) as values:
            if yes("consent", values.pop("consent", None)):
                await counter.call(counter.desk.consent, sender_of(request), LEARNING_CONSENT)
            sender = hearing(request, studio, values)
            files = pictures_of(values)
            form = fill(TrainForm, values)
            reply: Reply = await counter.guard(
                sender, lambda: once(form, files, Visit(sender, place_of(), key, counter))
            )
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    return await answer(studio, reply, wording, HTTPStatus.ACCEPTED)


@trainings.get("/api/adapters", response_model=AdapterList, responses=refusals())
async def mine(request: Request, studio: InStudio) -> Response:
    """List what came of your trainings, the newest first."""
    trained = studio.counter.desk.trainings
    try:
        found = await studio.counter.call(trained.mine, sender_of(request))
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    return JSONResponse(AdapterList(adapters=[_out(one) for one in found]).model_dump(mode="json"))


@trainings.get(
    "/api/adapters/{name}/file",
    response_class=Response,
    responses={**refusals(422), 200: {"content": {"application/octet-stream": {}}}},
)
async def file(request: Request, studio: InStudio, name: str) -> Response:
    """Give the file of one of your own (safetensors), to be taken along."""
    trained = studio.counter.desk.trainings
    try:
        found = await studio.counter.call(trained.find, sender_of(request), name)
        data = await studio.counter.call(trained.file, sender_of(request), found.card)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    headers = {"Content-Disposition": f'attachment; filename="{found.name}.safetensors"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


@trainings.delete("/api/adapters/{name}", response_model=AdapterOut, responses=refusals(403, 422))
async def erase(request: Request, studio: InStudio, name: str) -> Response:
    """Erase one of your own, its file too; pictures that it drew stay."""
    trained = studio.counter.desk.trainings
    try:
        gone = await studio.counter.call(trained.delete, sender_of(request), name)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    return JSONResponse(_out(gone).model_dump(mode="json"))


def pictures_of(values: dict[str, object]) -> list[Attachment]:
    """Take the pictures out of a form: files, or keys of what is stored."""
    given = values.pop(PICTURES, [])
    listed = given if isinstance(given, list) else [given]
    return [one if isinstance(one, Attachment) else stored(str(one)) for one in listed]


def _out(one: Own) -> AdapterOut:
    return AdapterOut(
        name=one.name,
        tag=one.tag,
        words=one.words,
        model=one.model,
        steps=one.steps,
        seed=one.seed,
        bytes=one.bytes,
        job=one.job_id,
        made_at=one.made_at,
    )
