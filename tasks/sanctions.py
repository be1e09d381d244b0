"""Warnings, mutes and bans: with a reason, by a moderator or the studio, for a time or until lifted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, insert, update

from generation.errors import OutOfRange
from tasks import accounts, audit, restraint
from tasks.actor import Actor
from tasks.audit import Change
from tasks.authority import Authority
from tasks.database import now
from tasks.errors import NothingToLift, ReasonMissing
from tasks.job import Sender
from tasks.models_admin import sanctions
from tasks.restraint import Sanction, Sort
from tasks.roles import Deed

LONGEST = timedelta(days=3650)
MINUTE = timedelta(minutes=1)
WARNING_COUNTS = timedelta(days=90)  # after it a warning is no longer counted


class Sanctions:
    """Restrains people and lets them go. Thread-safe."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def warn(self, actor: Actor, whom: Sender, reason: str, key: str = "") -> int:
        """Warn somebody. Returns how many warnings they have now. Raises as ``mute`` does."""
        self._impose(actor, whom, Sort.WARNING, reason, WARNING_COUNTS, key)
        return self.warnings(whom)

    def mute(
        self, actor: Actor, whom: Sender, reason: str, lasts: timedelta | None = None, key: str = ""
    ) -> Sanction:
        """Take no new jobs from somebody for some time, or until it is lifted.

        ``key`` names the event: the same one does it once.
        Raises NotAllowed, OnOneself, ReasonMissing, OutOfRange (minutes), DoneOtherwise.
        """
        return self._impose(actor, whom, Sort.MUTE, reason, lasts, key)

    def ban(
        self, actor: Actor, whom: Sender, reason: str, lasts: timedelta | None = None, key: str = ""
    ) -> Sanction:
        """Shut somebody out: no new jobs, and no role. Raises as ``mute`` does."""
        return self._impose(actor, whom, Sort.BAN, reason, lasts, key)

    def lift(self, actor: Actor, whom: Sender, sort: Sort, reason: str = "", key: str = "") -> int:
        """Lift all of one sort that holds of somebody. Returns how many.

        Raises NotAllowed, NothingToLift, OnOneself.
        """
        change = Change(f"{sort}.lift", whom.address, {"sort": sort.value}, reason=reason, key=key)

        def do(connection: Connection) -> int:
            moment = now(connection)
            account = accounts.open_account(connection, whom, moment)
            self._authority.insist_on_another(connection, actor, whom)
            if audit.done(connection, change):
                return 0
            found = [one for one in restraint.of(connection, account.id) if one.sort is sort]
            holding = [one for one in found if one.holds(moment)]
            if not holding:
                raise NothingToLift(whom.address, sort)
            lifted = update(sanctions).where(sanctions.c.id.in_([one.id for one in holding]))
            connection.execute(lifted.values(lifted_at=moment))
            restraint.mark(connection, account.id, moment)
            audit.note(connection, actor, replace(change, before={"holding": len(holding)}), moment)
            return len(holding)

        return self._authority.act(actor, Deed.RESTRAIN, change.act, do, whom)

    def show(self, actor: Actor, whom: Sender) -> Sequence[Sanction]:
        """List all that was ever done to somebody. Raises NotAllowed."""
        return self._authority.look(
            actor, Deed.SEE_OTHERS, "sanctions.show", lambda connection: _all(connection, whom)
        )

    def mine(self, sender: Sender) -> Sequence[Sanction]:
        """List what holds of the sender."""

        def look(connection: Connection) -> list[Sanction]:
            moment = now(connection)
            return [one for one in _all(connection, sender) if one.holds(moment)]

        return self._authority.read(look)

    def warnings(self, whom: Sender) -> int:
        """Count somebody's warnings that still count."""
        return sum(one.sort is Sort.WARNING for one in self.mine(whom))

    def _impose(
        self, actor: Actor, whom: Sender, sort: Sort, reason: str, lasts: timedelta | None, key: str
    ) -> Sanction:
        _insist_on_sense(reason, lasts)
        asked = {"sort": sort.value, "minutes": lasts // MINUTE if lasts else None}
        change = Change(sort.value, whom.address, asked, reason=reason, key=key)

        def do(connection: Connection) -> Sanction:
            moment = now(connection)
            account = accounts.open_account(connection, whom, moment)
            self._authority.insist_on_another(connection, actor, whom)
            if not audit.done(connection, change):
                until = moment + lasts if lasts else None
                values = {"account_id": account.id, "kind": sort.value, "at": moment, "until": until}
                connection.execute(insert(sanctions).values(**values, reason=reason, actor=actor.name))
                restraint.mark(connection, account.id, moment)
                after = {"until": until.isoformat() if until else None}
                audit.note(connection, actor, replace(change, after=after), moment)
            return [one for one in restraint.of(connection, account.id) if one.sort is sort][-1]

        return self._authority.act(actor, Deed.RESTRAIN, change.act, do, whom)


def _all(connection: Connection, whom: Sender) -> Sequence[Sanction]:
    account = accounts.find(connection, whom.platform, whom.account)
    return restraint.of(connection, account.id) if account else []


def _insist_on_sense(reason: str, lasts: timedelta | None) -> None:
    if not reason.strip():
        raise ReasonMissing
    if lasts is not None and not MINUTE <= lasts <= LONGEST:
        raise OutOfRange("minutes", lasts // MINUTE, 1, LONGEST // MINUTE)
