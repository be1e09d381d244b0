"""Whose word counts: the role of a person, from the operator, from an admin, or from a place in a chat."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from tasks import accounts, vouching
from tasks.accounts import Account
from tasks.database import Database, now
from tasks.errors import RoleTooHigh
from tasks.job import Sender
from tasks.models import accounts as people
from tasks.models_people import identities
from tasks.roles import Deed, Role, highest, may
from tasks.settings import TasksSettings


class Standing:
    """Reads and gives roles. Thread-safe."""

    def __init__(self, database: Database, settings: TasksSettings) -> None:
        self._database = database
        self._owners = settings.admins
        self._mapped = dict(settings.roles)
        self._memory = settings.role_memory

    def role(self, sender: Sender, groups: Iterable[str] = ()) -> Role:
        """Say what somebody is: the highest of what an admin gave, and of what the operator mapped.

        ``groups``: the Discord roles that the sender has ("discord:9001"), or the Telegram group that is
        written in ("telegram:-10042"), as the platform vouches for them. What it vouched for lately counts
        as well. Whom ``LIMNER_ADMINS`` names is an owner, on every platform that is linked.
        """
        return self._database.read(lambda connection: self.known(connection, sender, groups))

    def appoint(self, sender: Sender, role: Role, by: Role) -> Role:
        """Give somebody a role, as one whose own role is ``by``. Returns the role that counts now.

        Raises RoleTooHigh if that is beyond them.
        """
        return self._database.write(lambda connection: self.appoint_within(connection, sender, role, by))

    def appoint_within(self, connection: Connection, sender: Sender, role: Role, by: Role) -> Role:
        """Do what ``appoint`` does, in the transaction of the caller."""
        account = accounts.open_account(connection, sender, now(connection))
        before = self.known(connection, sender)
        if not may(by, Deed.APPOINT, highest(before, role)):
            raise RoleTooHigh(highest(before, role))
        connection.execute(update(people).where(people.c.id == account.id).values(role=role.value))
        if role.rank < before.rank:  # what made more of them must be seen again
            vouching.forget(connection, account.id)
        return self.known(connection, sender)

    def known(self, connection: Connection, sender: Sender, groups: Iterable[str] = ()) -> Role:
        """Say what somebody is, within a transaction."""
        account = accounts.find(connection, sender.platform, sender.account)
        return self.of_account(connection, account, sender, groups)

    def of_account(
        self,
        connection: Connection,
        account: Account | None,
        sender: Sender | None = None,
        groups: Iterable[str] = (),
    ) -> Role:
        """Say what a person is whose account was read already; nothing: they were never here."""
        if self._owners and self._named(connection, account, sender):
            return Role.OWNER
        seen = [*groups]
        if self._mapped and account is not None:
            seen += vouching.remembered(connection, account.id, now(connection) - self._memory)
        stored = account.role if account else Role.MEMBER
        return highest(stored, *(self._mapped[group] for group in seen if group in self._mapped))

    def _named(self, connection: Connection, account: Account | None, sender: Sender | None) -> bool:
        """Whether the operator names somebody, under any of their accounts."""
        named = {sender.address} if sender else set()
        if account is not None:
            query = select(identities.c.platform, identities.c.external)
            of_person = connection.execute(query.where(identities.c.account_id == account.id))
            named |= {f"{platform}:{external}" for platform, external in of_person}
        return not named.isdisjoint(self._owners)
