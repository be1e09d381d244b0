"""The docket: everybody's jobs; those that wait in the order in which they will be taken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any  # of whole rows and statements
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, func, select

from tasks import line
from tasks.actor import Actor
from tasks.authority import Authority
from tasks.database import now
from tasks.job import Status
from tasks.lineup import PRESUMED
from tasks.models import accounts, jobs
from tasks.models_turns import paces
from tasks.roles import Deed
from tasks.turns import Manners

PAGE = 25
LINE = 100  # waiting jobs that are listed at once
WORDS = 200  # characters


@dataclass(frozen=True)
class Entry:
    """A job of somebody's, at a glance."""

    id: UUID
    kind: str
    status: Status
    words: str  # the beginning of what was asked for
    name: str
    address: str  # "telegram:1001", who asked
    price: int
    worker: str
    submitted_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    ahead: int = 0  # jobs that start before it, while it waits
    eta_s: float | None = None
    share: float = 0.0  # of the time that it takes, as estimated, while it runs


@dataclass(frozen=True)
class Queue:
    """What waits, in fair order, and what runs."""

    waiting: tuple[Entry, ...]
    running: tuple[Entry, ...]
    more: int  # jobs that wait behind those listed


@dataclass(frozen=True)
class Listed:
    """A page of jobs."""

    jobs: tuple[Entry, ...]
    total: int


class Docket:
    """Lists jobs. Thread-safe."""

    def __init__(self, authority: Authority, manners: Manners) -> None:
        self._authority = authority
        self._manners = manners

    def queue(self, actor: Actor) -> Queue:
        """List what waits and what runs. Raises NotAllowed."""
        return self._authority.look(actor, Deed.SEE_OTHERS, "jobs.queue", self._queue)

    def list(
        self, actor: Actor, text: str = "", status: Status | None = None, kind: str = "", page: int = 1
    ) -> Listed:
        """List jobs whose words or person have a text in them, the newest first. Raises NotAllowed."""

        def look(connection: Connection) -> Listed:
            query = _jobs().where(_wanted(text, status, kind))
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
            newest = query.order_by(jobs.c.submitted_at.desc(), jobs.c.id.desc())
            rows = connection.execute(newest.limit(PAGE).offset((page - 1) * PAGE))
            return Listed(tuple(map(_entry, rows)), int(total))

        return self._authority.look(actor, Deed.SEE_OTHERS, "jobs.list", look)

    def _queue(self, connection: Connection) -> Queue:
        moment = now(connection)
        rows = connection.execute(_jobs().where(jobs.c.status == Status.QUEUED)).all()
        places = line.standing(connection, [row.id for row in rows], moment, self._manners)
        waiting = [
            _entry(row, ahead=places[row.id].ahead, eta_s=places[row.id].eta_s)
            for row in rows
            if row.id in places
        ]
        waiting.sort(key=lambda one: (one.ahead, one.submitted_at))
        known = {
            row.kind: row.drawn_s / row.credits for row in connection.execute(select(paces)) if row.credits
        }
        running = [
            _entry(row, share=_share(row, known, moment))
            for row in connection.execute(
                _jobs().where(jobs.c.status == Status.RUNNING).order_by(jobs.c.started_at)
            )
        ]
        return Queue(tuple(waiting[:LINE]), tuple(running), max(0, len(waiting) - LINE))


def _jobs() -> Select[Any]:
    request = jobs.c.request
    words = func.coalesce(request["prompt"].as_string(), request["text"].as_string(), "")
    return select(
        jobs.c.id,
        jobs.c.kind,
        jobs.c.status,
        func.substr(words, 1, WORDS).label("words"),
        accounts.c.name,
        jobs.c.sender["platform"].as_string().label("platform"),
        jobs.c.sender["account"].as_string().label("account"),
        jobs.c.price,
        jobs.c.worker,
        jobs.c.submitted_at,
        jobs.c.started_at,
        jobs.c.finished_at,
    ).join(accounts, accounts.c.id == jobs.c.account_id)


def _wanted(text: str, status: Status | None, kind: str) -> Any:  # noqa: ANN401 - a condition
    wanted: list[Any] = [jobs.c.hidden.is_(False)]
    if status is not None:
        wanted.append(jobs.c.status == status)
    if kind:
        wanted.append(jobs.c.kind == kind)
    if text.strip():
        like = text.strip().lower()
        prompt = func.lower(func.coalesce(jobs.c.request["prompt"].as_string(), ""))
        name = func.lower(accounts.c.name)
        wanted.append(prompt.contains(like, autoescape=True) | name.contains(like, autoescape=True))
    return and_(*wanted)


def _entry(row: Row[Any], ahead: int = 0, eta_s: float | None = None, share: float = 0.0) -> Entry:
    return Entry(
        id=row.id,
        kind=row.kind,
        status=Status(row.status),
        words=row.words,
        name=row.name or row.account,
        address=f"{row.platform}:{row.account}",
        price=row.price,
        worker=row.worker,
        submitted_at=row.submitted_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        ahead=ahead,
        eta_s=eta_s,
        share=share,
    )


def _share(row: Row[Any], known: dict[str, float], moment: datetime) -> float:
    """Estimate how far a job is by how long others of its kind took; it is never quite done."""
    takes_s = max(1.0, row.price * known.get(row.kind, PRESUMED))
    return float(min(0.95, max(0.0, (moment - row.started_at).total_seconds() / takes_s)))
