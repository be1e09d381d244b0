"""Models that are being fetched from links, beside everything else; whoever asked hears how it ended."""

from dataclasses import dataclass, field
from threading import Lock, Thread
from uuid import uuid4

import structlog
from sqlalchemy import Connection

from generation.catalogue import AnyCard
from generation.errors import Fact, StudioError
from generation.shelf.intake import Wish
from tasks.actor import Actor
from tasks.admin_errors import FetchRunning
from tasks.database import Database, now
from tasks.job import Place
from tasks.model_office import ModelOffice
from tasks.notices import Notice, post

AT_ONCE = 2  # in one process
FETCHED = "model-fetched"  # the sentence at the end

log = structlog.get_logger()


@dataclass
class Fetching:
    """A file on its way."""

    link: str
    account: str  # whose it is
    file: str = ""
    here: int = 0  # bytes
    total: int = 0  # 0: the server does not say
    id: str = field(default_factory=lambda: uuid4().hex)

    def report(self, file: str, here: int, total: int) -> None:
        """Note how far it is."""
        self.file, self.here, self.total = file, here, total


class Fetches:
    """Fetches models in threads of their own. Thread-safe; one for each person, few at once."""

    def __init__(self, office: ModelOffice, database: Database) -> None:
        self._office = office
        self._database = database
        self._running: dict[str, Fetching] = {}
        self._lock = Lock()

    def begin(self, actor: Actor, link: str, wish: Wish, place: Place) -> Fetching:
        """Begin to fetch a file; in ``place`` is told how it ended.

        Raises FetchRunning, and what ``ModelOffice.insist_on_fetching`` raises.
        """
        self._office.insist_on_fetching(actor, link)
        fetching = Fetching(link, actor.name)
        with self._lock:
            if len(self._running) >= AT_ONCE or self.of(actor):
                raise FetchRunning
            self._running[fetching.id] = fetching
        Thread(target=self._fetch, args=(actor, fetching, wish, place), daemon=True, name="fetch").start()
        return fetching

    def of(self, actor: Actor) -> Fetching | None:
        """Find what somebody is fetching."""
        return next((one for one in list(self._running.values()) if one.account == actor.name), None)

    def _fetch(self, actor: Actor, fetching: Fetching, wish: Wish, place: Place) -> None:
        code, facts = "problem-unexpected", dict[str, Fact]()
        try:
            card = self._office.fetch(actor, fetching.link, wish, fetching.report)
            code, facts = FETCHED, _facts(card)
        except StudioError as error:
            code, facts = f"problem-{error.code}", error.facts
        except Exception:
            log.exception("model.fetch_broke")
        with self._lock:
            del self._running[fetching.id]
        try:
            self._tell(Notice(place, code, facts, reader=actor.sender))
        except StudioError as error:
            log.warning("model.not_told", code=error.code)

    def _tell(self, notice: Notice) -> None:
        def write(connection: Connection) -> None:
            post(connection, notice, now(connection))

        self._database.write(write)


def _facts(card: AnyCard) -> dict[str, Fact]:
    trigger = getattr(card, "trigger", "")
    return {
        "model": card.name,
        "purpose": card.purpose.value,
        "licence": card.licence or "unknown",
        "trigger": trigger or "none",
    }
