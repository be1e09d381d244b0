"""Serves stored pictures."""

import mimetypes
from hashlib import sha256
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bots.web.answers import refuse, sender_of, wording_of
from bots.web.shapes import Refused
from bots.web.studio import InStudio
from generation.errors import StudioError
from tasks.job import Problem

SHOWN = frozenset({"image/png", "image/jpeg", "image/webp", "video/mp4", "audio/ogg"})
FOREVER = "private, max-age=31536000, immutable"  # a key's bytes never change
PAGES = {
    200: {
        "description": "The picture.",
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
    },
    304: {"description": "The picture is what you have."},
    404: {"model": Refused, "description": "There is no such picture."},
    503: {"model": Refused, "description": "The studio is pausing."},
}

media = APIRouter()


@media.get("/media/{key:path}", responses=PAGES, response_class=Response)  # type: ignore[arg-type]  # FastAPI's key type is invariant
async def picture(request: Request, studio: InStudio, key: str, download: bool = False) -> Response:
    """Give a stored picture."""
    tag = f'"{sha256(key.encode(errors="replace")).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": FOREVER}
    try:
        await studio.own(key.partition("/")[0], sender_of(request))  # a key starts with its job's id
        data = await studio.counter.call(studio.counter.desk.read, key)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    mime = mimetypes.guess_type(key)[0]
    if mime not in SHOWN or download:
        name = "limner" + (mimetypes.guess_extension(mime or "") or "")
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(data, media_type=mime if mime in SHOWN else "application/octet-stream", headers=headers)
