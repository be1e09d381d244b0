"""Keeps styles and lists: one's own, or, for admins, those of a server or the studio."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from bots.errors import NoSuchPlaceHere
from tasks.local_settings import STUDIO
from tasks.presets import Kind
from tasks.scopes import server_scopes

if TYPE_CHECKING:
    from bots.command import Visit


class Keeper(StrEnum):
    """Whose it is."""

    MINE = "mine"
    SERVER = "server"
    STUDIO = "studio"


async def keep(kind: Kind, name: str, body: Mapping[str, object], keeper: Keeper, visit: "Visit") -> None:
    """Keep something under a name. Raises NotAllowed, TooManyPresets, NoSuchPlaceHere."""
    call, presets = visit.counter.call, visit.counter.desk.presets
    if keeper is Keeper.MINE:
        await call(presets.save, kind, name, body, visit.sender)
    else:
        await call(presets.share, visit.actor, scope_of(keeper, visit), kind, name, body, visit.key)


async def drop(kind: Kind, name: str, keeper: Keeper, visit: "Visit") -> None:
    """Forget something. Raises NotAllowed, NoSuchPreset, NoSuchPlaceHere."""
    call, presets = visit.counter.call, visit.counter.desk.presets
    if keeper is Keeper.MINE:
        await call(presets.drop, kind, name, visit.sender)
    else:
        await call(presets.share, visit.actor, scope_of(keeper, visit), kind, name, None, visit.key)


def scope_of(keeper: Keeper, visit: "Visit") -> str:
    """Name the scope that admins keep something for. Raises NoSuchPlaceHere where there is no server."""
    if keeper is Keeper.STUDIO:
        return STUDIO
    found = server_scopes(visit.place)
    if not found:
        raise NoSuchPlaceHere(keeper)
    return found[-1]
