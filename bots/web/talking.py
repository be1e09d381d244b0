"""The form that makes a face talk: its photo is checked at once, all the rest comes when it is sent."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from avatar.compose import AvatarForm
from bots.actions import Action
from bots.attachment import Attachment
from bots.attend import forget
from bots.chat import Reply
from bots.command import Visit
from bots.commands.avatar import AVATAR, Files
from bots.errors import NoSuchPage, NothingBegun
from bots.reply import problem_reply
from bots.web import seat, view
from bots.web.answers import place_of, sender_of, wording_of
from bots.web.forms import posted
from bots.web.statuses import status_of
from bots.web.studio import InStudio, Studio
from bots.web.view import Told
from generation.errors import StudioError
from tasks.job import Problem

OPTIONS = tuple(name for name in AvatarForm.model_fields if name not in {"seed", "round", "face"})
ACTIONS: tuple[Action, ...] = ("talk", "face", "agree", "decline")
ABOUT_PHOTO = frozenset({"talk", "face", "photo"})
GONE = frozenset({"no_such_upload", "nothing_begun", "no_such_job"})  # the photo is not there any more

talking = APIRouter()

Deed = Callable[[dict[str, object], Visit], Awaitable[Reply]]


@talking.post("/avatar")
async def make(request: Request, studio: InStudio) -> Response:
    """Make a clip of what the form holds, or say what is missing."""
    return await _done(request, studio, _make, "make")


@talking.post("/avatar/photo")
async def photo(request: Request, studio: InStudio) -> Response:
    """Check a photo, before anything else is asked; it takes the place of the one before."""
    return await _done(request, studio, _photo, "photo")


@talking.post("/avatar/forget")
async def leave(request: Request, studio: InStudio) -> Response:
    """Forget the photo."""
    return await _done(request, studio, _forget, "forget")


@talking.post("/press/{action}")
async def press(request: Request, studio: InStudio, action: str) -> Response:
    """Do what a button of a half-done clip says."""
    known: Action | None = next((name for name in ACTIONS if name == action), None)
    if known is None:
        return view.problem_part(Problem.of(NoSuchPage()), wording_of(request))

    async def pressed(values: dict[str, object], visit: Visit) -> Reply:
        if known == "talk":
            await forget(visit)
        argument = str(values.get("argument", ""))
        return await visit.counter.press(known, argument, visit.sender, visit.place, visit.key)

    return await _done(request, studio, pressed, known)


async def _make(values: dict[str, object], visit: Visit) -> Reply:
    sender, place, counter = visit.sender, visit.place, visit.counter
    files = {name: values[name] for name in Files.model_fields if isinstance(values.get(name), Attachment)}
    if "photo" in files:
        await forget(visit)
    elif values.get("seat", "") != (await seat.seated(visit)).mark and "seat" in values:
        raise NothingBegun  # another window has chosen another face meanwhile
    else:
        await seat.clear(visit)
    return await counter.answer(AVATAR, {**files, **_options(values)}, sender, place, visit.key)


async def _photo(values: dict[str, object], visit: Visit) -> Reply:
    await forget(visit)
    files = {"photo": values["photo"]} if isinstance(values.get("photo"), Attachment) else {}
    return await visit.counter.answer(AVATAR, files, visit.sender, visit.place, visit.key)


async def _forget(values: dict[str, object], visit: Visit) -> Reply:
    await forget(visit)
    return Reply(text="")


def _options(values: Mapping[str, object]) -> dict[str, object]:
    """Take the options that differ from the usual: flags in the text may then say them as well."""
    usual = {name: str(field.default) for name, field in AvatarForm.model_fields.items()}
    given = {name: values[name] for name in OPTIONS if name in values}
    return {name: value for name, value in given.items() if not _same(value, usual[name])}


def _same(value: object, usual: str) -> bool:
    """Compare as people write: 1 is 1.0."""
    try:
        return float(str(value)) == float(usual)
    except ValueError:
        return value == usual


async def _done(request: Request, studio: Studio, deed: Deed, name: str) -> Response:
    """Do something with the form that was sent, and show what came of it."""
    wording = wording_of(request)
    visit = Visit(sender_of(request), place_of(), str(uuid4()), studio.counter)
    try:
        async with posted(request) as values:
            if values.get("key"):
                visit = Visit(visit.sender, visit.place, f"{name}:{values['key']}", visit.counter)
            reply = await deed(values, visit)
    except StudioError as error:
        reply = problem_reply(Problem.of(error), wording)
    return await _shown(request, studio, visit, reply, name)


async def _shown(request: Request, studio: Studio, visit: Visit, reply: Reply, name: str) -> Response:
    wording = wording_of(request)
    try:
        if reply.job is not None:
            await seat.stay(visit, reply.job)
        elif reply.problem is not None and reply.problem.code in GONE and name != "face":
            await forget(visit)
        there = await seat.seated(visit, reply)
    except StudioError as error:  # the studio pauses
        there, reply = seat.EMPTY, problem_reply(Problem.of(error), wording)
    status = status_of(reply.problem) if reply.problem and not reply.job else HTTPStatus.OK
    if (
        not view.scripted(request)
        and status is HTTPStatus.OK
        and reply.asks in {"", "face"}
        and not reply.preview
    ):
        return RedirectResponse("/?make=clip#end", HTTPStatus.SEE_OTHER)
    there, sentence = (
        (there, "") if reply.job else seat.said(there, reply, wording, about_photo=name in ABOUT_PHOTO)
    )
    question = reply if reply.asks == "consent" and not reply.problem else None
    if not view.scripted(request):
        told = Told(problem=sentence, of=reply.problem, make="clip", seat=there, question=question)
        return await view.page(request, studio, told)
    made = view.cards(studio, [reply.job] if reply.job else [], wording)
    return view.parts(wording, there, status, cards=made, question=question, sentence=sentence)
