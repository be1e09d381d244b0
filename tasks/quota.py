"""Allowances: what accounts may use, and how admins change it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection

from generation.errors import OutOfRange, UnknownChoice
from tasks import accounts, expiry, ledger, refill
from tasks.accounts import Account, Allowance
from tasks.database import Database, now
from tasks.expiry import Lot
from tasks.job import Place, Sender
from tasks.ledger import Cause, Kind, Purse
from tasks.plans import Plans
from tasks.refill import Rations

MOST = 1_000_000  # credits that one act of an admin may move


class Quota:
    """Reads and changes allowances. Thread-safe."""

    def __init__(self, database: Database, plans: Plans) -> None:
        self._database = database
        self._plans = plans

    def of(self, sender: Sender, place: Place | None = None) -> Allowance:
        """Say what somebody may use today. The first look of a day fills the purse up."""

        def look(connection: Connection) -> Allowance | None:
            moment = now(connection)
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return None
            rations = self._rations(connection, account, sender, place)
            purse = ledger.purse(connection, account.id)
            if purse is None or refill.due(account, rations, moment):
                return None
            return _allowance(purse, rations, moment)

        return self._database.read(look) or self._database.write(
            lambda connection: self.within(connection, sender, place=place)
        )

    def show(self, account: str) -> Allowance:
        """Say what an account ("telegram:1001") may use.

        Raises UnknownChoice if it is not written so.
        """
        return self.of(sender_of(account))

    def set(self, account: str, daily: int | None, actor: str, key: str = "") -> Allowance:
        """Give an account an allowance of its own from today on, or that of its plan (None).

        Raises UnknownChoice, OutOfRange.
        """
        if daily is not None and not 0 <= daily <= MOST:
            raise OutOfRange("daily", daily, 0, MOST)
        whom = sender_of(account)
        return self._database.write(
            lambda connection: self.set_within(connection, whom, daily, actor, key or str(uuid4()))
        )

    def grant(
        self, account: str, amount: int, actor: str, reason: str, key: str, lasts: timedelta | None = None
    ) -> Allowance:
        """Give an account credits beyond its allowance, or take some away (below zero). Once a key.

        ``lasts``: what is not spent by then is taken back; nothing: it stays until it is used.

        Raises UnknownChoice, OutOfRange.
        """
        if amount == 0 or abs(amount) > MOST:
            raise OutOfRange("amount", amount, -MOST, MOST)
        whom = sender_of(account)
        return self._database.write(
            lambda connection: self.grant_within(connection, whom, amount, actor, reason, key, lasts)
        )

    def set_within(
        self, connection: Connection, whom: Sender, daily: int | None, actor: str, key: str
    ) -> Allowance:
        """Do what ``set`` does, in the transaction of the caller, who has looked at the number."""

        def change(connection: Connection, found: Account, purse: Purse) -> None:
            if ledger.done(connection, f"set:{key}"):
                return
            before = self._plans.rations(connection, found).daily
            after = self._plans.rations(connection, replace(found, daily=daily)).daily
            difference = after - before
            cause = Cause(f"set:{key}", now(connection), actor=actor, reason="allowance set")
            kind = Kind.GRANT if difference > 0 else Kind.EXPIRE
            ledger.grant(connection, purse, difference, cause, kind)
            accounts.set_daily(connection, found.id, daily)
            accounts.filled_to(connection, found.id, after)

        return self.within(connection, whom, change)

    def grant_within(
        self,
        connection: Connection,
        whom: Sender,
        amount: int,
        actor: str,
        reason: str,
        key: str,
        lasts: timedelta | None = None,
    ) -> Allowance:
        """Do what ``grant`` does, in the transaction of the caller, who has looked at the number."""
        kind = Kind.GRANT if amount > 0 else Kind.REVOKE

        def change(connection: Connection, found: Account, purse: Purse) -> None:
            moment = now(connection)
            cause = Cause(f"grant:{key}", moment, actor=actor, reason=reason)
            given = ledger.grant(connection, purse, amount, cause, kind)
            if given is not None and lasts is not None and amount > 0:
                expiry.lend(connection, Lot(given, found.id, amount, moment + lasts))

        return self.within(connection, whom, change)

    def within(
        self,
        connection: Connection,
        sender: Sender,
        change: Callable[[Connection, Account, Purse], None] = lambda *_: None,
        place: Place | None = None,
    ) -> Allowance:
        """Fill a purse up and change it, in the transaction of the caller. Returns what is there then."""
        moment = now(connection)
        account = accounts.open_account(connection, sender, moment)
        rations = self._rations(connection, account, sender, place)
        purse = refill.fill(connection, account, rations, moment)
        account = accounts.open_account(connection, sender, moment)
        change(connection, account, purse)
        account = accounts.open_account(connection, sender, moment)
        rations = self._rations(connection, account, sender, place)
        return _allowance(refill.fill(connection, account, rations, moment), rations, moment)

    def _rations(
        self, connection: Connection, account: Account, sender: Sender, place: Place | None
    ) -> Rations:
        return Rations.of(self._plans.effective(connection, account, sender, place).plan)


def _allowance(found: Purse, rations: Rations, moment: datetime) -> Allowance:
    resets_at = accounts.next_day(moment)
    return Allowance(rations.daily, found.available, found.held, resets_at, rations.monthly)


def sender_of(account: str) -> Sender:
    """Read "telegram:1001". Raises UnknownChoice if it is not written so."""
    platform, colon, number = account.strip().partition(":")
    if not (platform and colon and number):
        raise UnknownChoice("account", account, "telegram:1001, discord:2002")
    return Sender(platform=platform, account=number)
