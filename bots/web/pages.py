"""The page: a conversation of prompts and pictures. Without JavaScript it posts and reloads."""

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any  # Any: the form of a command
from urllib.parse import parse_qsl
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from avatar.requests import SpeechRequest
from bots.actions import Action
from bots.attend import begun
from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.expand import EXPAND
from bots.commands.imagine import IMAGINE
from bots.commands.shorten import SHORTEN
from bots.errors import NoSuchPage, WrongPassword
from bots.grammar import split_command
from bots.teaching import ACTIONS as LEARNING
from bots.web import view
from bots.web.answers import place_of, sender_of, wording_of
from bots.web.seat import EMPTY, seat_of, seated
from bots.web.statuses import status_of
from bots.web.studio import InStudio, Studio
from bots.web.view import Told
from generation.errors import StudioError
from tasks.job import Problem

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
    "upscale",
    "repeat",
    "lora",
    "vae",
    "style",
)
ASKED: Mapping[str, Command[Any]] = {
    one.name: one for one in (SHORTEN, EXPAND)
}  # about the words that are typed
ACTIONS: tuple[Action, ...] = (
    "cancel",
    "again",
    "delete",
    "take",
    "upscale",
    "draw",
    "vary",
    "rework",
    "describe",
    "use",
)
NUMBERED: frozenset[Action] = frozenset({"take", "draw"})  # about one of several
DRAFT_LIMIT = 4000  # characters of a command that a link puts into the text field
OF_LISTS: tuple[Action, ...] = (
    "batch",
    "forgo",
    "halt",
    "wear",
    "leaf",
    "kind",
    "card",
    "adopt",
    "fetch",
    "unfetch",
)
BELOW_NOTES = (*OF_LISTS, *LEARNING)

pages = APIRouter()


async def form_of(request: Request) -> dict[str, str]:
    """Read a posted form. The guard has limited its size."""
    body = (await request.body()).decode(errors="replace")
    return dict(parse_qsl(body, keep_blank_values=True))


Form = Annotated[dict[str, str], Depends(form_of)]


@pages.get("/")
async def home(
    request: Request,
    studio: InStudio,
    before: str | None = None,
    make: str = "picture",
    say: str = "",
    text: str = "",
) -> Response:
    """Show the conversation, and below it one of three forms.

    ``text`` is what stands in the first, ``say`` a line for the third.
    """
    visit = Visit(sender_of(request), place_of(), "", studio.counter)
    seat, line = EMPTY, None
    with suppress(StudioError):  # the page itself says that the studio pauses
        seat = await seated(visit)
        line = (await studio.own(say, visit.sender)).request if say else None
    spoken = line if isinstance(line, SpeechRequest) else None
    told = Told(
        before=before,
        make=make if make in {"clip", "edit", "train"} else "picture",
        seat=seat,
        spoken=spoken,
        words=spoken.text if spoken else "",
        text=text[:DRAFT_LIMIT],
    )
    return await view.page(request, studio, told)


@pages.post("/say")
async def say(request: Request, studio: InStudio, form: Form) -> Response:
    """Answer a line from the text field, with the options beside it."""
    reply = await _reply(request, studio, form)
    wording = wording_of(request)
    if reply.asks and reply.asks != "pictures":  # "/avatar …": the other form asks for the rest
        return await _other_form(request, studio)
    if view.scripted(request):
        return view.part(request, studio, reply)
    if reply.job is not None:
        return RedirectResponse("/#end", HTTPStatus.SEE_OTHER)
    if reply.problem is not None:
        sentence = wording.problem(reply.problem)
        told = Told(problem=sentence, text=form.get("text", ""), of=reply.problem)
        return await view.page(request, studio, told)
    return await view.page(request, studio, Told(note=reply))


@pages.get("/cards")
async def older(request: Request, studio: InStudio, before: str | None = None) -> Response:
    """Give the cards that come before one, for scrolling up."""
    wording = wording_of(request)
    try:
        jobs, more = await view.older(request, studio, before)
    except StudioError as error:
        return view.problem_part(Problem.of(error), wording)
    return view.render("cards.html", wording, cards=view.cards(studio, jobs, wording), more=more)


