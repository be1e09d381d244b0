"""/quota_show, /quota_set, /quota_grant, /quota_revoke, /proposals: the credits of others."""

from datetime import timedelta

from pydantic import BaseModel, Field

from bots.chat import Button, Reply
from bots.command import Command, Visit
from bots.forms import fill
from bots.naming import named, person
from bots.wording import Wording, day
from generation.errors import Fact
from tasks.accounts import Allowance
from tasks.audit import REASON_LIMIT
from tasks.credits import Proposal
from tasks.job import Sender
from tasks.quota import MOST
from tasks.roles import Deed

DEFAULT = "default"  # the allowance of the person's plan


class WhomForm(BaseModel, frozen=True, extra="forbid"):
    """Somebody who has used the studio."""

    person: str = Field("", max_length=150)


class SetForm(WhomForm, frozen=True, extra="forbid"):
    """Credits a day for somebody, or "default"."""

    credits: str = Field(max_length=20, examples=["500"])
    reason: str = Field("", max_length=REASON_LIMIT)


class DailyForm(BaseModel, frozen=True, extra="forbid"):
    """The number in a SetForm."""

    credits: int = Field(ge=0, le=MOST)


class RevokeForm(WhomForm, frozen=True, extra="forbid"):
    """Credits to take away."""

    credits: int = Field(ge=1, le=MOST)
    reason: str = Field("", max_length=REASON_LIMIT)


class GrantForm(RevokeForm, frozen=True, extra="forbid"):
    """Credits to give, for ever or for some days."""

    days: int | None = Field(None, ge=1, le=3650)


class ProposalsForm(BaseModel, frozen=True, extra="forbid"):
    """Nothing to fill in."""


async def show(form: WhomForm, visit: Visit) -> Reply:
    """Say what somebody may spend."""
    whom = await person(form.person, visit)
    allowance = await visit.counter.call(visit.counter.desk.admin.credits.show, visit.actor, whom)
    return _left(whom, allowance, visit)


async def set_daily(form: SetForm, visit: Visit) -> Reply:
    """Give somebody an allowance of their own."""
    usual = form.credits.strip().casefold() == DEFAULT
    daily = None if usual else fill(DailyForm, {"credits": form.credits}).credits
    whom, office = await person(form.person, visit), visit.counter.desk.admin.credits
    allowance = await visit.counter.call(office.set, visit.actor, whom, daily, form.reason, visit.key)
    return _left(whom, allowance, visit)


async def grant(form: GrantForm, visit: Visit) -> Reply:
    """Give somebody credits, or propose to."""
    whom, office = await person(form.person, visit), visit.counter.desk.admin.credits
    lasts = None if form.days is None else timedelta(days=form.days)
    granted = await visit.counter.call(
        office.grant, visit.actor, whom, form.credits, form.reason, visit.key, lasts
    )
    if granted.proposal is None:
        return _left(whom, granted.allowance, visit)
    wording = visit.counter.wording(visit.sender)
    text = wording.say("proposal-needed", limit=visit.counter.desk.settings.grant_alone)
    return Reply(
        text=f"{text}\n{_line(granted.proposal, wording)}", buttons=_buttons(granted.proposal, wording)
    )


async def revoke(form: RevokeForm, visit: Visit) -> Reply:
    """Take credits away from somebody."""
    whom, office = await person(form.person, visit), visit.counter.desk.admin.credits
    allowance = await visit.counter.call(
        office.revoke, visit.actor, whom, form.credits, form.reason, visit.key
    )
    return _left(whom, allowance, visit)


async def proposals(form: ProposalsForm, visit: Visit) -> Reply:
    """List the grants that wait, and offer the oldest."""
    wording = visit.counter.wording(visit.sender)
    found = await visit.counter.call(visit.counter.desk.admin.credits.proposals, visit.actor)
    if not found:
        return Reply(text=wording.say("proposals-none"), private=True)
    lines = [_line(one, wording) for one in found]
    return Reply(text="\n".join(lines), buttons=_buttons(found[0], wording), private=True)


async def decide(number: str, visit: Visit, *, approve: bool) -> Reply:
    """Approve or decline a proposal."""
    wording, office = visit.counter.wording(visit.sender), visit.counter.desk.admin.credits
    chosen = int(number) if number.isdecimal() and len(number) < 10 else 0
    if not approve:
        dropped = await visit.counter.call(office.decline, visit.actor, chosen)
        return Reply(text=wording.say("proposal-declined", number=dropped.id))
    allowance = await visit.counter.call(office.approve, visit.actor, chosen)
    return Reply(text=wording.say("proposal-approved", number=chosen, left=allowance.left))


def _left(whom: Sender, allowance: Allowance, visit: Visit) -> Reply:
    wording = visit.counter.wording(visit.sender)
    facts: dict[str, Fact] = {"left": allowance.left, "daily": allowance.daily, "held": allowance.held}
    return Reply(text=wording.say("quota-of", person=named(whom), **facts), private=True)


def _line(one: Proposal, wording: Wording) -> str:
    facts: dict[str, Fact] = {"number": one.id, "amount": one.amount, "person": one.whom, "actor": one.actor}
    return wording.say("proposal", **facts, reason=one.reason, until=day(one.expires_at))


def _buttons(one: Proposal, wording: Wording) -> tuple[Button, ...]:
    return (
        Button("approve", str(one.id), wording.say("button-approve")),
        Button("reject", str(one.id), wording.say("button-reject")),
    )


QUOTA_SHOW = Command("quota_show", WhomForm, show, words=("person",), deed=Deed.SEE_OTHERS, private=True)
QUOTA_SET = Command(
    "quota_set", SetForm, set_daily, words=("person", "credits", "reason"), deed=Deed.CREDIT, private=True
)
QUOTA_GRANT = Command(
    "quota_grant", GrantForm, grant, words=("person", "credits", "reason"), deed=Deed.CREDIT, private=True
)
QUOTA_REVOKE = Command(
    "quota_revoke", RevokeForm, revoke, words=("person", "credits", "reason"), deed=Deed.CREDIT, private=True
)
PROPOSALS = Command("proposals", ProposalsForm, proposals, deed=Deed.CREDIT, private=True)
