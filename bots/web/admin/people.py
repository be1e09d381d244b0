"""The people: a table, and a page for each with all that may be done."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import Response

from bots.errors import NoSuchPage
from bots.web.admin.room import InPosted, InRoom, Posted, Room
from bots.wording import clock
from tasks.job import Sender
from tasks.plans import subject_of
from tasks.restraint import Sort
from tasks.roles import Deed, Role
from tasks.roster import PAGE, Order

people = APIRouter(prefix="/admin/people")


@people.get("")
async def every(room: InRoom, text: str = "", role: str = "", order: str = "used", page: int = 1) -> Response:
    """Show a page of the people."""
    chosen = Role(role) if role in set(Role) else None
    sorted_by = Order(order) if order in set(Order) else Order.USED
    page = min(max(1, page), 10_000)
    listed = await room.call(room.desk.roster.list, room.actor, text[:100], chosen, sorted_by, page)
    return room.show(
        "people",
        listed=listed,
        text=text,
        chosen=chosen or "",
        order=sorted_by,
        number=page,
        pages=-(-listed.total // PAGE),
        roles=list(Role),
        orders=list(Order),
        link=room.link,
    )


@people.get("/{platform}/{account}")
async def one(room: InRoom, platform: str, account: str) -> Response:
    """Show somebody: credits, plan, what was done to them, and their jobs."""
    whom = Sender(platform=platform, account=account)
    person = await room.call(room.desk.roster.of, room.actor, whom)
    if person is None:
        raise NoSuchPage
    allowance = await room.call(room.desk.admin.credits.show, room.actor, whom)
    holds = (await room.call(room.desk.admin.plans.of, room.actor, whom)).sources.values()
    arranges, known = room.may(Deed.ARRANGE), await room.call(room.desk.roster.known, room.actor, whom)
    return room.part(
        "person.html",
        page="people",
        person=person,
        role_now=await room.call(room.desk.admin.offices.show, room.actor, whom),
        known=known,
        served_by=", ".join(dict.fromkeys(source.plan for source in holds)),
        mapped=dict(room.desk.settings.roles),
        since=datetime.now(UTC) - room.desk.settings.role_memory,
        allowance=allowance,
        resets_at=clock(allowance.resets_at),
        sanctions=await room.call(room.desk.sanctions.show, room.actor, whom),
        jobs=await room.call(room.desk.admin.jobs.list, room.actor, whom, 20),
        plans=(await room.call(room.desk.admin.plans.every, room.actor))[0] if arranges else (),
        roles=[role for role in Role if role.rank < room.role.rank or room.role is Role.OWNER],
        key=str(uuid4()),
        here=f"/admin/people/{platform}/{account}",
    )


@people.post("/{platform}/{account}/{act}")
async def change(room: InRoom, form: InPosted, platform: str, account: str, act: str) -> Response:
    """Do something to somebody. Raises what the service of it raises; it checks the role itself."""
    whom = Sender(platform=platform, account=account)
    acts = {
        "grant": _credit,
        "revoke": _credit,
        "daily": _daily,
        "plan": _plan,
        "role": _role,
        "warn": _restrain,
        "mute": _restrain,
        "ban": _restrain,
        "lift": _lift,
    }
    if act not in acts:
        raise NoSuchPage
    return form.done(await acts[act](room, form, whom, act))


async def _credit(room: Room, form: Posted, whom: Sender, act: str) -> str:
    purses, amount, reason = room.desk.admin.credits, form.number("amount"), form.value("reason")
    key = f"page:{form.value('key') or uuid4()}"[:100]
    if act == "revoke":
        await room.call(purses.revoke, room.actor, whom, amount, reason, key)
        return "revoked"
    days = form.number("days")
    lasts = timedelta(days=days) if days else None
    granted = await room.call(purses.grant, room.actor, whom, amount, reason, key, lasts)
    return "proposed" if granted.proposal else "granted"


async def _daily(room: Room, form: Posted, whom: Sender, act: str) -> str:
    daily = form.number("daily") if form.value("daily") else None
    await room.call(room.desk.admin.credits.set, room.actor, whom, daily, form.value("reason"))
    return act


async def _plan(room: Room, form: Posted, whom: Sender, act: str) -> str:
    name = form.value("plan") or None
    await room.call(room.desk.admin.plans.assign, room.actor, subject_of(whom.address), name)
    return act


async def _role(room: Room, form: Posted, whom: Sender, act: str) -> str:
    role = Role(form.value("role")) if form.value("role") in set(Role) else Role.MEMBER
    await room.call(room.desk.admin.offices.appoint, room.actor, whom, role, form.value("reason"))
    return act


async def _restrain(room: Room, form: Posted, whom: Sender, act: str) -> str:
    sanctions, reason, hours = room.desk.sanctions, form.value("reason"), form.number("hours")
    lasts = timedelta(hours=hours) if hours else None
    if act == "warn":
        await room.call(sanctions.warn, room.actor, whom, reason)
    else:
        impose = sanctions.mute if act == "mute" else sanctions.ban
        await room.call(impose, room.actor, whom, reason, lasts)
    return act


async def _lift(room: Room, form: Posted, whom: Sender, act: str) -> str:
    sort = Sort(form.value("sort")) if form.value("sort") in set(Sort) else Sort.WARNING
    await room.call(room.desk.sanctions.lift, room.actor, whom, sort, form.value("reason"))
    return act
