"""/pools, /pool_open, /pool_add, /pool_end: what a server or a channel pays with while an event lasts."""

from datetime import timedelta

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.errors import NoSuchPlaceHere
from bots.wording import Wording, day
from tasks.plan import CREDITS_MOST, Subject
from tasks.plans import subject_of
from tasks.pools import LONGEST, Pool
from tasks.roles import Deed
from tasks.scopes import channel_scopes, server_scopes

SERVER = "server"  # the place where it is typed, as "channel" is
HERE = {SERVER: server_scopes, "channel": channel_scopes}
LISTED = 12  # pools that a message holds


class PoolsForm(BaseModel, frozen=True, extra="forbid"):
    """Nothing to fill in."""


class PoolForm(BaseModel, frozen=True, extra="forbid"):
    """Which pool."""

    pool: str = Field(max_length=32)


class PoolAddForm(PoolForm, frozen=True, extra="forbid"):
    """Credits for a pool."""

    credits: int = Field(ge=1, le=CREDITS_MOST)


class PoolOpenForm(BaseModel, frozen=True, extra="forbid"):
    """A new pool: its name, its budget, for how long, and where it pays."""

    name: str = Field(max_length=32)
    credits: int = Field(ge=1, le=CREDITS_MOST)
    days: float = Field(1, ge=0.01, le=LONGEST.days)
    scope: str = Field("", max_length=200)


async def pools(form: PoolsForm, visit: Visit) -> Reply:
    """List the pools, the last to end first."""
    wording = visit.counter.wording(visit.sender)
    found = await visit.counter.call(visit.counter.desk.admin.pools.every, visit.actor)
    lines = [_line(pool, wording) for pool in found[:LISTED]]
    return Reply(text="\n".join(lines) or wording.say("pools-none"), private=True)


async def pool_open(form: PoolOpenForm, visit: Visit) -> Reply:
    """Open a pool for this server, this channel, or another place."""
    office, lasts = visit.counter.desk.admin.pools, timedelta(days=form.days)
    where = _where(form.scope, visit)
    opened = await visit.counter.call(
        office.open, visit.actor, form.name, where, form.credits, lasts, visit.key
    )
    return _told(opened, visit)


async def pool_add(form: PoolAddForm, visit: Visit) -> Reply:
    """Give a pool more."""
    office = visit.counter.desk.admin.pools
    return _told(await visit.counter.call(office.add, visit.actor, form.pool, form.credits, visit.key), visit)


async def pool_end(form: PoolForm, visit: Visit) -> Reply:
    """End a pool before its time."""
    return _told(await visit.counter.call(visit.counter.desk.admin.pools.end, visit.actor, form.pool), visit)


def _where(text: str, visit: Visit) -> Subject:
    """Read where a pool pays. Raises NoSuchPlaceHere, UnknownChoice."""
    wanted = text.strip() or SERVER
    if wanted not in HERE:
        return subject_of(wanted)
    found = HERE[wanted](visit.place)
    if not (found and visit.place.server):  # nobody but oneself asks in private
        raise NoSuchPlaceHere(wanted)
    return subject_of(found[-1])


def _told(pool: Pool, visit: Visit) -> Reply:
    return Reply(text=_line(pool, visit.counter.wording(visit.sender)), private=True)


def _line(pool: Pool, wording: Wording) -> str:
    ended = "yes" if pool.ended else "no"
    return wording.say(
        "pool-line",
        name=pool.name,
        left=pool.left,
        held=pool.held,
        scope=pool.scope,
        ended=ended,
        until=day(pool.ends_at),
    )


POOLS = Command("pools", PoolsForm, pools, deed=Deed.CREDIT, private=True)
POOL_OPEN = Command(
    "pool_open",
    PoolOpenForm,
    pool_open,
    words=("name", "credits", "days", "scope"),
    deed=Deed.CREDIT,
    private=True,
)
POOL_ADD = Command(
    "pool_add", PoolAddForm, pool_add, words=("pool", "credits"), deed=Deed.CREDIT, private=True
)
POOL_END = Command("pool_end", PoolForm, pool_end, text_field="pool", deed=Deed.CREDIT, private=True)
