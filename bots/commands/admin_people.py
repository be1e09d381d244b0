"""/warn, /mute, /unmute, /ban, /unban, /sanctions, /role: what is done to people, and what they are."""

from enum import StrEnum

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.naming import named, person, span
from bots.wording import Wording, day
from tasks.audit import REASON_LIMIT
from tasks.restraint import Sanction, Sort
from tasks.roles import Deed, Role


class RoleChoice(StrEnum):
    """What somebody can be made; nothing only shows."""

    SHOW = "show"
    MEMBER = "member"
    TRUSTED = "trusted"
    MODERATOR = "moderator"
    ADMIN = "admin"
    OWNER = "owner"


class WarnForm(BaseModel, frozen=True, extra="forbid"):
    """Whom, and why."""

    person: str = Field("", max_length=150)
    reason: str = Field("", max_length=REASON_LIMIT)


class RestrainForm(BaseModel, frozen=True, extra="forbid"):
    """Whom, for how long, and why."""

    person: str = Field("", max_length=150)
    lasts: str = Field("", max_length=20, examples=["2h"])
    reason: str = Field("", max_length=REASON_LIMIT)


class SanctionsForm(BaseModel, frozen=True, extra="forbid"):
    """Whose; nothing: one's own."""

    person: str = Field("", max_length=150)


class RoleForm(BaseModel, frozen=True, extra="forbid"):
    """Who shall be what."""

    person: str = Field("", max_length=150)
    role: RoleChoice = RoleChoice.SHOW
    reason: str = Field("", max_length=REASON_LIMIT)


async def warn(form: WarnForm, visit: Visit) -> Reply:
    """Warn somebody, for all to see: the person as well."""
    whom, counter = await person(form.person, visit), visit.counter
    count = await counter.call(counter.desk.sanctions.warn, visit.actor, whom, form.reason, visit.key)
    wording = counter.wording(visit.sender)
    return Reply(text=wording.say("sanction-warned", person=named(whom), count=count, reason=form.reason))


async def mute(form: RestrainForm, visit: Visit) -> Reply:
    """Take no new jobs from somebody."""
    return await _restrain(form, visit, Sort.MUTE)


async def ban(form: RestrainForm, visit: Visit) -> Reply:
    """Shut somebody out."""
    return await _restrain(form, visit, Sort.BAN)


async def unmute(form: WarnForm, visit: Visit) -> Reply:
    """Let somebody ask again."""
    return await _lift(form, visit, Sort.MUTE)


async def unban(form: WarnForm, visit: Visit) -> Reply:
    """Let somebody in again."""
    return await _lift(form, visit, Sort.BAN)


async def sanctions(form: SanctionsForm, visit: Visit) -> Reply:
    """List what was done to somebody, or what holds of the sender."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    service = counter.desk.sanctions
    if form.person.strip():
        whom = await person(form.person, visit)
        found = await counter.call(service.show, visit.actor, whom)
    else:
        whom, found = visit.sender, await counter.call(service.mine, visit.sender)
    lines = [f"• {_line(one, wording)}" for one in found] or [wording.say("sanctions-none")]
    return Reply(text="\n".join((named(whom), *lines)), private=True)


async def role(form: RoleForm, visit: Visit) -> Reply:
    """Show what somebody is, or make them something."""
    whom, counter = await person(form.person, visit), visit.counter
    offices, wording = counter.desk.admin.offices, counter.wording(visit.sender)
    if form.role is RoleChoice.SHOW:
        now = await counter.call(offices.show, visit.actor, whom)
    else:
        wanted = Role(form.role.value)
        now = await counter.call(offices.appoint, visit.actor, whom, wanted, form.reason, visit.key)
    return Reply(text=wording.say("role-is", person=named(whom), role=now.value), private=True)


async def _restrain(form: RestrainForm, visit: Visit, sort: Sort) -> Reply:
    lasts, whom, counter = span(form.lasts), await person(form.person, visit), visit.counter
    service = counter.desk.sanctions
    act = service.ban if sort is Sort.BAN else service.mute
    done = await counter.call(act, visit.actor, whom, form.reason, lasts, visit.key)
    wording = counter.wording(visit.sender)
    return Reply(text=f"{named(whom)}: {_line(done, wording)}")


async def _lift(form: WarnForm, visit: Visit, sort: Sort) -> Reply:
    whom, counter = await person(form.person, visit), visit.counter
    await counter.call(counter.desk.sanctions.lift, visit.actor, whom, sort, form.reason, visit.key)
    return Reply(text=counter.wording(visit.sender).say(f"sanction-lifted-{sort}", person=named(whom)))


def _line(one: Sanction, wording: Wording) -> str:
    until = day(one.until) if one.until else "none"
    lifted = day(one.lifted_at) if one.lifted_at else "none"
    facts = {"at": day(one.at), "until": until, "lifted": lifted, "reason": one.reason}
    return wording.say(f"sanction-{one.sort}", **facts)


LIFTED = ("person", "reason")
TIMED = ("person", "lasts", "reason")

WARN = Command("warn", WarnForm, warn, words=LIFTED, deed=Deed.RESTRAIN)
MUTE = Command("mute", RestrainForm, mute, words=TIMED, deed=Deed.RESTRAIN)
UNMUTE = Command("unmute", WarnForm, unmute, words=LIFTED, deed=Deed.RESTRAIN)
BAN = Command("ban", RestrainForm, ban, words=TIMED, deed=Deed.RESTRAIN)
UNBAN = Command("unban", WarnForm, unban, words=LIFTED, deed=Deed.RESTRAIN)
SANCTIONS = Command("sanctions", SanctionsForm, sanctions, text_field="person", private=True)
ROLE = Command("role", RoleForm, role, words=("person", "role", "reason"), deed=Deed.APPOINT, private=True)
