"""Pools in the hands of admins: opened, filled and ended, each act checked and written down."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from tasks import audit
from tasks.actor import Actor
from tasks.audit import Change, Facts
from tasks.authority import Authority
from tasks.credits import DAY, given_alone
from tasks.database import now
from tasks.errors import MoreThanAlone
from tasks.plan import Subject
from tasks.pools import Pool, Pools
from tasks.roles import Deed


class PoolOffice:
    """Opens pools and ends them for admins. Thread-safe."""

    def __init__(self, authority: Authority, pools: Pools, alone: int) -> None:
        """``alone``: how many credits a day one admin may give alone, to pools and people together."""
        self._authority = authority
        self._pools = pools
        self._alone = alone

    def every(self, actor: Actor) -> Sequence[Pool]:
        """List all pools, the last to end first. Raises NotAllowed."""
        self._authority.insist(actor, Deed.CREDIT, "pool.list")
        return self._pools.every()

    def open(
        self, actor: Actor, name: str, subject: Subject, budget: int, lasts: timedelta, key: str = ""
    ) -> Pool:
        """Open a pool for a server or a channel.

        Raises NotAllowed, MoreThanAlone, PoolNameUnfit, UnknownChoice, OutOfRange, PoolExists.
        """
        asked: Facts = {"scope": str(subject), "amount": budget, "seconds": lasts.total_seconds()}
        change = Change("pool.open", name, asked, key=key)

        def do(connection: Connection) -> Pool:
            if audit.done(connection, change):
                return self._pools.get_within(connection, name)
            self._insist_on_measure(connection, actor, budget)
            opened = self._pools.open_within(connection, name, subject, budget, lasts, actor.name)
            about: Facts = {"amount": budget, "scope": opened.scope, **_facts(opened)}
            audit.note(connection, actor, replace(change, after=about), now(connection))
            return opened

        return self._authority.act(actor, Deed.CREDIT, change.act, do)

    def add(self, actor: Actor, name: str, amount: int, key: str = "") -> Pool:
        """Give a pool more credits, until its end.

        Raises NotAllowed, MoreThanAlone, UnknownChoice, OutOfRange, PoolEnded.
        """
        change = Change("pool.add", name, {"amount": amount}, key=key)

        def do(connection: Connection) -> Pool:
            before = self._pools.get_within(connection, name)
            if audit.done(connection, change):
                return before
            self._insist_on_measure(connection, actor, amount)
            after = self._pools.add_within(connection, name, amount, actor.name)
            about: Facts = {"amount": amount, **_facts(after)}
            audit.note(
                connection, actor, replace(change, before=_facts(before), after=about), now(connection)
            )
            return after

        return self._authority.act(actor, Deed.CREDIT, change.act, do)

    def end(self, actor: Actor, name: str) -> Pool:
        """End a pool now; one that ended stays as it is. Raises NotAllowed, UnknownChoice."""

        def do(connection: Connection) -> Pool:
            before = self._pools.get_within(connection, name)
            if before.ended:
                return before
            after = self._pools.end_within(connection, name)
            change = Change("pool.end", name, before=_facts(before), after=_facts(after))
            audit.note(connection, actor, change, now(connection))
            return after

        return self._authority.act(actor, Deed.CREDIT, "pool.end", do)

    def _insist_on_measure(self, connection: Connection, actor: Actor, amount: int) -> None:
        """Keep an admin within what one may give alone; the operator may give any number."""
        if actor.operator:
            return
        given = given_alone(connection, actor, now(connection) - DAY)
        if given + amount > self._alone:
            raise MoreThanAlone(self._alone, given)


def _facts(pool: Pool) -> Facts:
    """Write how a pool stands, for the log."""
    return {"left": pool.left, "held": pool.held, "ends_at": pool.ends_at.isoformat()}
