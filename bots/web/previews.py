"""Serves clips that are still being drawn, by HTTP Live Streaming (RFC 8216)."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from bots.web.answers import refuse, sender_of, wording_of
from bots.web.calls import refusals
from bots.web.growing import Growing, Track
from bots.web.media import BINARY, lasting
from bots.web.studio import InStudio, Studio
from generation.errors import StudioError
from tasks.job import Problem

PLAYLIST = "application/vnd.apple.mpegurl"
KINDS = {Track.VIDEO: "video/mp4", Track.SOUND: "audio/mp4"}
Number = Annotated[int, Path(ge=0)]
Answers = dict[int | str, dict[str, Any]]  # Any: FastAPI's own type
LISTED: Answers = {
    **refusals(403, 404, 410),
    200: {"description": "It grows until EXT-X-ENDLIST.", "content": {PLAYLIST: BINARY}},
}
SERVED: Answers = {
    **refusals(403, 404, 410),
    200: {"description": "A part of an MP4.", "content": dict.fromkeys(KINDS.values(), BINARY)},
}
T = TypeVar("T")

previews = APIRouter(prefix="/api/jobs/{job_id}/preview")


@previews.get("/playlist.m3u8", responses=LISTED, response_class=Response)
async def master(request: Request, studio: InStudio, job_id: str) -> Response:
    """Play a clip while it is still being made: this names the playlists of its pictures and of its sound.

    It is there from the first finished seconds until some minutes after the clip's end.
    """
    try:
        text = await _read(request, studio, job_id, "", studio.growth.master)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    return Response(text, media_type=PLAYLIST)


@previews.get("/{take}/{track}.m3u8", responses=LISTED, response_class=Response)
async def playlist(request: Request, studio: InStudio, job_id: str, take: str, track: Track) -> Response:
    """List what is there of a clip's pictures or of its sound: segments of two seconds."""
    try:
        listed = lambda growing: studio.growth.playlist(growing, track)  # noqa: E731
        text = await _read(request, studio, job_id, take, listed)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    return Response(text, media_type=PLAYLIST)


@previews.get("/{take}/{track}/init.mp4", responses=SERVED, response_class=Response)
async def head(request: Request, studio: InStudio, job_id: str, take: str, track: Track) -> Response:
    """Give what a player needs before the first segment."""
    try:
        data = await _read(request, studio, job_id, take, lambda growing: studio.growth.head(growing, track))
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    return lasting(request, data, f"{take}-{track}", KINDS[track])


@previews.get("/{take}/{track}/{number}.m4s", responses=SERVED, response_class=Response)
async def segment(
    request: Request, studio: InStudio, job_id: str, take: str, track: Track, number: Number
) -> Response:
    """Give two seconds; the bytes at this address never change."""
    try:
        data = await _read(
            request, studio, job_id, take, lambda growing: studio.growth.segment(growing, track, number)
        )
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    return lasting(request, data, f"{take}-{track}-{number}", KINDS[track])


async def _read(request: Request, studio: Studio, job_id: str, take: str, read: Callable[[Growing], T]) -> T:
    """Read something of a clip of the sender's own. Raises NoSuchJob and what `Growth` raises."""
    job = await studio.own(job_id, sender_of(request))
    return await studio.counter.call(lambda: read(studio.growth.find(job, take)))
