"""Credits in the hands of admins: shown, set, granted, revoked; large grants wait for a second admin."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any  # of whole rows
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select, update

from generation.errors import OutOfRange
from tasks import accounts, audit
from tasks.accounts import Allowance
from tasks.actor import Actor
from tasks.admin_errors import DecisionTaken, NoSuchProposal, OwnProposal
from tasks.audit import Change
from tasks.authority import Authority
from tasks.database import now
from tasks.errors import OnOneself, ReasonMissing
from tasks.job import Sender
from tasks.models_admin import audit as log
from tasks.models_governing import proposals
from tasks.models_people import identities
from tasks.quota import MOST, Quota, sender_of
from tasks.roles import Deed

DAY = timedelta(days=1)
GRANT = "quota.grant"
ALONE = (GRANT, "pool.open", "pool.add")  # acts that give credits without a second admin


@dataclass(frozen=True)
class Proposal:
    """A grant that waits for a second admin."""

    id: int
    at: datetime
    expires_at: datetime
    actor: str
    whom: str
    amount: int
    lasts: timedelta | None
    reason: str


@dataclass(frozen=True)
class Granted:
    """What became of a grant: done, or proposed."""

    allowance: Allowance
    proposal: Proposal | None = None


class Credits:
    """Moves credits for admins. Thread-safe."""

    def __init__(self, authority: Authority, quota: Quota, alone: int) -> None:
        """``alone``: how many credits one admin may grant a day, alone."""
        self._authority = authority
        self._quota = quota
        self._alone = alone

    def show(self, actor: Actor, whom: Sender) -> Allowance:
        """Say what somebody has. Raises NotAllowed."""
        self._authority.insist(actor, Deed.SEE_OTHERS, "quota.show")
        return self._quota.of(whom)

    def set(
        self, actor: Actor, whom: Sender, daily: int | None, reason: str = "", key: str = ""
    ) -> Allowance:
        """Give somebody an allowance of their own, or that of their plan (None).

        Raises NotAllowed, OnOneself, DoneOtherwise, OutOfRange: more than what one admin may grant alone is
        for the operator.
        """
        most = MOST if actor.operator else self._alone
        if daily is not None and not 0 <= daily <= most:
            raise OutOfRange("daily", daily, 0, most)
        change = Change("quota.set", whom.address, {"daily": daily}, reason=reason, key=key)

        def do(connection: Connection) -> Allowance:
            before = self._quota.within(connection, whom)
            self._authority.insist_on_another(connection, actor, whom)
            if audit.done(connection, change):
                return before
            after = self._quota.set_within(connection, whom, daily, actor.name, key or str(uuid4()))
            noted = replace(change, before={"daily": before.daily}, after={"daily": after.daily})
            audit.note(connection, actor, noted, now(connection))
            return after

        return self._authority.act(actor, Deed.CREDIT, change.act, do)

    def grant(
        self, actor: Actor, whom: Sender, amount: int, reason: str, key: str, lasts: timedelta | None = None
    ) -> Granted:
        """Give somebody credits; what goes beyond what one admin may grant a day becomes a proposal.

        Raises NotAllowed, OnOneself, OutOfRange, ReasonMissing, DoneOtherwise.
        """
        _insist_on_sense(amount, reason)
        change = _granting(whom, amount, reason, key, lasts)

        def do(connection: Connection) -> Granted:
            self._authority.insist_on_another(connection, actor, whom)
            if audit.done(connection, replace(change, act="quota.propose")) or audit.done(connection, change):
                return Granted(self._quota.within(connection, whom))
            given = 0 if actor.operator else given_alone(connection, actor, now(connection) - DAY)
            if not actor.operator and given + amount > self._alone:
                return self._propose(connection, actor, whom, change, lasts)
            return Granted(self._give(connection, actor, whom, change, lasts))

        return self._authority.act(actor, Deed.CREDIT, change.act, do)

    def revoke(self, actor: Actor, whom: Sender, amount: int, reason: str, key: str) -> Allowance:
        """Take credits away; never more than somebody has. Raises as ``grant`` does."""
        _insist_on_sense(amount, reason)
        change = Change("quota.revoke", whom.address, {"amount": amount}, reason=reason, key=key)

        def do(connection: Connection) -> Allowance:
            self._authority.insist_on_another(connection, actor, whom)
            before = self._quota.within(connection, whom)
            if audit.done(connection, change):
                return before
            after = self._quota.grant_within(
                connection, whom, -amount, actor.name, reason, _ledger_key(change)
            )
            noted = replace(change, before={"left": before.left}, after={"left": after.left})
            audit.note(connection, actor, noted, now(connection))
            return after

        return self._authority.act(actor, Deed.CREDIT, change.act, do)

    def proposals(self, actor: Actor) -> Sequence[Proposal]:
        """List the grants that wait. Raises NotAllowed."""

        def look(connection: Connection) -> list[Proposal]:
            waiting = (proposals.c.state == "open", proposals.c.expires_at > now(connection))
            query = select(proposals).where(*waiting).order_by(proposals.c.id)
            return [_proposal(row) for row in connection.execute(query)]

        return self._authority.look(actor, Deed.CREDIT, "quota.proposals", look)

    def approve(self, actor: Actor, number: int) -> Allowance:
        """Make a grant that another admin proposed.

        Raises NotAllowed, NoSuchProposal, DecisionTaken, OwnProposal, OnOneself.
        """

        def do(connection: Connection) -> Allowance:
            found = self._decide(connection, actor, number, "approved")
            whom = sender_of(found.whom)
            self._authority.insist_on_another(connection, actor, whom)
            change = _granting(whom, found.amount, found.reason, f"proposal:{number}", found.lasts)
            # It counts against neither: two admins wanted it.
            shared = replace(change, act="quota.approve", after={"proposed_by": found.actor})
            return self._give(connection, actor, whom, shared, found.lasts)

        return self._authority.act(actor, Deed.CREDIT, "quota.approve", do)

    def decline(self, actor: Actor, number: int) -> Proposal:
        """Drop a proposal; also one's own. Raises NotAllowed, NoSuchProposal, DecisionTaken."""

        def do(connection: Connection) -> Proposal:
            found = self._decide(connection, actor, number, "declined")
            dropped = Change("quota.decline", found.whom, after={"amount": found.amount})
            audit.note(connection, actor, dropped, now(connection))
            return found

        return self._authority.act(actor, Deed.CREDIT, "quota.decline", do)

    def _propose(
        self, connection: Connection, actor: Actor, whom: Sender, change: Change, lasts: timedelta | None
    ) -> Granted:
        moment = now(connection)
        values = {"at": moment, "expires_at": moment + DAY, "actor": actor.name}
        about = {"whom": whom.address, "amount": change.asked["amount"], "reason": change.reason}
        lasts_s = int(lasts.total_seconds()) if lasts else None
        made = insert(proposals).values(**values, **about, lasts_s=lasts_s).returning(proposals)
        row = connection.execute(made).one()
        noted = replace(change, act="quota.propose", after={"proposal": row.id})
        audit.note(connection, actor, noted, moment)
        return Granted(self._quota.within(connection, whom), _proposal(row))

    def _decide(self, connection: Connection, actor: Actor, number: int, state: str) -> Proposal:
        """Take a decision, once. Nobody approves what they proposed, on whichever platform."""
        query = select(proposals).where(proposals.c.id == number)
        row = connection.execute(query if _sqlite(connection) else query.with_for_update()).one_or_none()
        if row is None:
            raise NoSuchProposal(number)
        if row.state != "open" or row.expires_at <= now(connection):
            raise DecisionTaken(number, row.state if row.state != "open" else "expired")
        if state == "approved":
            try:
                self._authority.insist_on_another(connection, actor, sender_of(row.actor))
            except OnOneself as error:
                raise OwnProposal from error
        decided = update(proposals).where(proposals.c.id == number)
        connection.execute(decided.values(state=state, decided_by=actor.name))
        return _proposal(row)

    def _give(
        self, connection: Connection, actor: Actor, whom: Sender, change: Change, lasts: timedelta | None
    ) -> Allowance:
        amount = int(change.asked["amount"] or 0)
        before = self._quota.within(connection, whom)
        after = self._quota.grant_within(
            connection, whom, amount, actor.name, change.reason, _ledger_key(change), lasts
        )
        told = {"amount": amount, "left": after.left, **change.after}
        noted = replace(change, before={"left": before.left}, after=told)
        audit.note(connection, actor, noted, now(connection))
        return after


