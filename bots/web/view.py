"""Renders the page and its parts."""

from base64 import b64encode
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from avatar.requests import SpeechRequest
from bots.around import kin
from bots.chat import Reply
from bots.command import Visit
from bots.commands.history import HistoryForm
from bots.forms import fill
from bots.recipe import draft
from bots.reply import UNTITLED
from bots.styling import styles_of
from bots.web.answers import place_of, sender_of, wording_of
from bots.web.bench import EMPTY as NOTHING_GATHERED
from bots.web.bench import bench_of, pupils
from bots.web.doorman import session_of
from bots.web.options import clip_options, options_of
from bots.web.seat import EMPTY, Seat
from bots.web.statuses import status_of
from bots.web.studio import Studio
from bots.wording import Wording, clock
from generation.adapters.asking import typed_loras, typed_prompt
from generation.catalogue import Catalogue
from generation.errors import StudioError
from generation.permutations import literal
from generation.requests import (
    DescribeRequest,
    Drawing,
    ExpandRequest,
    ImageRequest,
    RestoreRequest,
    ShortenRequest,
    TrainingRequest,
    UpscaleRequest,
)
from tasks.asked import seed_of, sources_of
from tasks.job import Job, Problem
from tasks.job import Request as Asked

TEMPLATES = Path(__file__).parent / "templates"
FOLLOWS = ("canny", "scribble", "lines", "depth")  # what the form for pictures of pictures offers
PICTURED = Drawing | RestoreRequest | UpscaleRequest | DescribeRequest | TrainingRequest
PAGE = 10  # jobs that are shown at once
SCRIPTED = "x-limner"  # the header by which our script asks for a part of the page

templates = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
templates.filters["data_uri"] = lambda jpeg: f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"

templates.filters["literal"] = literal


@dataclass(frozen=True)
class Told:
    """What the page tells besides the conversation."""

    before: str | None = None  # the job before which it starts
    problem: str = ""  # a sentence at the form
    of: Problem | None = None
    text: str = ""  # what stands in the text field
    note: Reply | None = None
    make: str = "picture"  # the form that is open: "picture", "edit" or "clip"
    seat: Seat = EMPTY
    question: Reply | None = None
    spoken: SpeechRequest | None = None  # a line that was spoken, and that a face shall say now
    words: str = ""  # what stands in the field for what a face shall say


def render(name: str, wording: Wording, status: int = HTTPStatus.OK, **values: object) -> HTMLResponse:
    """Render a template."""
    html = templates.get_template(name).render(say=wording.say, locale=wording.locale, **values)
    return HTMLResponse(html, status)


async def page(request: Request, studio: Studio, told: Told) -> Response:
    """Render the whole page; it also opens where the studio pauses, and says so."""
    wording = wording_of(request)
    jobs: list[Job] = []
    more = None
    hidden: frozenset[str] = frozenset()
    meter: dict[str, object] = {"allowance": None, "resets_at": ""}
    problem, of, bench = told.problem, told.of, NOTHING_GATHERED
    try:
        jobs, more = await older(request, studio, told.before)
        meter = await allowance(request, studio)
        hidden = await studio.counter.call(studio.counter.desk.access.hidden, sender_of(request), place_of())
        bench = await bench_of(Visit(sender_of(request), place_of(), "", studio.counter))
    except StudioError as error:
        of = of or Problem.of(error)
        problem = problem or wording.problem(of)
    counter, session = studio.counter, session_of(request)
    return render(
        "page.html",
        wording,
        status_of(of) if of else HTTPStatus.OK,
        cards=cards(studio, jobs, wording),
        more=more,
        problem=problem,
        told=told,
        note=told.note,
        seat=told.seat,
        question=told.question,
        bench=bench,
        pupils=pupils(counter.catalogue, hidden),
        follows=FOLLOWS,
        guides=[one.name for one in counter.catalogue.added_guides() if one.name not in hidden],
        visitor=(session.sender.name or session.sender.account) if session else "",
        key=str(uuid4()),
        styles=await style_names(request, studio),
        options=options_of(counter.catalogue, hidden),
        clip=await counter.call(clip_options, counter.voices, counter.cast, wording.locale),
        examples=[wording.say(f"page-example-{number}") for number in range(1, 5)],
        **meter,
    )


