"""Whose word counts: the role of a person, from the operator, from an admin, or from a place in a chat."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from tasks import accounts
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

    def role(self, sender: Sender, groups: Iterable[str] = ()) -> Role:
        """Say what somebody is: the highest of what an admin gave, and of what the operator mapped.

        ``groups``: the Discord roles that the sender has ("discord:9001"), or the Telegram group that is
        written in ("telegram:-10042"), as the platform vouches for them. Whom ``LIMNER_ADMINS`` names is
        an owner, on every platform that is linked.
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
        return self.known(connection, sender)

    def known(self, connection: Connection, sender: Sender, groups: Iterable[str] = ()) -> Role:
        """Say what somebody is, within a transaction."""
        mapped = [self._mapped[group] for group in groups if group in self._mapped]
        named = {f"{sender.platform}:{sender.account}"}
        account = accounts.find(connection, sender.platform, sender.account)
        if account is not None:
            query = select(identities.c.platform, identities.c.external)
            of_person = connection.execute(query.where(identities.c.account_id == account.id))
            named |= {f"{platform}:{external}" for platform, external in of_person}
        stored = account.role if account else Role.MEMBER
        return Role.OWNER if named & self._owners else highest(stored, *mapped)
