"""What holds of a person's sanctions; a reservation reads it where the account says that there is any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from generation.errors import Refusal
from tasks.accounts import Account
from tasks.errors import FOREVER, Banned, Muted
from tasks.models import accounts as people
from tasks.models_admin import sanctions


class Sort(StrEnum):
    """What was done to somebody. A warning only counts."""

    WARNING = "warning"
    MUTE = "mute"  # no new jobs
    BAN = "ban"  # no new jobs, and no deeds of a role


@dataclass(frozen=True)
class Sanction:
    """One of them."""

    id: int
    sort: Sort
    at: datetime
    until: datetime | None  # nothing: until it is lifted
    lifted_at: datetime | None
    reason: str
    actor: str

    def holds(self, moment: datetime) -> bool:
        """Whether it counts at a moment."""
        return self.lifted_at is None and (self.until is None or self.until > moment)


def of(connection: Connection, account_id: int) -> Sequence[Sanction]:
    """List all that was ever done to a person, the oldest first."""
    query = select(sanctions).where(sanctions.c.account_id == account_id).order_by(sanctions.c.id)
    return [
        Sanction(row.id, Sort(row.kind), row.at, row.until, row.lifted_at, row.reason, row.actor)
        for row in connection.execute(query)
    ]


def insist(connection: Connection, account: Account, moment: datetime) -> None:
    """Make sure that a person may ask for something new. Raises Banned, Muted."""
    if account.restrained_until is not None and account.restrained_until > moment:
        refusal = _refusal(of(connection, account.id), moment)
        if refusal is not None:
            raise refusal


def banned(connection: Connection, account: Account, moment: datetime) -> bool:
    """Whether a person is banned at the moment."""
    if account.restrained_until is None or account.restrained_until <= moment:
        return False
    return any(one.sort is Sort.BAN and one.holds(moment) for one in of(connection, account.id))


def mark(connection: Connection, account_id: int, moment: datetime) -> None:
    """Note with the person itself until when something holds."""
    ends = [
        one.until or FOREVER
        for one in of(connection, account_id)
        if one.sort is not Sort.WARNING and one.holds(moment)
    ]
    own = update(people).where(people.c.id == account_id)
    connection.execute(own.values(restrained_until=max(ends, default=None)))


def lift_one(connection: Connection, sanction_id: int, moment: datetime) -> None:
    """Take one sanction back, such as a warning that was none; what it led to stays."""
    own = update(sanctions).where(sanctions.c.id == sanction_id, sanctions.c.lifted_at.is_(None))
    connection.execute(own.values(lifted_at=moment))


def join(connection: Connection, host_id: int, guest_id: int, moment: datetime) -> None:
    """Give the host what was done to the guest."""
    moved = update(sanctions).where(sanctions.c.account_id == guest_id)
    connection.execute(moved.values(account_id=host_id))
    mark(connection, host_id, moment)


def copy(connection: Connection, giver_id: int, taker_id: int, moment: datetime) -> None:
    """Let what holds of one hold of the other: nobody sheds it by parting from themselves."""
    held = [one for one in of(connection, giver_id) if one.holds(moment)]
    for one in held:
        values = {"kind": one.sort.value, "at": one.at, "until": one.until}
        about = {"reason": one.reason, "actor": one.actor, "account_id": taker_id}
        connection.execute(insert(sanctions).values(**values, **about))
    if held:
        mark(connection, taker_id, moment)


def _refusal(found: Sequence[Sanction], moment: datetime) -> Refusal | None:
    """Say what keeps somebody from asking: a ban rather than a mute, the longest of each."""
    holding = [one for one in found if one.sort is not Sort.WARNING and one.holds(moment)]
    if not holding:
        return None
    worst = max(holding, key=lambda one: (one.sort is Sort.BAN, one.until or FOREVER))
    kind = Banned if worst.sort is Sort.BAN else Muted
    return kind(worst.until or FOREVER, worst.reason)
