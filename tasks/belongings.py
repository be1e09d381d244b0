"""Everything that the studio knows of somebody, as they may take it along."""

from datetime import datetime
from typing import Any  # of whole rows, and JSON
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Connection, Row, func, literal, select

from tasks import accounts, history, own, statement
from tasks.database import Database
from tasks.filing import file_all
from tasks.job import Job, Sender
from tasks.local_settings import person_scope
from tasks.models import accounts as people
from tasks.models import consents, jobs, media, uploads
from tasks.models_archive import archive
from tasks.models_governing import local_settings
from tasks.models_keys import api_keys
from tasks.models_people import identities
from tasks.models_presets import presets
from tasks.own import Own
from tasks.statement import Movement
from tasks.vouching import Seen, seen

EVERY_MOVEMENT = 1_000_000


class Identity(BaseModel, frozen=True):
    """An account of a platform."""

    platform: str
    account: str


class Consent(BaseModel, frozen=True):
    """That somebody agreed to a wording."""

    version: str
    at: datetime


class Upload(BaseModel, frozen=True):
    """A file that somebody sent."""

    key: str
    mime: str
    bytes: int
    sent_at: datetime


class Kept(BaseModel, frozen=True):
    """A style, a list of words, or a choice that somebody keeps."""

    kind: str  # "style", "wildcard", "setting"
    name: str
    body: Any


class KeyKept(BaseModel, frozen=True):
    """An API key, of which the secret is not known."""

    id: str
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


class Belongings(BaseModel, frozen=True):
    """What somebody can take along."""

    name: str
    since: datetime | None
    identities: tuple[Identity, ...] = ()
    seen: tuple[Seen, ...] = ()  # Discord roles and Telegram groups that count in the studio
    jobs: tuple[Job, ...] = ()
    favourites: tuple[UUID, ...] = ()
    movements: tuple[Movement, ...] = ()  # of their credits, the oldest first
    consents: tuple[Consent, ...] = ()
    uploads: tuple[Upload, ...] = ()
    kept: tuple[Kept, ...] = ()
    keys: tuple[KeyKept, ...] = ()
    adapters: tuple[Own, ...] = ()  # that they trained


class Summary(BaseModel, frozen=True):
    """How much there is of somebody."""

    jobs: int = 0
    results: int = 0
    bytes: int = 0  # of results, uploads and adapters
    favourites: int = 0
    uploads: int = 0
    consents: tuple[Consent, ...] = ()
    platforms: tuple[str, ...] = ()


def gather(database: Database, sender: Sender) -> Belongings:
    """Collect everything of the sender's person; what they deleted is not there any more."""
    account = database.read(lambda connection: accounts.find(connection, sender.platform, sender.account))
    if account is None:
        return Belongings(name="", since=None)
    file_all(database, account.id)
    moved = tuple(statement.movements(database, sender, EVERY_MOVEMENT))
    found = database.read(lambda connection: _of(connection, account.id))
    return found.model_copy(update={"movements": moved})


def summary(database: Database, sender: Sender) -> Summary:
    """Count what there is of the sender's person."""

    def look(connection: Connection) -> Summary:
        account = accounts.find(connection, sender.platform, sender.account)
        return _counted(connection, account.id) if account else Summary()

    return database.read(look)


def _of(connection: Connection, account_id: int) -> Belongings:
    person = connection.execute(select(people).where(people.c.id == account_id)).one()
    mine = select(jobs).where(jobs.c.account_id == account_id, jobs.c.hidden.is_(False))
    liked = archive.c.account_id == account_id, archive.c.favourite_at.is_not(None)
    return Belongings(
        name=person.name,
        since=person.created_at,
        identities=tuple(
            Identity(platform=row.platform, account=row.external)
            for row in _rows(connection, identities.c.account_id, account_id)
        ),
        seen=seen(connection, account_id),
        jobs=tuple(history.listed(connection, mine.order_by(jobs.c.submitted_at))),
        favourites=tuple(connection.execute(select(archive.c.job_id).where(*liked)).scalars()),
        consents=_consents(connection, account_id),
        uploads=tuple(
            Upload.model_validate(row, from_attributes=True)
            for row in _rows(connection, uploads.c.account_id, account_id)
        ),
        kept=_kept(connection, account_id),
        keys=_keys(connection, account_id),
        adapters=own.of(connection, account_id),
    )


def _counted(connection: Connection, account_id: int) -> Summary:
    mine = jobs.c.account_id == account_id, jobs.c.hidden.is_(False)
    results = select(func.count(), func.coalesce(func.sum(media.c.bytes), 0)).join(
        jobs, jobs.c.id == media.c.job_id
    )
    sent = select(func.count(), func.coalesce(func.sum(uploads.c.bytes), 0))
    liked = archive.c.account_id == account_id, archive.c.favourite_at.is_not(None)
    made, made_bytes = connection.execute(results.where(*mine)).one()
    given, given_bytes = connection.execute(sent.where(uploads.c.account_id == account_id)).one()
    return Summary(
        jobs=connection.execute(select(func.count()).select_from(jobs).where(*mine)).scalar_one(),
        results=made,
        bytes=int(made_bytes) + int(given_bytes) + sum(one.bytes for one in own.of(connection, account_id)),
        favourites=connection.execute(select(func.count()).select_from(archive).where(*liked)).scalar_one(),
        uploads=given,
        consents=_consents(connection, account_id),
        platforms=tuple(row.platform for row in _rows(connection, identities.c.account_id, account_id)),
    )


def _consents(connection: Connection, account_id: int) -> tuple[Consent, ...]:
    rows = _rows(connection, consents.c.account_id, account_id)
    return tuple(Consent(version=row.version, at=row.at) for row in rows)


def _kept(connection: Connection, account_id: int) -> tuple[Kept, ...]:
    scope = person_scope(account_id)
    mine = select(presets.c.kind, presets.c.name, presets.c.body).where(presets.c.scope == scope)
    setting = literal("setting").label("kind")
    chosen = select(setting, local_settings.c.name, local_settings.c.value.label("body"))
    rows = [*connection.execute(mine), *connection.execute(chosen.where(local_settings.c.scope == scope))]
    return tuple(
        Kept.model_validate(row, from_attributes=True) for row in sorted(rows, key=lambda row: row[:2])
    )


def _keys(connection: Connection, account_id: int) -> tuple[KeyKept, ...]:
    mine = select(api_keys).join(identities, identities.c.id == api_keys.c.identity_id)
    rows = connection.execute(mine.where(identities.c.account_id == account_id).order_by(api_keys.c.made_at))
    return tuple(KeyKept.model_validate(row, from_attributes=True) for row in rows)


def _rows(connection: Connection, owner: Any, account_id: int) -> list[Row[Any]]:  # noqa: ANN401 - a column
    return list(connection.execute(select(owner.table).where(owner == account_id)))
