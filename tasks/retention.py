"""What is erased by itself when its time has come: results, what people took along, and who left."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, exists, select

from tasks import history, packing
from tasks.database import Database, now
from tasks.filing import take_out
from tasks.job import Job
from tasks.models import jobs
from tasks.models_archive import archive
from tasks.models_privacy import exports, farewells
from tasks.scrubbing import scrub
from tasks.settings import TasksSettings
from tasks.store import Store

AT_ONCE = 200  # jobs of one round
EXPORTS_KEPT = timedelta(days=1)
MONTH = timedelta(days=31)
ENDED = ("delivered", "refunded")


def expire_results(database: Database, store: Store, settings: TasksSettings) -> int:
    """Erase old results with what was asked for. Returns how many jobs that were."""
    if settings.result_limit is None:
        return 0
    limit = settings.result_limit

    def drop(connection: Connection) -> list[list[str]]:
        before = now(connection) - limit
        return [_hide(connection, job) for job in _old(connection, before, settings.keep_favourites)]

    dropped = database.write(drop)
    for keys in dropped:
        for key in keys:
            store.erase(key)
    return len(dropped)


def expire_exports(database: Database, store: Store) -> None:
    """Erase what people took along a day ago, and forget who left before this month."""

    def drop(connection: Connection) -> list[str]:
        moment = now(connection)
        connection.execute(delete(farewells).where(farewells.c.at < moment - MONTH))
        packing.drop_old(connection, moment - EXPORTS_KEPT)
        old = delete(exports).where(exports.c.made_at < moment - EXPORTS_KEPT).returning(exports.c.key)
        return list(connection.execute(old).scalars())

    for key in database.write(drop):
        store.erase(key)


def _old(connection: Connection, before: datetime, keep_favourites: bool) -> list[Job]:
    ended = and_(jobs.c.status.in_(ENDED), jobs.c.hidden.is_(False), jobs.c.finished_at < before)
    query = select(jobs).where(ended)
    if keep_favourites:
        liked = exists().where(archive.c.job_id == jobs.c.id, archive.c.favourite_at.is_not(None))
        query = query.where(~liked)
    return history.listed(connection, query.order_by(jobs.c.finished_at).limit(AT_ONCE))


def _hide(connection: Connection, job: Job) -> list[str]:
    keys = history.drop_media(connection, job.id)
    take_out(connection, job.id)
    scrub(connection, job)
    return keys
