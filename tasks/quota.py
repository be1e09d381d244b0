"""Allowances: what accounts may use, and how admins change it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection

from generation.errors import OutOfRange, UnknownChoice
from tasks import accounts, expiry, ledger
from tasks.accounts import Account, Allowance
from tasks.database import Database, now
from tasks.expiry import Lot
from tasks.job import Sender
from tasks.ledger import Cause, Kind

MOST = 1_000_000  # credits that one act of an admin may move


class Quota:
    """Reads and changes allowances. Thread-safe."""

    def __init__(self, database: Database, daily_credits: int) -> None:
        self._database = database
        self._daily_credits = daily_credits

    def daily(self, account: Account) -> int:
        """Give the allowance of an account: its own, or everybody's."""
        return self._daily_credits if account.daily is None else account.daily

    def of(self, sender: Sender) -> Allowance:
        """Say what somebody may use today. The first look of a day fills the purse up."""

        def look(connection: Connection) -> Allowance | None:
            moment = now(connection)
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None or account.refilled_on != moment.date():
                return None
            purse = ledger.purse(connection, account.id)
            return ledger.allowance(purse, self.daily(account), moment) if purse else None

        return self._database.read(look) or self._change(sender, lambda *_: None)

    def show(self, account: str) -> Allowance:
        """Say what an account ("telegram:1001") may use.

        Raises UnknownChoice if it is not written so.
        """
        return self.of(sender_of(account))

    def set(self, account: str, daily: int | None, actor: str, key: str = "") -> Allowance:
        """Give an account an allowance of its own from today on, or everybody's (None).

        Raises UnknownChoice, OutOfRange.
        """
        if daily is not None and not 0 <= daily <= MOST:
            raise OutOfRange("daily", daily, 0, MOST)
        cause_key = f"set:{key or uuid4()}"

        def change(connection: Connection, found: Account, purse: ledger.Purse) -> None:
            if ledger.done(connection, cause_key):
                return
            difference = (self._daily_credits if daily is None else daily) - self.daily(found)
            cause = Cause(cause_key, now(connection), actor=actor, reason="allowance set")
            kind = Kind.GRANT if difference > 0 else Kind.EXPIRE
            ledger.grant(connection, purse, difference, cause, kind)
            accounts.set_daily(connection, found.id, daily)

        return self._change(sender_of(account), change)

    def grant(
        self, account: str, amount: int, actor: str, reason: str, key: str, lasts: timedelta | None = None
    ) -> Allowance:
        """Give an account credits beyond its allowance, or take some away (below zero). Once a key.

        ``lasts``: what is not spent by then is taken back; nothing: it stays until it is used.

        Raises UnknownChoice, OutOfRange.
        """
        if amount == 0 or abs(amount) > MOST:
            raise OutOfRange("amount", amount, -MOST, MOST)
        kind = Kind.GRANT if amount > 0 else Kind.REVOKE

        def change(connection: Connection, found: Account, purse: ledger.Purse) -> None:
            moment = now(connection)
            cause = Cause(f"grant:{key}", moment, actor=actor, reason=reason)
            given = ledger.grant(connection, purse, amount, cause, kind)
            if given is not None and lasts is not None and amount > 0:
                expiry.lend(connection, Lot(given, found.id, amount, moment + lasts))

        return self._change(sender_of(account), change)

    def _change(
        self, sender: Sender, change: Callable[[Connection, Account, ledger.Purse], None]
    ) -> Allowance:
        def act(connection: Connection) -> Allowance:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            change(connection, account, ledger.fill(connection, account, self.daily(account), moment))
            account = accounts.open_account(connection, sender, moment)
            purse = ledger.fill(connection, account, self.daily(account), moment)
            return ledger.allowance(purse, self.daily(account), moment)

        return self._database.write(act)


def sender_of(account: str) -> Sender:
    """Read "telegram:1001". Raises UnknownChoice if it is not written so."""
    platform, colon, number = account.strip().partition(":")
    if not (platform and colon and number):
        raise UnknownChoice("account", account, "telegram:1001, discord:2002")
    return Sender(platform=platform, account=number)