async def style_names(request: Request, studio: Studio) -> list[str]:
    """List the styles that there are for whoever asks; none where the studio pauses."""
    try:
        found = await styles_of(Visit(sender_of(request), place_of(), "", studio.counter))
    except StudioError:
        return []
    return [one.name for one in found]


async def older(request: Request, studio: Studio, before: str | None) -> tuple[list[Job], str | None]:
    """Give a page of jobs, the oldest first, and the id from which the page before it starts."""
    form = fill(HistoryForm, {"limit": PAGE, "before": before or None})
    jobs = await studio.counter.call(studio.counter.desk.history, sender_of(request), PAGE, form.before)
    return jobs[::-1], str(jobs[-1].id) if len(jobs) == PAGE else None


async def allowance(request: Request, studio: Studio) -> dict[str, object]:
    """Give what the meter in the header shows."""
    left = await studio.counter.call(studio.counter.desk.allowance, sender_of(request))
    return {"allowance": left, "resets_at": clock(left.resets_at)}


def cards(studio: Studio, jobs: list[Job], wording: Wording) -> list[dict[str, object]]:
    """Give what a card shows of each job."""
    shown = [studio.shown(job, wording) for job in jobs]
    return [
        {
            "job": job,
            "open": not job.state.final,
            "key": str(uuid4()),
            "title": title(job.prompt, job.kind, wording),
            "drawn": isinstance(job.recipe, Drawing),
            "worded": isinstance(job.recipe, ShortenRequest | ExpandRequest),
            "pictured": isinstance(job.recipe, PICTURED),
            "learns": isinstance(job.recipe, TrainingRequest),
            "source": next(iter(sources_of(job.recipe).shown), ""),
            "seed": seed_of(job.recipe),
            "draft": drafted(job.recipe, studio),
            "worn": worn(job.recipe, studio.counter.catalogue),
        }
        for job in shown
    ]


def drafted(asked: Asked, studio: Studio) -> str:
    """Write what draws a picture as a command to change and to send; nothing where none does."""
    return draft(asked, studio.counter.catalogue) if isinstance(asked, ImageRequest) else ""


def worn(asked: Asked, catalogue: Catalogue) -> dict[str, str]:
    """Give what a picture was drawn by, as the form takes it that makes pictures of pictures.

    "kin" is its model where one that was made for parts would be of another kind.
    """
    if not isinstance(asked, Drawing):
        return dict.fromkeys(("words", "lora", "vae", "model", "kin"), "")
    words, lora = typed_prompt(asked.prompt, asked.adapters), typed_loras(asked.adapters)
    model = asked.model if asked.model in catalogue.names() else ""
    return {
        "words": words,
        "lora": lora,
        "vae": asked.vae,
        "model": model,
        "kin": kin(asked, catalogue) or "",
    }


def title(prompt: str, kind: str, wording: Wording) -> str:
    """Name a job by its words, or by its kind where it has none."""
    return prompt or wording.say(UNTITLED.get(kind, "job-recording"))


def part(request: Request, studio: Studio, reply: Reply) -> Response:
    """Give the part of the page that answers with a reply."""
    wording = wording_of(request)
    if reply.job is not None:
        return render("cards.html", wording, cards=cards(studio, [reply.job], wording), more=None)
    if reply.problem is not None:
        return problem_part(reply.problem, wording)
    made = cards(studio, list(reply.jobs), wording)
    return render("noted.html", wording, note=reply, cards=made, more=None, key=str(uuid4()))


def parts(wording: Wording, seat: Seat, status: int = HTTPStatus.OK, **more: object) -> Response:
    """Give the parts of the page that change when something is done with the form of a clip."""
    nothing: dict[str, object] = {"cards": [], "more": None, "question": None, "sentence": "", "words": ""}
    return render("parts.html", wording, status, seat=seat, **{**nothing, **more})


def problem_part(problem: Problem, wording: Wording) -> Response:
    """Give the part of the page that says what is wrong."""
    return render("problem.html", wording, status_of(problem), problem=wording.problem(problem))


def scripted(request: Request) -> bool:
    """Tell whether our script asks, who wants parts, or a browser, who wants the whole page."""
    return SCRIPTED in request.headers