@pages.get("/cards/{job_id}")
async def card(request: Request, studio: InStudio, job_id: str) -> Response:
    """Give one card as it stands."""
    wording = wording_of(request)
    try:
        job = await studio.own(job_id, sender_of(request))
    except StudioError as error:
        return view.problem_part(Problem.of(error), wording)
    return view.render("cards.html", wording, cards=view.cards(studio, [job], wording), more=None)


@pages.post("/jobs/{job_id}/{action}")
async def press(request: Request, studio: InStudio, job_id: str, action: str, form: Form) -> Response:
    """Do what a button says."""
    wording = wording_of(request)
    known: Action | None = next((name for name in ACTIONS if name == action), None)
    if known is None:
        return view.problem_part(Problem.of(NoSuchPage()), wording)
    key = f"press:{form['key']}" if form.get("key") else str(uuid4())
    argument = f"{job_id}.{form.get('variant', '')}" if known in NUMBERED else job_id
    reply = await studio.counter.press(known, argument, sender_of(request), place_of(), key)
    if view.scripted(request):
        return (
            Response(status_code=HTTPStatus.NO_CONTENT)
            if _gone(known, reply)
            else view.part(request, studio, reply)
        )
    if reply.problem is not None and reply.job is None:
        told = Told(problem=wording.problem(reply.problem), of=reply.problem)
        return await view.page(request, studio, told)
    return RedirectResponse("/#end", HTTPStatus.SEE_OTHER)


@pages.post("/do/{action}")
async def do(request: Request, studio: InStudio, action: str, form: Form) -> Response:
    """Do what a button below a note says."""
    known: Action | None = next((name for name in BELOW_NOTES if name == action), None)
    if known is None:
        return view.problem_part(Problem.of(NoSuchPage()), wording_of(request))
    key = f"press:{form['key']}" if form.get("key") else str(uuid4())
    argument = form.get("argument", "")
    reply = await studio.counter.press(known, argument, sender_of(request), place_of(), key)
    if view.scripted(request):
        return view.part(request, studio, reply)
    if reply.problem is not None and reply.job is None:
        told = Told(problem=wording_of(request).problem(reply.problem), of=reply.problem)
        return await view.page(request, studio, told)
    return await view.page(request, studio, Told(note=None if reply.job else reply))


@pages.get("/quota")
async def quota(request: Request, studio: InStudio) -> Response:
    """Give the meter in the header."""
    return view.render(
        "quota.html", wording_of(request), HTTPStatus.OK, **await view.allowance(request, studio)
    )


@pages.get("/login")
async def ask(request: Request, studio: InStudio) -> Response:
    """Ask for the password."""
    if not studio.login.needed or studio.login.knows(request):
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    return view.render("login.html", wording_of(request), problem="")


@pages.post("/login")
async def enter(request: Request, studio: InStudio, form: Form) -> Response:
    """Let those in who know the password."""
    wording = wording_of(request)
    if not await studio.login.check(form.get("password", "")):
        problem = Problem.of(WrongPassword())
        return view.render("login.html", wording, status_of(problem), problem=wording.problem(problem))
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    studio.login.welcome(answer, secure=request.url.scheme == "https")
    return answer


async def _reply(request: Request, studio: Studio, form: Mapping[str, str]) -> Reply:
    text = form.get("text", "").strip() or form.get("example", "")
    key = f"page:{form['key']}" if form.get("key") else str(uuid4())
    sender = sender_of(request)
    name, rest = split_command(text)
    if name in {"", IMAGINE.name} and (about := ASKED.get(form.get("ask", ""))):
        model = {"model": form["model"]} if form.get("model", "").strip() else {}
        return await studio.counter.answer(about, {"prompt": rest, **model}, sender, place_of(), key)
    if name not in {"", IMAGINE.name}:
        return await studio.counter.say(text, sender, place_of(), key)
    given = {option: form[option] for option in OPTIONS if form.get(option, "").strip()}
    return await studio.counter.answer(IMAGINE, {"prompt": rest, **given}, sender, place_of(), key)


async def _other_form(request: Request, studio: Studio) -> Response:
    """Go on with a clip that was begun by typing."""
    sitting = await begun(Visit(sender_of(request), place_of(), "", studio.counter))
    seat = seat_of(sitting)
    if not view.scripted(request):
        return await view.page(request, studio, Told(make="clip", seat=seat, words=sitting.text))
    return view.parts(wording_of(request), seat, words=sitting.text)


def _gone(action: Action, reply: Reply) -> bool:
    return action == "delete" and reply.problem is None
