"""What can be done with a picture that somebody points at: one of ours, or anybody's.

Ours are known by the buttons below them, by the message that shows them, by the recipe in the file, and by
what they look and sound like. In this order: each is surer than the next.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from bots import attend
from bots.actions import ON_JOBS, Action
from bots.attachment import Attachment
from bots.bringing import bring
from bots.chat import Reply
from bots.commands.verify import sentences
from bots.errors import NoPicture, NoRecipe, NothingPointedAt, NotOurs
from bots.intake import VERIFY_MEGABYTES
from bots.parameters import listed
from bots.pressing import press
from bots.recipe import edit_reply, image_recipe, recipe_reply
from bots.reply import job_reply
from bots.variation import A_LITTLE, drawn_over
from bots.wording import Wording
from generation.picture import read_recipe
from generation.requests import SEED_LIMIT, ImageRequest
from tasks.asked import drawn_anew
from tasks.errors import NoSuchJob
from tasks.job import Request

if TYPE_CHECKING:
    from bots.command import Visit

Act = Literal["again", "vary", "edit", "animate", "upscale", "recipe", "file", "delete"]
ACTS: tuple[Act, ...] = get_args(Act)
BUTTONS: dict[Act, Action] = {  # which do the same to what is ours
    "animate": "talk",
    "vary": "vary",
    "again": "again",
    "edit": "edit",
    "file": "file",
    "upscale": "upscale",
    "recipe": "info",
    "delete": "delete",
}

OF_ANY: frozenset[Act] = frozenset({"animate", "upscale", "recipe"})  # what the file serves for as well
TELLING: tuple[Action, ...] = ("info", "file", "again", "delete", "cancel")  # the first says most


@dataclass(frozen=True)
class Pointed:
    """A message that somebody points at."""

    message: str = ""  # its id, as what shows a result is noted
    argument: str = ""  # what a button of ours below it carries: a job, perhaps with a picture's number
    picture: Attachment | None = None
    sound: Attachment | None = None


NOTHING = Pointed()


async def point(act: Act, pointed: Pointed, visit: "Visit") -> Reply:
    """Do something with what somebody points at. Raises a Refusal where that cannot be."""
    if pointed == NOTHING:
        raise NothingPointedAt
    argument = await _ours(pointed, visit)
    if argument and act in BUTTONS:
        try:
            return await _pressed(BUTTONS[act], argument, visit)
        except NoSuchJob:
            if act not in OF_ANY or not (pointed.picture or pointed.sound):
                raise
    match act:
        case "delete" | "file":
            raise NotOurs
        case "animate":
            voice = pointed.sound if pointed.sound and not pointed.sound.filmed else None
            files = {"photo": _picture(pointed), "audio": voice}
            return await visit.counter.serve("avatar", files, visit)
        case "upscale":
            return await visit.counter.serve("upscale", {"picture": _picture(pointed)}, visit)
        case "vary" | "again":
            return await _anew(act, _picture(pointed), visit)
        case "edit":
            request = await _told(_picture(pointed))
            return edit_reply(request, visit.counter.wording(visit.sender), visit.counter.catalogue)
        case "recipe":
            return await _recipe(pointed.picture or pointed.sound or _picture(pointed), visit)


def argument_of(buttons: Iterable[tuple[str, str]]) -> str:
    """Read from the buttons below a message (action, argument) what it shows; nothing if they do not say."""
    found = dict(reversed(list(buttons)))
    return next((found[name] for name in TELLING if name in found), "")


async def _pressed(action: Action, argument: str, visit: "Visit") -> Reply:
    meant = press if action in ON_JOBS else attend.press
    return await meant(action, argument, visit)


async def _ours(pointed: Pointed, visit: "Visit") -> str:
    """Name the job, and perhaps the picture, that a message shows; nothing where it is none of ours."""
    if pointed.argument or not pointed.message:
        return pointed.argument
    counter, platform = visit.counter, visit.place.platform
    sight = await counter.call(counter.desk.shown.by, platform, pointed.message)
    if sight is None:
        return ""
    return f"{sight.job_id}.{sight.number}" if sight.number else str(sight.job_id)


async def _anew(act: Act, picture: Attachment, visit: "Visit") -> Reply:
    """Draw by the recipe that a picture tells, near it or with any other seed. Raises NoRecipe."""
    counter, request = visit.counter, await _told(picture)
    asked: Request = drawn_anew(request, secrets.randbelow(SEED_LIMIT + 1))
    if act == "vary":
        brought = await bring(picture, "picture", visit)
        asked = drawn_over(request, brought.key, A_LITTLE)
    job = await counter.call(counter.desk.submit, asked, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


async def _told(picture: Attachment) -> ImageRequest:
    """Read the recipe that a picture tells. Raises NoRecipe."""
    request = read_recipe(await picture.read(VERIFY_MEGABYTES))
    if not isinstance(request, ImageRequest):
        raise NoRecipe
    return request


async def _recipe(file: Attachment, visit: "Visit") -> Reply:
    """Tell how a picture or a clip was made, or where it is from. Raises NoRecipe where nothing tells."""
    counter = visit.counter
    wording, content = counter.wording(visit.sender), await file.read(VERIFY_MEGABYTES)
    request = read_recipe(content)
    if isinstance(request, ImageRequest):
        return image_recipe(request, wording, counter.catalogue)
    proof = await counter.check(counter.intake.verify, content)
    origin = await counter.call(counter.desk.origin, proof.fingerprint)
    if origin is not None:
        try:
            job = await counter.call(counter.desk.shown.visible, origin.job_id, visit.sender, visit.place)
        except NoSuchJob:
            return Reply("\n".join(_known(request, sentences(proof, origin, wording), wording)), private=True)
        return recipe_reply(job, 0, wording, counter.catalogue)
    if not (request or proof.ours or proof.claimed):
        raise NoRecipe
    return Reply("\n".join(_known(request, sentences(proof, origin, wording), wording)), private=True)


def _known(request: Request | None, proved: Iterable[str], wording: Wording) -> list[str]:
    """Say what a file tells of how it was made, where it does, before what is proved of it."""
    if request is None:
        return list(proved)
    words = getattr(request, "prompt", "")
    told = [wording.say("recipe-line", name=name, value=value) for name, value in listed(request, wording)]
    return [wording.say("recipe-title"), *([words] if words else []), *told, *proved]


def _picture(pointed: Pointed) -> Attachment:
    if pointed.picture is None:
        raise NoPicture
    return pointed.picture
