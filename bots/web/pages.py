"""The page: a conversation of prompts and pictures. Without JavaScript it posts and reloads."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bots.chat import Action, Reply
from bots.commands.history import HistoryForm
from bots.commands.imagine import IMAGINE
from bots.errors import NoSuchPage, WrongPassword
from bots.forms import fill
from bots.grammar import split_command
from bots.web.answers import place_of, sender_of, status_of, wording_of
from bots.web.options import options_of
from bots.web.studio import InStudio, Studio
from bots.wording import Wording, clock
from generation.errors import StudioError
from tasks.job import Job, Problem

HERE = Path(__file__).parent
OPTIONS = (
    "negative_prompt",
    "width",
    "height",
    "aspect",
    "steps",
    "guidance",
    "seed",
    "count",
    "scheduler",
    "model",
)
PAGE = 10  # jobs that are shown at once
ACTIONS: tuple[Action, ...] = ("cancel", "again", "delete")
SCRIPTED = "x-limner"  # the header by which our script asks for a part of the page

pages = APIRouter()
templates = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


async def form_of(request: Request) -> dict[str, str]:
    """Read a posted form. The guard has limited its size."""
    body = (await request.body()).decode(errors="replace")
    return dict(parse_qsl(body, keep_blank_values=True))


Form = Annotated[dict[str, str], Depends(form_of)]


@pages.get("/")
async def home(request: Request, studio: InStudio, before: str | None = None) -> Response:
    """Show the conversation."""
    return await _page(request, studio, before=before)


@pages.post("/say")
async def say(request: Request, studio: InStudio, form: Form) -> Response:
    """Answer a line from the text field, with the options beside it."""
    reply = await _reply(request, studio, form)
    wording = wording_of(request)
    if _scripted(request):
        return _part(request, studio, reply)
    if reply.job is not None:
        return RedirectResponse("/#end", HTTPStatus.SEE_OTHER)
    if reply.problem is not None:
        text = form.get("text", "")
        return await _page(
            request, studio, problem=wording.problem(reply.problem), text=text, of=reply.problem
        )
    return await _page(request, studio, note=reply)


@pages.get("/cards")
async def older(request: Request, studio: InStudio, before: str | None = None) -> Response:
    """Give the cards that come before one, for scrolling up."""
    wording = wording_of(request)
    try:
        jobs, more = await _jobs(request, studio, before)
    except StudioError as error:
        return _problem(Problem.of(error), wording)
    return _render("cards.html", wording, cards=_cards(studio, jobs, wording), more=more)


@pages.get("/cards/{job_id}")
async def card(request: Request, studio: InStudio, job_id: str) -> Response:
    """Give one card as it stands."""
    wording = wording_of(request)
    try:
        job = await studio.own(job_id, sender_of(request))
    except StudioError as error:
        return _problem(Problem.of(error), wording)
    return _render("cards.html", wording, cards=_cards(studio, [job], wording), more=None)


@pages.post("/jobs/{job_id}/{action}")
async def press(request: Request, studio: InStudio, job_id: str, action: str, form: Form) -> Response:
    """Do what a button says."""
    wording = wording_of(request)
    known: Action | None = next((name for name in ACTIONS if name == action), None)
    if known is None:
        return _problem(Problem.of(NoSuchPage()), wording)
    key = f"press:{form['key']}" if form.get("key") else str(uuid4())
    reply = await studio.counter.press(known, job_id, sender_of(request), place_of(), key)
    if _scripted(request):
        return (
            Response(status_code=HTTPStatus.NO_CONTENT)
            if _gone(known, reply)
            else _part(request, studio, reply)
        )
    if reply.problem is not None and reply.job is None:
        return await _page(request, studio, problem=wording.problem(reply.problem), of=reply.problem)
    return RedirectResponse("/#end", HTTPStatus.SEE_OTHER)


@pages.get("/quota")
async def quota(request: Request, studio: InStudio) -> Response:
    """Give the meter in the header."""
    return _render("quota.html", wording_of(request), HTTPStatus.OK, **await _meter(request, studio))


@pages.get("/login")
async def ask(request: Request, studio: InStudio) -> Response:
    """Ask for the password."""
    if not studio.login.needed or studio.login.knows(request):
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    return _render("login.html", wording_of(request), problem="")


@pages.post("/login")
async def enter(request: Request, studio: InStudio, form: Form) -> Response:
    """Let those in who know the password."""
    wording = wording_of(request)
    if not await studio.login.check(form.get("password", "")):
        problem = Problem.of(WrongPassword())
        return _render("login.html", wording, status_of(problem), problem=wording.problem(problem))
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    studio.login.welcome(answer, secure=request.url.scheme == "https")
    return answer


async def _reply(request: Request, studio: Studio, form: Mapping[str, str]) -> Reply:
    text = form.get("text", "").strip() or form.get("example", "")
    key = f"page:{form['key']}" if form.get("key") else str(uuid4())
    sender = sender_of(request)
    name, rest = split_command(text)
    if name not in {"", IMAGINE.name}:
        return await studio.counter.say(text, sender, place_of(), key)
    given = {option: form[option] for option in OPTIONS if form.get(option, "").strip()}
    return await studio.counter.answer(IMAGINE, {"prompt": rest, **given}, sender, place_of(), key)


async def _page(
    request: Request,
    studio: Studio,
    before: str | None = None,
    problem: str = "",
    text: str = "",
    note: Reply | None = None,
    of: Problem | None = None,
) -> Response:
    wording = wording_of(request)
    jobs: list[Job] = []
    more = None
    meter: dict[str, object] = {"allowance": None, "resets_at": ""}
    try:
        jobs, more = await _jobs(request, studio, before)
        meter = await _meter(request, studio)
    except StudioError as error:
        of = of or Problem.of(error)
        problem = problem or wording.problem(of)
    return _render(
        "page.html",
        wording,
        status_of(of) if of else HTTPStatus.OK,
        cards=_cards(studio, jobs, wording),
        more=more,
        problem=problem,
        text=text,
        note=note,
        key=str(uuid4()),
        options=options_of(studio.counter.catalogue),
        examples=[wording.say(f"page-example-{number}") for number in range(1, 5)],
        **meter,
    )


async def _jobs(request: Request, studio: Studio, before: str | None) -> tuple[list[Job], str | None]:
    """Give a page of jobs, the oldest first, and the id from which the page before it starts."""
    form = fill(HistoryForm, {"limit": PAGE, "before": before or None})
    jobs = await studio.counter.call(studio.counter.desk.history, sender_of(request), PAGE, form.before)
    return jobs[::-1], str(jobs[-1].id) if len(jobs) == PAGE else None


async def _meter(request: Request, studio: Studio) -> dict[str, object]:
    allowance = await studio.counter.call(studio.counter.desk.allowance, sender_of(request))
    return {"allowance": allowance, "resets_at": clock(allowance.resets_at)}


def _cards(studio: Studio, jobs: list[Job], wording: Wording) -> list[dict[str, object]]:
    shown = [studio.shown(job, wording) for job in jobs]
    return [{"job": job, "open": not job.state.final, "key": str(uuid4())} for job in shown]


def _part(request: Request, studio: Studio, reply: Reply) -> Response:
    wording = wording_of(request)
    if reply.job is not None:
        return _render("cards.html", wording, cards=_cards(studio, [reply.job], wording), more=None)
    if reply.problem is not None:
        return _problem(reply.problem, wording)
    return _render("note.html", wording, note=reply)


def _problem(problem: Problem, wording: Wording) -> Response:
    return _render("problem.html", wording, status_of(problem), problem=wording.problem(problem))


def _render(name: str, wording: Wording, status: int = HTTPStatus.OK, **values: object) -> HTMLResponse:
    html = templates.get_template(name).render(say=wording.say, locale=wording.locale, **values)
    return HTMLResponse(html, status)


def _gone(action: Action, reply: Reply) -> bool:
    return action == "delete" and reply.problem is None


def _scripted(request: Request) -> bool:
    return SCRIPTED in request.headers
