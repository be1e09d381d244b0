"""What somebody made before: searched, turned page by page, and what they like best among it.

The words of a search may stand anywhere in what was asked for, in any script, so nothing is cut into words
that an index could hold. The rows that are looked through are one person's and narrow (`models_archive.py`),
and they are read in the order in which they are shown, so a page ends the search.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, Select, and_, literal_column, select, tuple_, update

from tasks import accounts, history, line
from tasks.database import Database, now
from tasks.errors import NoSuchJob
from tasks.filing import file_all, fold
from tasks.job import Job, Sender
from tasks.models import jobs
from tasks.models_archive import SHOWN, archive
from tasks.people import own
from tasks.turns import Manners

T = TypeVar("T")

NUMBER_LENGTH = 32  # hex digits of a job's id; the first eight are its number


class Kind(StrEnum):
    """What people call the things that they made."""

    PICTURE = "picture"
    CLIP = "clip"
    SHEET = "sheet"  # of variants of a clip
    VOICE = "voice"


KINDS = {Kind.CLIP: "avatar", Kind.SHEET: "preview", Kind.VOICE: "speech"}  # all others are pictures


class Wanted(BaseModel, frozen=True):
    """What is searched for; everything that is given must hold."""

    words: str = ""  # each of them occurs
    kind: Kind | None = None
    model: str = ""
    seed: int | None = None
    since: datetime | None = None
    until: datetime | None = None  # before it, not at it
    favourites: bool = False


EVERYTHING = Wanted()


@dataclass(frozen=True)
class Page:
    """Some jobs, the newest first, and where the pages beside this one begin."""

    jobs: tuple[Job, ...]
    older: UUID | None = None  # those before this job come next
    newer: UUID | None = None  # those after this job come before


class Archive:
    """Finds what people made. Thread-safe."""

    def __init__(self, database: Database, manners: Manners) -> None:
        self._database = database
        self._manners = manners

    def find(
        self,
        sender: Sender,
        wanted: Wanted = EVERYTHING,
        limit: int = 10,
        *,
        before: UUID | None = None,
        after: UUID | None = None,
    ) -> Page:
        """Show a page of the sender's jobs: the newest, or those next to one of them on either side."""

        def look(connection: Connection, account_id: int) -> Page:
            mark = _mark(connection, account_id, before or after)
            if mark is None and (before or after):
                return Page(())
            matches = select(archive.c.job_id, archive.c.submitted_at).where(_matches(wanted, account_id))
            ids, more = _cut(connection, matches, limit, mark, newer=after is not None)
            if not ids:
                return Page(())
            first, last = ((one.submitted_at, one.job_id) for one in (ids[0], ids[-1]))
            older = more if after is None else _any(connection, matches, last, newer=False)
            newer = more if after is not None else mark is not None and _any(connection, matches, first)
            found = self._placed(connection, [one.job_id for one in ids])
            return Page(found, last[1] if older else None, first[1] if newer else None)

        return self._of(sender, look, Page(()))

    def like(self, job_id: UUID, sender: Sender, liked: bool = True) -> Job:
        """Make a job one of the sender's favourites, or no more. Raises NoSuchJob."""

        def mark(connection: Connection) -> Job:
            own(connection, job_id, sender)
            moment = now(connection) if liked else None
            entry = update(archive).where(archive.c.job_id == job_id)
            if liked:
                entry = entry.where(archive.c.favourite_at.is_(None))
            connection.execute(entry.values(favourite_at=moment))
            return _read(connection, [job_id])[0]

        self._filed(sender)
        return self._database.write(mark)

    def own(self, job_id: UUID, sender: Sender) -> Job:
        """Look up a job of the sender's own, and whether they like it. Raises NoSuchJob."""
        self._filed(sender)

        def look(connection: Connection) -> Job:
            own(connection, job_id, sender)
            return self._placed(connection, [job_id])[0]

        return self._database.read(look)

    def numbered(self, number: str, sender: Sender) -> Job:
        """Look up a job of the sender's own by the first digits of its id. Raises NoSuchJob."""
        digits = number.replace("-", "").casefold()
        if not 4 <= len(digits) <= NUMBER_LENGTH or not set(digits) <= set("0123456789abcdef"):
            raise NoSuchJob
        low, high = (UUID(digits.ljust(NUMBER_LENGTH, end)) for end in "0f")

        def look(connection: Connection, account_id: int) -> Job | None:
            between = archive.c.job_id.between(low, high)
            query = select(archive.c.job_id).where(between, archive.c.account_id == account_id).limit(2)
            found = connection.execute(query).scalars().all()
            return _read(connection, found)[0] if len(found) == 1 else None

        return _there(self._of(sender, look, None))

    def latest(self, sender: Sender) -> Job:
        """Look up what the sender asked for last. Raises NoSuchJob."""
        found = self.find(sender, limit=1).jobs
        return _there(found[0] if found else None)

    def shown(self, platform: str, message: str) -> Job:
        """Look up the job whose result a message shows, whoever asked for it. Raises NoSuchJob."""

        def look(connection: Connection) -> Job | None:
            here = and_(jobs.c.platform == platform, jobs.c.hidden.is_(False))
            query = select(jobs).where(jobs.c.message == message, literal_column(SHOWN), here).limit(1)
            return next(iter(history.listed(connection, query)), None)

        return _there(self._database.read(look))

    def models(self, sender: Sender) -> list[str]:
        """List what the sender's jobs were made with."""

        def look(connection: Connection, account_id: int) -> list[str]:
            query = select(archive.c.model).where(archive.c.account_id == account_id, archive.c.model != "")
            return sorted(connection.execute(query.distinct()).scalars())

        return self._of(sender, look, [])

    def _placed(self, connection: Connection, ids: Sequence[UUID]) -> tuple[Job, ...]:
        return tuple(line.placed(connection, _read(connection, ids), self._manners))

    def _of(self, sender: Sender, look: Callable[[Connection, int], T], nothing: T) -> T:
        """Look at what an account has in the archive, all of it."""
        account_id = self._filed(sender)
        if account_id is None:
            return nothing
        return self._database.read(lambda connection: look(connection, account_id))

    def _filed(self, sender: Sender) -> int | None:
        account = self._database.read(
            lambda connection: accounts.find(connection, sender.platform, sender.account)
        )
        if account is None:
            return None
        file_all(self._database, account.id)
        return account.id


