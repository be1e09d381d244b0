"""The API by which the page's person is linked to the same person in a chat."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from bots.commands.link import LinkForm
from bots.forms import fill
from bots.web.answers import refuse, sender_of, wording_of
from bots.web.calls import body_of, json_of, refusals, schema_of
from bots.web.studio import InStudio
from generation.errors import StudioError
from tasks.job import Problem

people = APIRouter()


class LinkOut(BaseModel):
    """A code to type on another platform, or where the person of this page is known."""

    code: str = ""
    expires_at: datetime | None = None
    platforms: list[str]


OUT: dict[str, Any] = {"response_model": LinkOut}  # Any: FastAPI's own options


@people.get("/api/link", responses=refusals(), **OUT)
async def linked(request: Request, studio: InStudio) -> Response:
    """List the platforms that the person of this page is on."""
    try:
        return await _told(request, studio)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))


@people.post(
    "/api/link",
    responses=refusals(403, 422),
    openapi_extra=body_of("application/json", schema_of(LinkForm)),
    **OUT,
)
async def link(request: Request, studio: InStudio) -> Response:
    """Make a code to type on another platform; with a code from there, join the two."""
    desk = studio.counter.desk
    try:
        form = fill(LinkForm, await json_of(request))
        if form.code.strip():
            await studio.counter.call(desk.link, sender_of(request), form.code)
            return await _told(request, studio)
        code = await studio.counter.call(desk.link_code, sender_of(request))
        return await _told(request, studio, code=code.text, expires_at=code.expires_at)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))


@people.delete("/api/link", responses=refusals(403, 422), **OUT)
async def unlink(request: Request, studio: InStudio) -> Response:
    """Part the page from its person, who keeps everything."""
    try:
        await studio.counter.call(studio.counter.desk.unlink, sender_of(request))
        return await _told(request, studio)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))


async def _told(request: Request, studio: InStudio, **facts: object) -> Response:
    platforms = await studio.counter.call(studio.counter.desk.platforms, sender_of(request))
    told = LinkOut.model_validate({"platforms": list(platforms), **facts})
    return JSONResponse(told.model_dump(mode="json"), HTTPStatus.OK)
