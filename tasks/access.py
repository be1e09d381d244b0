"""Who may use which model, and where: shown to everybody who chooses, changed by admins."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from generation.catalogue import Catalogue, near
from generation.errors import UnknownChoice
from tasks import accounts, audit, kept
from tasks.actor import Actor
from tasks.audit import Change
from tasks.authority import Authority
from tasks.database import now
from tasks.job import Place, Sender
from tasks.kept import Kept
from tasks.plan import Subject
from tasks.plans import Plans
from tasks.roles import Deed


class Access:
    """Keeps models for roles and places. Thread-safe."""

    def __init__(self, authority: Authority, plans: Plans, catalogue: Catalogue) -> None:
        self._authority = authority
        self._plans = plans
        self._catalogue = catalogue

    def hidden(self, sender: Sender, place: Place) -> frozenset[str]:
        """Name the models that somebody may not use in a place, so that no list offers them."""

        def look(connection: Connection) -> frozenset[str]:
            found = self._plans.kept(connection)
            if not found:
                return frozenset()
            account = accounts.find(connection, sender.platform, sender.account)
            role = self._plans.role_of(connection, account, sender)
            return frozenset(name for name, one in found.items() if not one.admits(role, place))

        return self._authority.read(look)

    def every(self, actor: Actor) -> Mapping[str, Kept]:
        """List the models that are not for everybody. Raises NotAllowed."""
        return self._authority.look(actor, Deed.ARRANGE, "model.allowed", kept.read)

    def allow(self, actor: Actor, model: str, subject: Subject | None, key: str = "") -> Sequence[str]:
        """Keep a model for a role or a place, beside earlier ones; or make it for everybody again (None).

        Returns: whom it is kept for now. Raises NotAllowed, and UnknownChoice where there is no such model.
        """
        name = self._named(model)
        if subject is not None and subject.kind == "person":
            raise UnknownChoice("subject", str(subject), "role:trusted, server, channel")
        change = Change("model.allow", name, {"subject": str(subject) if subject else None}, key=key)

        def do(connection: Connection) -> Sequence[str]:
            moment = now(connection)
            if not audit.done(connection, change):
                if subject is None:
                    kept.free(connection, name)
                else:
                    kept.keep(connection, name, subject, moment)
                noted = Change(change.act, name, change.asked, after=change.asked, key=key)
                audit.note(connection, actor, noted, moment)
            found = kept.read(connection).get(name)
            return found.subjects if found else []

        return self._authority.act(actor, Deed.ARRANGE, change.act, do)

    def _named(self, model: str) -> str:
        names = [card.name for card in (*self._catalogue.cards, *self._catalogue.extras)]
        wanted = model.strip().casefold()
        for name in names:
            if name.casefold() == wanted:
                return name
        raise UnknownChoice("model", model, near(model, names))
