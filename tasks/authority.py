"""May this actor do that? Asked of the database each time: by the counter, and again by whoever does it."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from tasks import accounts, audit, restraint
from tasks.actor import Actor
from tasks.database import Database, now
from tasks.errors import NotAllowed, OnOneself
from tasks.job import Sender
from tasks.roles import LEAST, Deed, Role, may
from tasks.standing import Standing

T = TypeVar("T")


class Authority:
    """Decides by the actor's account and by nothing that a client says. Thread-safe."""

    def __init__(self, database: Database, standing: Standing) -> None:
        self._database = database
        self._standing = standing

    def role(self, actor: Actor) -> Role:
        """Say what an actor is here and now; who is banned is no more than a member."""
        return self._database.read(lambda connection: self.role_within(connection, actor))

    def insist(self, actor: Actor, deed: Deed, act: str) -> None:
        """Make sure that an actor may do a thing at all. Raises NotAllowed, and notes that they tried."""
        if deed is Deed.ASK:
            return
        if not may(self.role(actor), deed):
            audit.note_refusal(self._database, actor, act)
            raise NotAllowed(LEAST[deed])

    def read(self, look: Callable[[Connection], T]) -> T:
        """Read what anybody may see, such as what is said of themselves."""
        return self._database.read(look)

    def write(self, do: Callable[[Connection], T]) -> T:
        """Do what anybody may do to what is their own."""
        return self._database.write(do)

    def look(self, actor: Actor, deed: Deed, act: str, look: Callable[[Connection], T]) -> T:
        """Read something that an actor may see. Raises NotAllowed."""
        self.insist(actor, deed, act)
        return self._database.read(look)

    def act(
        self, actor: Actor, deed: Deed, act: str, do: Callable[[Connection], T], towards: Sender | None = None
    ) -> T:
        """Do something that an actor may do, in one transaction with the check.

        ``towards``: to whom it is done; what restrains reaches only those who stand lower.
        Raises NotAllowed, and notes that they tried.
        """

        def checked(connection: Connection) -> T:
            reached = self._standing.known(connection, towards) if towards else Role.MEMBER
            if not may(self.role_within(connection, actor), deed, reached):
                raise NotAllowed(LEAST[deed])
            return do(connection)

        try:
            return self._database.write(checked)
        except NotAllowed:
            audit.note_refusal(self._database, actor, act, towards.address if towards else "")
            raise

    def insist_on_another(self, connection: Connection, actor: Actor, whom: Sender) -> None:
        """Make sure that an actor is somebody else, on whichever platform. Raises OnOneself."""
        own = accounts.find(connection, actor.sender.platform, actor.sender.account)
        theirs = accounts.find(connection, whom.platform, whom.account)
        if actor.name == whom.address or (own is not None and theirs is not None and own.id == theirs.id):
            raise OnOneself

    def role_within(self, connection: Connection, actor: Actor) -> Role:
        """Say what an actor is, within a transaction."""
        if actor.operator:
            return Role.OWNER
        role = self._standing.known(connection, actor.sender, actor.sender.groups)
        account = accounts.find(connection, actor.sender.platform, actor.sender.account)
        banned = account is not None and restraint.banned(connection, account, now(connection))
        return Role.MEMBER if banned and role is not Role.OWNER else role
