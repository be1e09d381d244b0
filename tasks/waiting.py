"""What somebody has in line: listed as it will come, and put in another order among their own jobs only."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, select, update

from tasks import accounts, history, line
from tasks.database import Database
from tasks.errors import AlreadyStarted
from tasks.job import Job, Sender, Status
from tasks.lineup import OWN_ORDER
from tasks.models import jobs
from tasks.people import own
from tasks.turns import BATCH_RANK, Manners


class Waiting:
    """Keeps each person's own order. The fair order between people knows nothing of it. Thread-safe."""

    def __init__(self, database: Database, manners: Manners) -> None:
        self._database = database
        self._manners = manners

    def of(self, sender: Sender) -> list[Job]:
        """List the sender's unfinished jobs: those that run, then those that wait, as they will come."""

        def look(connection: Connection) -> list[Job]:
            account = accounts.find(connection, sender.platform, sender.account)
            found = history.listed(connection, _unfinished(account.id)) if account else []
            return line.placed(connection, found, self._manners)

        return self._database.read(look)

    def first(self, job_id: UUID, sender: Sender) -> Job:
        """Put a waiting job before the sender's others. Raises NoSuchJob, AlreadyStarted."""
        return self.move(job_id, sender, 0)

    def move(self, job_id: UUID, sender: Sender, to: int) -> Job:
        """Put a waiting job at a place (from 0) among the sender's others of its queue.

        Raises NoSuchJob; AlreadyStarted if it waits no more.
        """

        def reorder(connection: Connection) -> Job:
            job = own(connection, job_id, sender)
            account_id = history.account_of(connection, job_id)
            accounts.lock(connection, account_id)
            queue = line.queue_of_job(connection, job_id)
            mine = and_(
                jobs.c.account_id == account_id, jobs.c.status == Status.QUEUED, jobs.c.queue == queue
            )
            ranks = select(jobs.c.id, jobs.c.rank).where(mine).order_by(*OWN_ORDER)
            standing = {row.id: row.rank for row in connection.execute(ranks)}
            if job_id not in standing:
                raise AlreadyStarted
            # What is of a batch stays behind, but for the one that is moved.
            order = [one for one, rank in standing.items() if rank < BATCH_RANK or one == job_id]
            order.remove(job_id)
            order.insert(max(0, to), job_id)
            _rank(connection, order)
            return line.placed(connection, [job], self._manners)[0]

        return self._database.write(reorder)


class InLine:
    """Those who wait on a platform."""

    def __init__(self, database: Database, manners: Manners) -> None:
        self._database = database
        self._manners = manners

    def on(self, platform: str) -> list[Job]:
        """List the jobs that wait where a message shows it, with their places; the oldest first."""
        return self._database.read(
            lambda connection: line.placed(connection, history.in_line(connection, platform), self._manners)
        )


def _unfinished(account_id: int) -> Select[Any]:  # Any: whole rows
    """Select the jobs of an account that run or wait: the running first, the others in their order."""
    mine = and_(jobs.c.account_id == account_id, jobs.c.status.in_((Status.QUEUED, Status.RUNNING)))
    running_first = jobs.c.status == Status.QUEUED
    return select(jobs).where(mine).order_by(running_first, jobs.c.queue, *OWN_ORDER)


def _rank(connection: Connection, order: list[UUID]) -> None:
    """Give jobs ranks below the 0 of those that come later."""
    for rank, job_id in enumerate(order, -len(order)):
        waits = and_(jobs.c.id == job_id, jobs.c.status == Status.QUEUED, jobs.c.rank != rank)
        connection.execute(update(jobs).where(waits).values(rank=rank))
