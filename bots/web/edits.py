"""The part of the JSON API that makes pictures of pictures: one route a command, each a form with files."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from bots.attachment import Attachment
from bots.command import Command
from bots.commands.blend import BLEND
from bots.commands.control import CONTROL, MAP
from bots.commands.depth import DEPTH
from bots.commands.describe import DESCRIBE
from bots.commands.inpaint import INPAINT
from bots.commands.outpaint import OUTPAINT
from bots.commands.remix import REMIX
from bots.commands.upscale import UPSCALE
from bots.discretion import Discreet
from bots.forms import attachments
from bots.web.answers import place_of, refuse, sender_of, wording_of
from bots.web.calls import KEY_PARAMETER, WEBHOOK, answer, body_of, hearing, key_of, refusals, schema_of
from bots.web.forms import posted
from bots.web.shapes import JobOut
from bots.web.studio import InStudio, Studio
from bots.wording import Wording
from generation.errors import StudioError
from tasks.job import Problem

FILE = {
    "type": "string",
    "format": "binary",
    "description": "a JPEG, PNG or WebP; or the key of a picture that was made or sent before",
}
COMMANDS: tuple[Command[Any], ...] = (  # Any: their forms
    REMIX,
    INPAINT,
    OUTPAINT,
    CONTROL,
    DEPTH,
    BLEND,
    UPSCALE,
    DESCRIBE,
)

edits = APIRouter()


def _route(command: Command[Any]) -> Callable[[Request, Studio], Awaitable[Response]]:
    async def order(request: Request, studio: InStudio) -> Response:
        wording = wording_of(request)
        try:
            key = key_of(request)
            async with posted(request) as given:
                sender = hearing(request, studio, given)
                values = with_keys(command, given)
                reply = await studio.counter.answer(command, values, sender, place_of(), key)
        except StudioError as error:
            return refuse(Problem.of(error), wording)
        return await answer(studio, reply, wording, HTTPStatus.ACCEPTED)

    order.__name__ = command.name
    order.__doc__ = f"{Wording('en').say(f'command-{command.name}')}."
    return order


def with_keys(command: Command[Any], values: dict[str, object]) -> dict[str, object]:
    """Take the key of a stored picture for the picture itself, where a field wants one."""
    fields = attachments(command.form)
    return {
        name: stored(value) if name in fields and isinstance(value, str) else value
        for name, value in values.items()
    }


def body(command: Command[Any]) -> dict[str, Any]:  # Any: a JSON schema
    """Describe a form with files; the first one is needed."""
    files = attachments(command.form)
    options = {name for name in command.form.model_fields if name not in {*files, *Discreet.model_fields}}
    schema = schema_of(_said(command.form), **dict.fromkeys(files, FILE))
    assert set(schema["properties"]) == {*files, *options}, command.name  # noqa: S101 - of our own forms
    schema["properties"]["webhook"] = WEBHOOK
    return {**schema, "required": [files[0]]}


def _said(form: type[BaseModel]) -> type[BaseModel]:
    """Take of a form what is said in it; on the page nobody else sees anything."""
    return next(base for base in form.__bases__ if base is not Discreet)


def stored(key: str) -> Attachment:
    """Attach what lies in the store."""

    async def fetch() -> bytes:
        raise AssertionError("it lies in the store")

    return Attachment("", "", 0, fetch, key=key.strip())


for _command in COMMANDS:
    edits.post(
        f"/api/{_command.name}",
        status_code=HTTPStatus.ACCEPTED,
        response_model=JobOut,
        responses=refusals(403, 413, 422),
        openapi_extra=body_of("multipart/form-data", body(_command)) | KEY_PARAMETER,
    )(_route(_command))


@edits.post(
    "/api/map",
    response_class=Response,
    responses={**refusals(403, 413, 422), 200: {"content": {"image/jpeg": {}}}},
    openapi_extra=body_of("multipart/form-data", body(MAP)),
)
async def shown(request: Request, studio: InStudio) -> Response:
    """Read the map that /api/control would follow, for free."""
    wording = wording_of(request)
    try:
        async with posted(request) as values:
            reply = await studio.counter.answer(
                MAP, with_keys(MAP, values), sender_of(request), place_of(), key_of(request)
            )
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    if reply.problem is not None:
        return refuse(reply.problem, wording)
    return Response(reply.preview, media_type="image/jpeg")
