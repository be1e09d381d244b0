"""Somebody leaves: what they sent, made, wrote and agreed to is erased, and afterwards they are a stranger.

The books keep numbers: accounts and jobs stay as rows that name nobody, so the ledger still sums to zero. A
table of a later day whose rows belong to an account is emptied of them, unless it is named among those kept.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from generation.errors import Cancelled
from generation.shelf import private
from tasks import accounts, history, own
from tasks.database import Database, now
from tasks.errors import StudioPausing
from tasks.history import WAITING
from tasks.job import Job, Problem, Sender
from tasks.models import accounts as people
from tasks.models import jobs, metadata
from tasks.models_admin import sanctions
from tasks.models_appeals import notices
from tasks.models_governing import local_settings
from tasks.models_people import identities
from tasks.models_presets import presets
from tasks.models_privacy import exports, farewells
from tasks.models_shown import shown
from tasks.restraint import Sort
from tasks.scrubbing import scrub
from tasks.segments import Segments, erase_ranges
from tasks.store import Store
from tasks.uploads import drop_all
from tasks.workshop import refund

# What the books, the fair turns and the moderators need: numbers and times.
KEPT = frozenset({"jobs", "ledger_accounts", "lots", "turns", "sanctions", "identities"})
TRIES = 5  # jobs may end at the very moment when they are stopped


class Leaving:
    """Erases people. Thread-safe; a second time there is nothing left to erase."""

    def __init__(self, database: Database, store: Store, known: Segments, shelf: Path) -> None:
        self._database = database
        self._store = store
        self._known = known
        self._shelf = shelf

    def leave(self, sender: Sender) -> list[Job]:
        """Erase the sender's person on all platforms. Returns: the jobs that were stopped for it.

        Who is banned or muted stays known by the ids of their accounts, and by nothing else.
        Raises StudioPausing if workers are too fast to be stopped just now; then it may be repeated.
        """
        stopped: list[Job] = []
        for _ in range(TRIES):
            stopped += self._database.write(lambda connection: _stop(connection, sender))
            gone = self._database.write(lambda connection: _erase(connection, sender))
            if gone is not None:
                self._tidy(*gone)
                return stopped
        raise StudioPausing

    def _tidy(self, keys: set[str], cards: list[str], ended: list[Job]) -> None:
        for key in keys:
            self._store.erase(key)
        for card in cards:
            private.erase(self._shelf, card)
        for job in ended:
            erase_ranges(self._known, self._store, job.id)


def _stop(connection: Connection, sender: Sender) -> list[Job]:
    """Give back what the unfinished jobs of somebody hold."""
    account = accounts.find(connection, sender.platform, sender.account)
    if account is None:
        return []
    moment = now(connection)
    waits = select(jobs).where(jobs.c.account_id == account.id, jobs.c.status.in_(WAITING))
    found = history.listed(connection, waits)
    return [job for job in found if refund(connection, job, Problem.of(Cancelled()), moment, told=True)]


def _erase(connection: Connection, sender: Sender) -> tuple[set[str], list[str], list[Job]] | None:
    """Erase an account. Returns: the keys of its files, its own adapters, and its jobs.

    Nothing while a job is under way.
    """
    account = accounts.find(connection, sender.platform, sender.account)
    if account is None:
        return set(), [], []
    accounts.lock(connection, account.id)  # from here on nothing new is submitted
    found = history.listed(connection, select(jobs).where(jobs.c.account_id == account.id))
    if any(job.status in WAITING for job in found):
        return None
    keys = {key for job in found for key in history.drop_media(connection, job.id)}
    keys |= set(connection.execute(select(exports.c.key).where(exports.c.account_id == account.id)).scalars())
    keys |= drop_all(connection, account.id)
    cards = own.drop_all(connection, account.id)
    for job in found:
        scrub(connection, job)
    connection.execute(delete(shown).where(shown.c.job_id.in_([job.id for job in found])))
    for table in (local_settings, presets):
        connection.execute(delete(table).where(table.c.scope == f"person:{account.id}"))
    moment = now(connection)
    _part(connection, account.id, moment)
    return keys, cards, found


def _part(connection: Connection, account_id: int, moment: datetime) -> None:
    """Part an account from whoever it belonged to."""
    mine = connection.execute(select(identities).where(identities.c.account_id == account_id)).all()
    for row in mine:
        _drop_notices(connection, row.platform, row.external)
    ids = [row.id for row in mine]
    for column in _pointing_at(identities):
        connection.execute(delete(column.table).where(column.in_(ids)))
    for column in _pointing_at(people):
        if column.table.name not in KEPT:
            connection.execute(delete(column.table).where(column == account_id))
    if _restrained(connection, account_id, moment):
        connection.execute(update(identities).where(identities.c.id.in_(ids)).values(handle=""))
    else:
        _say_farewell(connection, [(row.platform, row.external) for row in mine], moment)
        connection.execute(delete(identities).where(identities.c.id.in_(ids)))
    for row in mine:  # also of what was an account of its own before it was linked
        _unname(connection, people.c.platform == row.platform, people.c.external == row.external)
    _unname(connection, people.c.id == account_id)


def _unname(connection: Connection, *which: ColumnElement[bool]) -> None:
    """Leave of an account its number and what it may."""
    nameless = {"name": "", "platform": "", "external": uuid4().hex, "role": "member"}
    connection.execute(update(people).where(*which).values(**nameless))


def _pointing_at(target: Table) -> Iterator[Column[object]]:
    """List the columns that name a row of a table, those of the latest tables first."""
    for table in reversed(metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column.table is target:
                yield key.parent


def _restrained(connection: Connection, account_id: int, moment: datetime) -> bool:
    held = (sanctions.c.until.is_(None)) | (sanctions.c.until > moment)
    query = select(sanctions.c.id).where(
        sanctions.c.account_id == account_id,
        sanctions.c.kind != Sort.WARNING,
        sanctions.c.lifted_at.is_(None),
        held,
    )
    return connection.execute(query.limit(1)).one_or_none() is not None


def _drop_notices(connection: Connection, platform: str, external: str) -> None:
    """Forget what was still to be told to somebody."""
    there = select(notices.c.id, notices.c.reader).where(notices.c.platform == platform)
    rows = connection.execute(there)
    mine = [row.id for row in rows if row.reader and row.reader.get("account") == external]
    connection.execute(delete(notices).where(notices.c.id.in_(mine)))


def _say_farewell(connection: Connection, names: list[tuple[str, str]], moment: datetime) -> None:
    insert_or = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for platform, external in names:
        digest = accounts.mark(platform, external)
        connection.execute(delete(farewells).where(farewells.c.digest == digest))
        connection.execute(insert_or(farewells).values(digest=digest, at=moment).on_conflict_do_nothing())
