"""The page's form that makes pictures of pictures: one picture, one way, a few choices."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bots.chat import Reply
from bots.command import Command
from bots.commands.control import CONTROL
from bots.commands.depth import DEPTH
from bots.commands.describe import DESCRIBE
from bots.commands.inpaint import INPAINT
from bots.commands.outpaint import OUTPAINT
from bots.commands.remix import REMIX
from bots.commands.upscale import UPSCALE
from bots.reply import problem_reply
from bots.web import view
from bots.web.answers import place_of, sender_of, wording_of
from bots.web.edits import with_keys
from bots.web.forms import posted
from bots.web.studio import InStudio, Studio
from bots.web.view import Told
from generation.errors import StudioError, UnknownChoice
from tasks.job import Problem

WORN = ("model", "lora", "vae")  # what draws, and what it wears
WAYS: dict[str, tuple[Command[Any], tuple[str, ...]]] = {  # by name: the command, and the fields it takes
    "remix": (REMIX, ("prompt", "strength", *WORN)),
    "inpaint": (INPAINT, ("prompt", "mask", *WORN)),
    "outpaint": (OUTPAINT, ("prompt", "zoom", "pan", *WORN)),
    "control": (CONTROL, ("prompt", "follow", *WORN)),
    "depth": (DEPTH, ("prompt", *WORN)),
    "upscale": (UPSCALE, ("factor", "upscaler")),
    "describe": (DESCRIBE, ("language",)),
}

editing = APIRouter()


@editing.post("/edit")
async def make(request: Request, studio: InStudio) -> Response:
    """Make what the form asks for, or say what is wrong."""
    wording = wording_of(request)
    try:
        async with posted(request) as given:
            reply = await _made(request, studio, given)
    except StudioError as error:
        reply = problem_reply(Problem.of(error), wording)
    if view.scripted(request):
        return view.part(request, studio, reply)
    if reply.problem is not None and reply.job is None:
        told = Told(problem=wording.problem(reply.problem), of=reply.problem, make="edit")
        return await view.page(request, studio, told)
    return RedirectResponse("/?make=edit#end", HTTPStatus.SEE_OTHER)


async def _made(request: Request, studio: Studio, given: dict[str, object]) -> Reply:
    way = str(given.get("way", "remix"))
    if way not in WAYS:
        raise UnknownChoice("way", way[:60], ", ".join(WAYS))
    command, fields = WAYS[way]
    picture = given.get("picture", given.get("stored"))  # a file, or the key of one of ours
    taken = {name: given[name] for name in fields if name in given}
    values = with_keys(command, taken | ({"picture": picture} if picture else {}))
    key = f"edit:{given['key']}" if given.get("key") else str(uuid4())
    return await studio.counter.answer(command, values, sender_of(request), place_of(), key)
