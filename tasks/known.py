"""Whom the studio has met: people are named by the name they go by, or by platform and account."""

from collections import OrderedDict

from sqlalchemy import Connection, select, update

from tasks.admin_errors import UnknownPerson
from tasks.database import Database
from tasks.job import Sender
from tasks.models import accounts
from tasks.models_people import identities

REMEMBERED = 10_000  # names that need not be written again
HANDLE_LIMIT = 64


class Known:
    """Finds people. Bots are never served, so none of them is known. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: OrderedDict[str, str] = OrderedDict()

    def note(self, sender: Sender) -> None:
        """Remember by which name somebody who was served goes; whoever had it before has it no more."""
        handle = sender.handle.casefold()[:HANDLE_LIMIT]
        if not handle or self._noted.get(sender.address) == handle:
            return

        def write(connection: Connection) -> int:
            namesake = identities.c.platform == sender.platform, identities.c.handle == handle
            others = update(identities).where(*namesake, identities.c.external != sender.account)
            connection.execute(others.values(handle=""))
            own = update(identities).filter_by(platform=sender.platform, external=sender.account)
            return connection.execute(own.values(handle=handle)).rowcount

        if self._database.write(write):
            self._noted[sender.address] = handle
            while len(self._noted) > REMEMBERED:
                self._noted.popitem(last=False)

    def named(self, platform: str, handle: str) -> Sender:
        """Find somebody by the name they go by. Raises UnknownPerson."""
        wanted = handle.removeprefix("@").casefold()
        query = select(identities.c.external).filter_by(platform=platform, handle=wanted)
        found = self._database.read(lambda connection: connection.execute(query).scalars().all())
        if not wanted or len(found) != 1:
            raise UnknownPerson(handle)
        return self.met(Sender(platform=platform, account=found[0]))

    def met(self, sender: Sender) -> Sender:
        """Give somebody with the name they gave. Raises UnknownPerson if they never were here."""
        query = (
            select(accounts.c.name)
            .join(identities, identities.c.account_id == accounts.c.id)
            .filter(identities.c.platform == sender.platform, identities.c.external == sender.account)
        )
        name = self._database.read(lambda connection: connection.execute(query).scalar_one_or_none())
        if name is None:
            raise UnknownPerson(sender.address)
        return Sender(platform=sender.platform, account=sender.account, name=name)