Spot = tuple[datetime, UUID]


def _matches(wanted: Wanted, account_id: int) -> ColumnElement[bool]:
    entry = archive.c
    tests: list[ColumnElement[bool]] = [entry.account_id == account_id]
    # What most entries lack is asked last: to look for words takes longest.
    if wanted.favourites:
        tests.append(entry.favourite_at.is_not(None))
    if wanted.since is not None:
        tests.append(entry.submitted_at >= wanted.since)
    if wanted.until is not None:
        tests.append(entry.submitted_at < wanted.until)
    if wanted.kind is not None:
        kind = KINDS.get(wanted.kind)
        tests.append(entry.kind == kind if kind else entry.kind.not_in(KINDS.values()))
    if wanted.model:
        tests.append(entry.model == fold(wanted.model))
    if wanted.seed is not None:
        tests.append(entry.seed == wanted.seed)
    tests += [entry.words.contains(word, autoescape=True) for word in fold(wanted.words).split()]
    return and_(*tests)


def _mark(connection: Connection, account_id: int, job_id: UUID | None) -> Spot | None:
    """Find where in the order a job of an account stands, also one that was deleted meanwhile."""
    query = select(jobs.c.submitted_at).where(jobs.c.id == job_id, jobs.c.account_id == account_id)
    moment = connection.execute(query).scalar_one_or_none() if job_id else None
    return (moment, job_id) if moment is not None and job_id is not None else None


def _cut(
    connection: Connection, matches: Select[Any], limit: int, mark: Spot | None, *, newer: bool
) -> tuple[list[Any], bool]:  # Any: rows of (job_id, submitted_at)
    """Read what lies next to a mark, the newest first, and tell whether there is more on that side."""
    query = _beside(matches, mark, newer=newer).limit(limit + 1)
    found = list(connection.execute(query).all())
    kept = found[:limit]
    return kept[::-1] if newer else kept, len(found) > limit


def _any(connection: Connection, matches: Select[Any], mark: Spot, *, newer: bool = True) -> bool:
    return connection.execute(_beside(matches, mark, newer=newer).limit(1)).one_or_none() is not None


def _beside(matches: Select[Any], mark: Spot | None, *, newer: bool) -> Select[Any]:
    order = (archive.c.submitted_at, archive.c.job_id)
    if mark is not None:
        there = tuple_(*order)
        here = tuple_(*mark, types=[column.type for column in order])
        matches = matches.where(there > here if newer else there < here)
    return matches.order_by(*(column.asc() if newer else column.desc() for column in order))


def _read(connection: Connection, ids: Sequence[UUID]) -> tuple[Job, ...]:
    """Read jobs in a given order, each with whether its owner likes it."""
    query = select(jobs).where(jobs.c.id.in_(ids), jobs.c.hidden.is_(False))
    found = {job.id: job for job in history.listed(connection, query)}
    likes = select(archive.c.job_id).where(archive.c.job_id.in_(ids), archive.c.favourite_at.is_not(None))
    liked = set(connection.execute(likes).scalars())
    return tuple(found[one].model_copy(update={"favourite": one in liked}) for one in ids if one in found)


def _there(job: Job | None) -> Job:
    if job is None:
        raise NoSuchJob
    return job
