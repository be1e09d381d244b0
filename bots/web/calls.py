"""How a program's call is read, and how it is answered."""

import json
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from bots.chat import Reply
from bots.command import Command
from bots.errors import KeyUnusable, MalformedRequest
from bots.web.answers import place_of, refuse, sender_of, wording_of
from bots.web.doorman import session_of
from bots.web.keyring import use_of
from bots.web.problems import Refused
from bots.web.studio import Studio
from bots.wording import Wording
from generation.errors import Fact, StudioError
from tasks.job import Problem, Sender
from tasks.key_errors import WebhookMissing
from tasks.webhooks import URL_LIMIT, address_of

KEY_LIMIT = 200  # characters of an Idempotency-Key
ALWAYS = (400, 401, 403, 429, 500, 503)  # what the guard answers anywhere
REFUSED = "What is wrong: a code and a sentence."
KEY_PARAMETER: dict[str, Any] = {  # Any: FastAPI's own type
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Sent again with the same key, a request gives the same job.",
            "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LIMIT},
        }
    ]
}


WEBHOOK: dict[str, Any] = {  # Any: a JSON schema
    "type": "string",
    "format": "uri",
    "maxLength": URL_LIMIT,
    "description": "an https address that is told what becomes of the job; needs a key with a secret",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:  # Any: FastAPI's own type
    """Describe the answers that say what is wrong."""
    return {status: {"model": Refused, "description": REFUSED} for status in (*statuses, *ALWAYS)}


def schema_of(form: type[BaseModel], **more: object) -> dict[str, Any]:  # Any: a JSON schema
    """Describe a form and more of its properties; the choices that it offers are written out."""
    schema = form.model_json_schema(ref_template="{model}")
    kinds = schema.pop("$defs", {})
    schema["properties"] = {**more, **_written_out(schema["properties"], kinds)}
    return schema


def _written_out(part: Any, kinds: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Put what a reference means in its place."""
    if isinstance(part, list):
        return [_written_out(one, kinds) for one in part]
    if not isinstance(part, dict):
        return part
    meant = kinds.get(str(part.get("$ref")), {})
    return {**meant, **{name: _written_out(one, kinds) for name, one in part.items() if name != "$ref"}}


def body_of(kind: str, schema: dict[str, Any]) -> dict[str, Any]:  # Any: a JSON schema
    """Describe the body of a call."""
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema}}}}


async def answer(studio: Studio, reply: Reply, wording: Wording, status: HTTPStatus) -> Response:
    """Answer with the job of a reply, or with what is wrong."""
    if reply.job is not None:
        try:
            told = await studio.told(reply.job, wording)
        except StudioError as error:
            return refuse(Problem.of(error), wording)
        return JSONResponse(told.model_dump(mode="json"), status)
    if reply.batch is not None:
        facts: dict[str, Fact] = {"count": len(reply.batch.requests), "price": reply.batch.price}
        return refuse(Problem(code="several_requests", facts=facts), wording)
    return refuse(reply.problem or Problem(code="unexpected"), wording)


async def order(request: Request, studio: Studio, command: Command[Any]) -> Response:  # Any: its form
    """Answer a call whose JSON fields are a command's options, with the job that waits now."""
    wording = wording_of(request)
    try:
        values, key = await json_of(request), key_of(request)
        sender = hearing(request, studio, values)
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    reply = await studio.counter.answer(command, values, sender, place_of(), key)
    return await answer(studio, reply, wording, HTTPStatus.ACCEPTED)


def hearing(request: Request, studio: Studio, values: dict[str, object]) -> Sender:
    """Take the webhook out of what was sent, and say who asks. Raises WebhookUnfit, WebhookMissing."""
    sender, url = sender_of(request), values.pop("webhook", None)
    if url is None or url == "":
        return sender
    if not sender.api_key:
        raise WebhookMissing
    address = address_of(str(url), studio.counter.desk.webhooks.private)
    return sender.model_copy(update={"webhook": address})


async def json_of(request: Request) -> dict[str, object]:
    """Read the body. Raises MalformedRequest if it is not a JSON object."""
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise MalformedRequest from error
    if not isinstance(body, dict):
        raise MalformedRequest
    return body


def key_of(request: Request) -> str:
    """Read the Idempotency-Key, or draw one. Raises KeyUnusable."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return str(uuid4())
    if not (0 < len(key) <= KEY_LIMIT and key.isascii() and key.isprintable()):
        raise KeyUnusable(KEY_LIMIT)
    known = use_of(request) or session_of(request)  # what others call their requests does not matter to them
    return f"api:{sha256(f'{known.sender.address} {key}'.encode()).hexdigest()}" if known else f"api:{key}"
