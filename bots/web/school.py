"""The page's form that has a model learn pictures: they are gathered here, priced, and learnt at a press."""

from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bots.actions import Action
from bots.attachment import Attachment
from bots.chat import Reply
from bots.command import Visit
from bots.commands.train import add
from bots.errors import NoSuchPage
from bots.forms import fill
from bots.reply import problem_reply
from bots.teaching import ACTIONS, begun
from bots.web import view
from bots.web.answers import place_of, sender_of, wording_of
from bots.web.bench import bench_of
from bots.web.forms import posted
from bots.web.studio import InStudio, Studio
from bots.web.trainings import PICTURES
from bots.web.view import Told
from generation.errors import StudioError
from generation.learning.asking import TrainForm
from tasks.job import Problem

TYPED = ("name", "words", "model", "steps")  # the fields of the form

school = APIRouter()


@school.post("/train")
async def keep(request: Request, studio: InStudio) -> Response:
    """Add pictures, take one out, or note a name, words, a model, steps."""
    visit = Visit(sender_of(request), place_of(), str(uuid4()), studio.counter)
    try:
        async with posted(request, PICTURES) as values:
            reply = await _kept(values, visit)
    except StudioError as error:
        reply = problem_reply(Problem.of(error), wording_of(request))
    return await _shown(request, studio, visit, reply)


@school.post("/train/press")
async def press(request: Request, studio: InStudio) -> Response:
    """Do what a button says; what was typed since it was shown is noted first, and told."""
    wording = wording_of(request)
    try:
        async with posted(request, PICTURES) as values:
            name, _, argument = str(values.pop("press", "")).partition(":")
            known: Action | None = next((action for action in ACTIONS if action == name), None)
            if known is None:
                return view.problem_part(Problem.of(NoSuchPage()), wording)
            key = f"train:{values['key']}" if values.get("key") else str(uuid4())
            visit = Visit(sender_of(request), place_of(), key, studio.counter)
            if known == "learn" and await _changed(values, visit):
                reply = await _kept(values, visit)
            else:
                reply = await studio.counter.press(known, argument, visit.sender, visit.place, key)
    except StudioError as error:
        return view.problem_part(Problem.of(error), wording)
    return await _shown(request, studio, visit, reply)


async def _kept(values: dict[str, object], visit: Visit) -> Reply:
    form = fill(TrainForm, {name: values[name] for name in TYPED if name in values})
    given = values.get(PICTURES, [])
    files = [one for one in given if isinstance(one, Attachment)] if isinstance(given, list) else []
    number = str(values.get("without", ""))
    gone = int(number) if number.isdecimal() else None
    return await visit.counter.guard(visit.sender, lambda: add(form, files, visit, gone))


async def _changed(values: dict[str, object], visit: Visit) -> bool:
    """Tell whether the form says something else than what is gathered."""
    known = await begun(visit)
    if known is None:
        return False
    there = {"name": known.name, "words": known.words, "model": known.model, "steps": str(known.steps or "")}
    return any(str(values[name]).strip() != there[name] for name in TYPED if name in values)


async def _shown(request: Request, studio: Studio, visit: Visit, reply: Reply) -> Response:
    wording = wording_of(request)
    refused = reply.problem if reply.job is None else None
    if view.scripted(request):
        if refused is not None:
            return view.problem_part(refused, wording)
        made = view.cards(studio, [reply.job] if reply.job else [], wording)
        bench = await bench_of(visit, reply)
        return view.render("taught.html", wording, bench=bench, cards=made, more=None)
    if refused is not None:
        told = Told(problem=wording.problem(refused), of=refused, make="train")
        return await view.page(request, studio, told)
    if reply.job is None and reply.asks != "pictures":  # a question, or a word
        return await view.page(request, studio, Told(note=reply, make="train"))
    return RedirectResponse("/?make=train#end", HTTPStatus.SEE_OTHER)
