"""What is set for the studio, a server or a channel, and what holds there; pauses, too."""

from fastapi import APIRouter
from fastapi.responses import Response

from bots.web.admin.room import InPosted, InRoom
from tasks.job import Place
from tasks.local_settings import EXAMPLES, KINDS, STUDIO, Local

arranging = APIRouter(prefix="/admin/settings")


@arranging.get("")
async def here(room: InRoom, scope: str = STUDIO) -> Response:
    """Show what holds in a scope: "studio", "discord:server:55", "telegram:channel:-42"."""
    place = place_of(scope)
    holds = await room.call(room.desk.admin.local.here, room.session.sender, place)
    return room.show(
        "settings",
        scope=scope if place.platform != "web" else STUDIO,
        holds={one.name: one for one in holds.settings},
        names=list(Local.model_fields),
        examples=EXAMPLES,
        halted=holds.halted,
        kinds=["all", *KINDS],
    )


@arranging.post("/set")
async def put(room: InRoom, form: InPosted) -> Response:
    """Set a value for a scope; an empty one sets nothing any more. Raises what the service does."""
    place_scope = scope_of(form.value("scope"))
    await room.call(
        room.desk.admin.local.set, room.actor, place_scope, form.value("name"), form.value("value")
    )
    return form.done("set")


@arranging.post("/halt")
async def halt(room: InRoom, form: InPosted) -> Response:
    """Take no new jobs of a kind, or take them again. Raises what the service does."""
    halts, kind, scope = room.desk.admin.halts, form.value("kind"), scope_of(form.value("scope"))
    if form.value("resume"):
        await room.call(halts.resume, room.actor, kind, scope)
        return form.done("resumed")
    await room.call(halts.pause, room.actor, kind, form.value("reason"), scope)
    return form.done("paused")


def place_of(scope: str) -> Place:
    """Stand somewhere in a scope; on the page, where only what is set for the studio holds."""
    platform, _, rest = scope.partition(":")
    sort, _, number = rest.partition(":")
    if platform in {"discord", "telegram"} and number and sort == "server":
        return Place(platform=platform, chat="", server=number)
    if platform in {"discord", "telegram"} and number and sort == "channel":
        return Place(platform=platform, chat=number)
    return Place(platform="web", chat="")


def scope_of(scope: str) -> str:
    """Read a scope as people type it: the studio, where it names no server and no channel."""
    return scope if place_of(scope).platform != "web" else STUDIO
