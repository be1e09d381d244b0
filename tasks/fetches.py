"""Models that are being fetched from links, beside everything else; whoever asked hears how it ended."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from uuid import uuid4

import structlog
from sqlalchemy import Connection

from generation.catalogue import AnyCard
from generation.errors import Fact, StudioError
from generation.shelf.intake import Wish
from tasks.actor import Actor
from tasks.admin_errors import FetchRunning, FetchStopped
from tasks.database import Database, now
from tasks.job import Place
from tasks.model_office import ModelOffice
from tasks.notices import Notice, post

AT_ONCE = 2  # in one process
FETCHED = "model-fetched"  # the sentence at the end

log = structlog.get_logger()


@dataclass(frozen=True)
class Outcome:
    """How it ended: the key of a sentence, and its facts."""

    code: str
    facts: Mapping[str, Fact]


@dataclass
class Fetching:
    """A file on its way."""

    link: str
    account: str  # whose it is
    file: str = ""
    here: int = 0  # bytes
    total: int = 0  # 0: the server does not say
    checking: bool = False  # it is all here, and looked at
    outcome: Outcome | None = None  # nothing: it is still on its way
    id: str = field(default_factory=lambda: uuid4().hex)
    begun_at: float = field(default_factory=time.monotonic)
    unwanted: Event = field(default_factory=Event)

    @property
    def bytes_a_second(self) -> float:
        """Say how fast it came so far."""
        return self.here / max(time.monotonic() - self.begun_at, 0.001)

    def report(self, file: str, here: int, total: int) -> None:
        """Note how far it is. Raises FetchStopped where nobody wants it any more."""
        if self.unwanted.is_set():
            raise FetchStopped
        self.file, self.here, self.total = file, here, total

    def check(self, file: str, here: int, total: int) -> None:
        """Note how far it is looked at. Raises FetchStopped."""
        self.checking = True
        self.report(file, here, total)


class Fetches:
    """Fetches models in threads of their own. Thread-safe; one for each person, few at once."""

    def __init__(self, office: ModelOffice, database: Database) -> None:
        self._office = office
        self._database = database
        self._running: dict[str, Fetching] = {}
        self._ended: dict[str, Fetching] = {}  # the last one of each person
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

    def named(self, actor: Actor, number: str) -> Fetching | None:
        """Find what somebody is fetching by its number, or what they fetched last."""
        known = (self.of(actor), self._ended.get(actor.name))
        return next((one for one in known if one is not None and one.id == number), None)

    def stop(self, actor: Actor, number: str) -> Fetching | None:
        """Give up what somebody is fetching. Returns: it; nothing where it is not theirs, or has ended."""
        found = self.of(actor)
        if found is None or found.id != number:
            return None
        found.unwanted.set()
        return found

    def _fetch(self, actor: Actor, fetching: Fetching, wish: Wish, place: Place) -> None:
        code, facts = "problem-unexpected", dict[str, Fact]()
        try:
            card = self._office.fetch(actor, fetching.link, wish, fetching.report, fetching.check)
            code, facts = FETCHED, _facts(card)
        except StudioError as error:
            code, facts = f"problem-{error.code}", error.facts
        except Exception:
            log.exception("model.fetch_broke")
        fetching.outcome = Outcome(code, facts)
        with self._lock:
            self._ended[fetching.account] = fetching
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
