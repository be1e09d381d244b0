"""The API keys of everybody: who made them, what they may, when they were last used; and their end."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import Response

from bots.commands.apikey import limits_line, line_of
from bots.web.admin.room import InPosted, InRoom, Room
from tasks.keys import Key

PAGE = 25

ruling_keys = APIRouter(prefix="/admin/keys")


@dataclass(frozen=True)
class Row:
    """A key, as it is shown."""

    key: Key
    line: str
    limits: str
    works: bool


@ruling_keys.get("")
async def every(room: InRoom, text: str = "", works: str = "", page: int = 1) -> Response:
    """Show a page of the keys, the newest first."""
    moment, wanted = datetime.now(UTC), text[:100].strip().casefold()
    keys = await room.call(room.desk.keys.every, room.actor)
    found = [key for key in keys if _has(key, wanted) and (not works or key.works(moment))]
    page = min(max(1, page), max(1, -(-len(found) // PAGE)))
    shown = found[(page - 1) * PAGE : page * PAGE]
    return room.show(
        "keys",
        rows=await _rows(room, shown, moment),
        total=len(found),
        text=text,
        works=works,
        number=page,
        pages=-(-len(found) // PAGE),
        link=room.link,
    )


@ruling_keys.post("/{number}/revoke")
async def revoke(room: InRoom, form: InPosted, number: str) -> Response:
    """End somebody's key. Raises NoSuchKey, also for who may not."""
    await room.call(room.desk.keys.revoke, room.actor, number, form.value("reason"))
    return form.done("key")


async def _rows(room: Room, keys: list[Key], moment: datetime) -> list[Row]:
    told = await room.call(room.desk.webhooks.addresses, keys)
    return [
        Row(
            key,
            line_of(key, room.wording, moment),
            limits_line(key, room.wording, told.get(key.id, "")),
            key.works(moment),
        )
        for key in keys
    ]


def _has(key: Key, text: str) -> bool:
    """Whether a text is in the name of a key, its id, or what its owner goes by."""
    return any(text in one.casefold() for one in (key.id, key.terms.name, key.owner.address, key.owner.name))
