"""Jobs that end before their time: stopped, or erased with their results; in the caller's transaction."""

from sqlalchemy import Connection

from generation.errors import Cancelled, Refusal
from tasks import history, line
from tasks.database import now
from tasks.errors import AlreadyFinal
from tasks.filing import take_out
from tasks.job import Job, Problem, Status
from tasks.turns import Manners
from tasks.workshop import refund


def stop(connection: Connection, job: Job, manners: Manners, why: Refusal | None = None) -> Job:
    """Stop a job that waits or runs, and give its price back. Raises AlreadyFinal if its result is there."""
    moment = now(connection)
    stoppable = job.status in {Status.QUEUED, Status.RUNNING}
    if not (stoppable and refund(connection, job, Problem.of(why or Cancelled()), moment)):
        raise AlreadyFinal
    line.use_vainly(connection, job, moment, manners)
    return history.find(connection, job.id) or job


def erase(connection: Connection, job: Job, manners: Manners) -> tuple[Job, list[str]]:
    """Hide a job and forget its results; one that waits or runs is stopped first.

    Returns: the job, and the keys of what is to be erased from the store. Raises AlreadyFinal while its
    result is on its way.
    """
    if not job.status.final:
        stop(connection, job, manners)
    keys = history.drop_media(connection, job.id)
    history.change(connection, job.id, hidden=True)
    take_out(connection, job.id)
    return history.find(connection, job.id) or job, keys
