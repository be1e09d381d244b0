"""The gallery: what somebody made, small and beside each other, to search, to like, to make again."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bots.actions import Action
from bots.commands.history import HistoryForm, wanted_of
from bots.errors import NoSuchPage
from bots.forms import fill
from bots.ids import as_uuid
from bots.parameters import parameters, price_line
from bots.reply import title_of
from bots.veil import veiled
from bots.web import view
from bots.web.answers import place_of, sender_of, wording_of
from bots.web.media import blurry, lasting
from bots.web.studio import InStudio, Studio
from bots.wording import Wording
from generation.errors import StudioError
from tasks.archive import Kind
from tasks.errors import NoSuchJob
from tasks.job import Job, Problem
from tasks.thumbnails import seen_of, small

ON_PAGE: Final = 36  # tiles; full rows of 2, 3, 4 and 6
FIELDS: Final = ("words", "kind", "model", "seed", "since", "until", "favourites")
DONE: Final[Mapping[str, Action]] = {"like": "like", "same": "same", "again": "again", "delete": "delete"}

gallery = APIRouter()


@dataclass(frozen=True)
class Tile:
    """What a tile shows of a job."""

    id: UUID
    title: str
    picture: str  # the address of a thumbnail; nothing for a sound, or where nothing was made
    film: bool
    count: int  # of the results
    liked: bool
    state: str  # in words, where there is no result

    @classmethod
    def of(cls, job: Job, wording: Wording) -> "Tile":
        """Make the tile of a job."""
        first = job.media[0] if job.media else None
        seen = seen_of(first) if first else ""
        return cls(
            job.id,
            title_of(job, wording),
            f"/small/{seen}" if seen else "",
            bool(first and first.mime.startswith("video/")),
            len(job.media),
            job.favourite,
            "" if first else wording.say(f"state-{job.status}"),
        )


@gallery.get("/gallery")
async def show(request: Request, studio: InStudio) -> Response:
    """Show a page of tiles; our script asks for the tiles alone."""
    wording, sender = wording_of(request), sender_of(request)
    asked = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    archive, problem = studio.counter.desk.archive, ""
    tiles: list[Tile] = []
    older = ""
    try:
        wanted = wanted_of(fill(HistoryForm, {name: value for name, value in asked.items() if value}))
        before = request.query_params.get("before")
        mark = as_uuid(before) if before else None
        found = await studio.counter.call(archive.find, sender, wanted, ON_PAGE, before=mark)
        tiles = [Tile.of(job, wording) for job in found.jobs]
        older = _older(asked, found.older)
    except StudioError as error:
        problem = wording.problem(Problem.of(error))
    if view.scripted(request):
        return view.render("tiles.html", wording, tiles=tiles, older=older)
    models = await studio.counter.call(archive.models, sender)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    more = {"kinds": tuple(Kind), "models": models, "problem": problem, "searched": any(asked.values())}
    return view.render("gallery.html", wording, status, tiles=tiles, older=older, asked=asked, **more)


@gallery.get("/gallery/{job_id}")
async def entry(request: Request, studio: InStudio, job_id: str) -> Response:
    """Show one thing whole, with its recipe."""
    job = await studio.counter.call(studio.counter.desk.archive.own, as_uuid(job_id), sender_of(request))
    return _entry(request, studio, job)


@gallery.post("/gallery/{job_id}/{deed}")
async def press(request: Request, studio: InStudio, job_id: str, deed: str) -> Response:
    """Do what a button says: like, make again, delete. Raises NoSuchPage, NoSuchJob."""
    if deed not in DONE:
        raise NoSuchPage
    sender, scripted = sender_of(request), view.scripted(request)
    reply = await studio.counter.press(DONE[deed], job_id, sender, place_of(), f"gallery:{uuid4()}")
    if reply.problem is not None and reply.job is None:
        return view.problem_part(reply.problem, wording_of(request))
    if deed == "like" and scripted:
        job = await studio.counter.call(studio.counter.desk.archive.own, as_uuid(job_id), sender)
        return _entry(request, studio, job)
    if scripted:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    leads = {"like": f"/gallery/{job_id}", "delete": "/gallery"}
    return RedirectResponse(leads.get(deed, "/#end"), HTTPStatus.SEE_OTHER)


@gallery.get("/small/{key:path}")
async def thumbnail(request: Request, studio: InStudio, key: str) -> Response:
    """Give a small picture of a result of the sender's own. Raises NoSuchJob."""
    counter, room = studio.counter, key.partition("/")[0]
    job = await studio.own(room, sender_of(request))
    shown = next((one for one in job.media if seen_of(one) == key), None)
    if shown is None:
        raise NoSuchJob
    webp = await counter.call(counter.desk.thumbnails.of, shown)
    if await counter.call(counter.desk.filtering.hides, (shown,), place_of()):
        return blurry(await counter.check(veiled, webp, "WEBP"), "image/webp")
    return lasting(request, webp, small(key), "image/webp")


def _entry(request: Request, studio: Studio, job: Job) -> Response:
    wording = wording_of(request)
    name = "entry.html" if view.scripted(request) else "entry-page.html"
    return view.render(
        name,
        wording,
        job=studio.shown(job, wording),
        liked=job.favourite,
        title=title_of(job, wording),
        facts=parameters(job, wording),
        made=price_line(job, wording),
    )


def _older(asked: Mapping[str, str], mark: UUID | None) -> str:
    """Write the address of the page behind this one."""
    if mark is None:
        return ""
    given = {name: value for name, value in asked.items() if value}
    return f"/gallery?{urlencode({**given, 'before': str(mark)})}"
