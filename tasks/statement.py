"""What moved on an account, as an operator reads it: ids and numbers, never a name or a prompt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, case, func, select

from tasks import accounts
from tasks.database import Database
from tasks.job import Sender
from tasks.models import ledger_accounts, ledger_entries, ledger_transactions


@dataclass(frozen=True)
class Movement:
    """One transaction as one account sees it (credits)."""

    id: int
    kind: str
    at: datetime
    available: int  # what it added, or took (below zero)
    held: int
    job_id: UUID | None
    actor: str
    reason: str


def movements(database: Database, sender: Sender, limit: int = 50) -> Sequence[Movement]:
    """List the last transactions that touched an account, the oldest first."""

    def look(connection: Connection) -> list[Movement]:
        account = accounts.find(connection, sender.platform, sender.account)
        return _of(connection, account.id, limit) if account else []

    return database.read(look)


def _of(connection: Connection, account_id: int, limit: int) -> list[Movement]:
    moved, entries, balances = ledger_transactions.c, ledger_entries.c, ledger_accounts.c
    shares = [
        func.sum(case((balances.kind == kind, entries.amount), else_=0)) for kind in ("available", "held")
    ]
    shown = (moved.id, moved.kind, moved.at, moved.job_id, moved.actor, moved.reason)
    query = (
        select(*shown, shares[0].label("available"), shares[1].label("held"))
        .join(ledger_entries, entries.transaction_id == moved.id)
        .join(ledger_accounts, balances.id == entries.ledger_account_id)
        .where(balances.account_id == account_id)
        .group_by(*shown)
        .order_by(moved.id.desc())
        .limit(limit)
    )
    rows = list(connection.execute(query))
    return [
        Movement(
            row.id, row.kind, row.at, int(row.available), int(row.held), row.job_id, row.actor, row.reason
        )
        for row in reversed(rows)
    ]
