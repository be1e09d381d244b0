"""Serves stored pictures, clips and sounds, and what somebody has uploaded for them."""

from hashlib import sha256
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bots.veil import veiled
from bots.web.answers import place_of, refuse, sender_of, wording_of
from bots.web.calls import refusals
from bots.web.errors import ClipHidden, RangeUnusable
from bots.web.problems import Refused
from bots.web.ranges import part_of
from bots.web.studio import InStudio, Studio
from generation.errors import StudioError
from tasks.job import Problem, Sender
from tasks.store import EXTENSIONS, UPLOADS

TYPES = {extension: mime for mime, extension in EXTENSIONS.items()}  # not the machine's: browsers rely on it
CLIP = f".{EXTENSIONS['video/mp4']}"
FOREVER = "private, max-age=31536000, immutable"  # a key's bytes never change
BINARY = {"schema": {"type": "string", "format": "binary"}}
PAGES = {
    200: {
        "description": "The picture, the clip or the sound.",
        "content": dict.fromkeys(("image/png", "image/jpeg", "video/mp4", "audio/ogg"), BINARY),
    },
    206: {"description": "The part of it that a Range header asked for."},
    304: {"description": "It is what you have."},
    **refusals(403, 404),
    416: {"model": Refused, "description": "The range begins behind the end."},
}

media = APIRouter()


@media.get("/media/{key:path}", responses=PAGES, response_class=Response)  # type: ignore[arg-type]  # FastAPI's key type is invariant
async def stored(request: Request, studio: InStudio, key: str, download: bool = False) -> Response:
    """Give a stored result, whole or in part."""
    try:
        data, whole = await read_own(studio, sender_of(request), key)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    if not whole and key.endswith(CLIP):
        return refuse(Problem.of(ClipHidden()), wording_of(request))
    if not whole:
        return blurry(await studio.counter.check(veiled, data), "image/png")
    extension = key.rpartition(".")[2]
    answer = lasting(request, data, key, TYPES.get(extension, "application/octet-stream"))
    if answer.status_code in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT} and (
        extension not in TYPES or download
    ):
        answer.headers["Content-Disposition"] = f'attachment; filename="limner.{extension}"'
    return answer


def lasting(request: Request, data: bytes, name: str, kind: str) -> Response:
    """Give bytes that never change under their address, whole or in part, or say that they are known.

    ``name`` tells them from all others that are served.
    """
    tag = f'"{sha256(name.encode(errors="replace")).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": FOREVER, "Accept-Ranges": "bytes"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return _part(request, data, headers | {"Content-Type": kind})


def blurry(data: bytes, kind: str) -> Response:
    """Give what stands for a picture that may not be seen here; it may be seen tomorrow."""
    return Response(data, headers={"Cache-Control": "no-store", "Content-Type": kind})


async def read_own(studio: Studio, sender: Sender, key: str) -> tuple[bytes, bool]:
    """Read what is the sender's own, and whether it may be seen as it is. Raises NoSuchJob, NoSuchUpload."""
    counter = studio.counter
    room = key.partition("/")[0]
    if room == UPLOADS:
        return await counter.call(counter.desk.uploaded, sender, key), True
    job = await studio.own(room, sender)  # a key starts with its job's id
    named = [one for one in job.media if one.key == key]
    hidden = await counter.call(counter.desk.filtering.hides, named, place_of())
    return await counter.call(counter.desk.read, key), not hidden


def _part(request: Request, data: bytes, headers: dict[str, str]) -> Response:
    asked = request.headers.get("range", "")
    fresh = request.headers.get("if-range", headers["ETag"]) == headers["ETag"]
    try:
        part = part_of(asked, len(data)) if asked and fresh else None
    except RangeUnusable as error:
        answer = refuse(Problem.of(error), wording_of(request))
        answer.headers["Content-Range"] = f"bytes */{len(data)}"
        return answer
    if part is None:
        return Response(data, headers=headers)
    first, end = part
    headers["Content-Range"] = f"bytes {first}-{end - 1}/{len(data)}"
    return Response(data[first:end], HTTPStatus.PARTIAL_CONTENT, headers)
