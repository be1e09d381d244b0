"""The shelf in the hands of admins: models added and removed, each act checked and written down."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, select

from generation.cards import all_cards
from generation.catalogue import AnyCard, Catalogue, Purpose, near
from generation.errors import StudioError, UnknownChoice
from generation.shelf.errors import ModelShips
from generation.shelf.from_hub import bring
from generation.shelf.intake import Wish, add, arriving
from generation.shelf.link import Rules, check_link, fetch
from generation.shelf.moving import MEGABYTE, Report, silent
from generation.shelf.names import near_name
from generation.shelf.stock import LiveCatalogue, stock, take_off
from tasks import audit, kept
from tasks.actor import Actor
from tasks.admin_errors import ModelInUse
from tasks.asked import models_of
from tasks.audit import Change, Facts
from tasks.authority import Authority
from tasks.database import now
from tasks.history import REQUEST, WAITING
from tasks.models import jobs
from tasks.models_governing import local_settings
from tasks.roles import Deed, may
from tasks.settings import TasksSettings

STUDIO, NOWHERE = "studio", "none"  # where a model draws if none is named
ADAPTERS = frozenset({Purpose.LORA, Purpose.TEXTUAL_INVERSION})  # that others than admins may bring
PLAIN = Wish()


class ModelOffice:
    """Adds models and removes them for admins. Thread-safe."""

    def __init__(self, authority: Authority, catalogue: Catalogue, settings: TasksSettings) -> None:
        self._authority = authority
        self._catalogue = catalogue
        self.rules = Rules(settings.link_hosts, settings.link_megabytes * MEGABYTE)
        self.link_role = settings.link_role
        self.shelf = settings.data / "models"
        if isinstance(catalogue, LiveCatalogue):
            self.shelf = catalogue.shelf

    def added(self) -> tuple[AnyCard, ...]:
        """List what was added to this studio."""
        return stock(self.shelf)

    def add(self, actor: Actor, source: Path, wish: Wish = PLAIN, report: Report = silent) -> AnyCard:
        """Put a file or a folder of this machine on the shelf; running workers and bots see it at once.

        Raises NotAllowed, and what `generation.shelf.intake.add` raises.
        """
        self._authority.insist(actor, Deed.ARRANGE, "model.add")
        card = add(source, self.shelf, wish, report)
        self._insist_noted(actor, card, str(source))
        return card

    def fetch(
        self,
        actor: Actor,
        link: str,
        wish: Wish = PLAIN,
        report: Report = silent,
        checking: Report | None = None,
    ) -> AnyCard:
        """Bring a file from a link, look at it, and put it on the shelf; until then nobody else sees it.

        ``report`` hears how far it came, ``checking`` how far it is looked at; what they raise ends it.
        Raises what ``insist_on_fetching`` raises, and what `generation.shelf.link.fetch` and `add` raise.
        """
        purposes = self.insist_on_fetching(actor, link)
        with arriving(self.shelf) as quarantine:
            file = fetch(link, quarantine, self.rules, report)
            card = add(file, self.shelf, replace(wish, keep=False, purposes=purposes), checking or report)
        self._insist_noted(actor, card, link)
        return card

    def fetch_hub(self, actor: Actor, model: str, wish: Wish = PLAIN, report: Report = silent) -> AnyCard:
        """Bring what a hub id names, and put it on the shelf.

        Raises NotAllowed, and what `generation.shelf.from_hub.bring` and `add` raise.
        """
        self._authority.insist(actor, Deed.ARRANGE, "model.fetch")
        with arriving(self.shelf) as quarantine:
            place = quarantine / near_name(model.rpartition("/")[2])
            found = bring(model, place, report)
            named = wish if wish.name or found == place else replace(wish, name=near_name(place.name))
            card = add(found, self.shelf, named, report)
        self._insist_noted(actor, card, model)
        return card

    def insist_on_fetching(self, actor: Actor, link: str) -> frozenset[Purpose]:
        """Make sure, before anybody is asked, that somebody may bring a file from there.

        Returns: what they may bring. Raises NotAllowed, LinkUnfit, FileHoldsCode.
        """
        check_link(link, self.rules)
        role = self._authority.role(actor)
        if may(role, Deed.ARRANGE):
            return frozenset(Purpose)
        if role.rank < self.link_role.rank:
            self._authority.insist(actor, Deed.ARRANGE, "model.fetch")
        return ADAPTERS

    def _insist_noted(self, actor: Actor, card: AnyCard, source: str) -> None:
        """Write down that a model came; what nobody wrote down does not stay."""
        try:
            self._note_added(actor, card, source)
        except StudioError:
            take_off(self.shelf, card.name)
            raise

    def _note_added(self, actor: Actor, card: AnyCard, source: str) -> None:
        """Write down that a model came, and from where."""
        about: Facts = {"purpose": card.purpose, "sha256": card.sha256, "source": source[:300]}

        def do(connection: Connection) -> None:
            audit.note(connection, actor, Change("model.add", card.name, after=about), now(connection))

        self._authority.write(do)

    def find(self, name: str) -> AnyCard:
        """Find a model that was added, by its name. Raises ModelShips, UnknownChoice."""
        wanted, own = name.strip().casefold(), {card.name: card for card in self.added()}
        if wanted in own:
            return own[wanted]
        if wanted in {card.name.casefold() for card in (*all_cards(), *self._catalogue.cards)}:
            raise ModelShips(name)
        raise UnknownChoice("model", name, near(name, list(own)))

    def remove(self, actor: Actor, name: str) -> AnyCard:
        """Take a model off the shelf and erase its files.

        Raises NotAllowed, ModelShips, UnknownChoice, and ModelInUse while it is a default, or waited for.
        """
        self._authority.insist(actor, Deed.ARRANGE, "model.remove")
        card = self.find(name)
        about: Facts = {"purpose": card.purpose, "sha256": card.sha256}

        def do(connection: Connection) -> None:
            self._insist_unused(connection, card.name)
            audit.note(connection, actor, Change("model.remove", card.name, before=about), now(connection))
            kept.free(connection, card.name)
            take_off(self.shelf, card.name)

        self._authority.act(actor, Deed.ARRANGE, "model.remove", do)
        return card

    def _insist_unused(self, connection: Connection, name: str) -> None:
        default = STUDIO if name == self._catalogue.default else _default_of(connection, name)
        waiting = connection.execute(select(jobs.c.request).where(jobs.c.status.in_(WAITING))).scalars()
        users = sum(name in models_of(REQUEST.validate_python(request)) for request in waiting)
        if default or users:
            raise ModelInUse(name, users, default or NOWHERE)


def _default_of(connection: Connection, name: str) -> str:
    """Name a place where a model draws if none is named; people's own wishes do not count."""
    query = select(local_settings.c.scope, local_settings.c.value).where(local_settings.c.name == "model")
    rows = connection.execute(query.where(local_settings.c.scope.not_like("person:%")))
    return next((str(row.scope) for row in rows if row.value == name), "")