def _granting(whom: Sender, amount: int, reason: str, key: str, lasts: timedelta | None) -> Change:
    asked = {"amount": amount, "days": lasts.days if lasts else None}
    return Change(GRANT, whom.address, asked, reason=reason, key=key)


def given_alone(connection: Connection, actor: Actor, since: datetime) -> int:
    """Sum what an admin gave alone since a moment, to people and pools, on all platforms together."""
    own = accounts.find(connection, actor.sender.platform, actor.sender.account)
    query = select(identities.c.platform, identities.c.external).where(
        identities.c.account_id == (own.id if own else None)
    )
    names = [f"{platform}:{external}" for platform, external in connection.execute(query)] or [actor.name]
    mine = select(log.c.after).where(log.c.actor.in_(names), log.c.act.in_(ALONE), log.c.at > since)
    return sum(int(after["amount"]) for after in connection.execute(mine).scalars())


def _insist_on_sense(amount: int, reason: str) -> None:
    if not 1 <= amount <= MOST:
        raise OutOfRange("amount", amount, 1, MOST)
    if not reason.strip():
        raise ReasonMissing


def _ledger_key(change: Change) -> str:
    return f"{change.act}:{change.key}"


def _sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _proposal(row: Row[Any]) -> Proposal:
    lasts = timedelta(seconds=row.lasts_s) if row.lasts_s is not None else None
    return Proposal(row.id, row.at, row.expires_at, row.actor, row.whom, row.amount, lasts, row.reason)
