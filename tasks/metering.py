"""What is asked for with an API key is kept within the key's credits, in the transaction that takes it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, case, func, insert, select

from tasks import accounts, hooks
from tasks.database import now
from tasks.job import Job, Lane, Sender, Status
from tasks.key_errors import KeySpent
from tasks.models import jobs
from tasks.models_keys import api_keys, key_jobs

# What a job costs whoever asked for it: as `Job.cost` has it, but for what a pool pays.
COST = case(
    (jobs.c.status == Status.REFUNDED, 0),
    (jobs.c.lane == Lane.SLOW, 0),
    else_=func.coalesce(jobs.c.captured, jobs.c.price),
)


def meter(connection: Connection, job: Job, sender: Sender) -> Job:
    """Note that a job was asked for with a key. Raises KeySpent, WebhookMissing.

    To be called once the job is written, for its price is part of what is spent; a raise undoes it.
    Two at once wait for each other: the account is locked by then.
    """
    moment, key_id = now(connection), sender.api_key
    connection.execute(insert(key_jobs).values(job_id=job.id, key_id=key_id, at=moment))
    query = select(api_keys.c.daily_credits, api_keys.c.monthly_credits).where(api_keys.c.id == key_id)
    daily, monthly = connection.execute(query).one()
    today = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    month = today.replace(day=1)
    for limit, since, until in (
        (daily, today, accounts.next_day(moment)),
        (monthly, month, (month + timedelta(days=31)).replace(day=1)),
    ):
        if limit is not None and (spent := _spent(connection, key_id, since)) > limit:
            seconds = max(1, round((until - moment).total_seconds()))
            raise KeySpent(limit, max(0, limit - spent + job.cost), job.cost, seconds)
    hooks.accept(connection, job.id, key_id, sender.webhook, moment)
    return job


def _spent(connection: Connection, key_id: str, since: datetime) -> int:
    """Count the credits that a key spent or holds since a time."""
    query = (
        select(func.coalesce(func.sum(COST), 0))
        .select_from(key_jobs.join(jobs, jobs.c.id == key_jobs.c.job_id))
        .where(key_jobs.c.key_id == key_id, key_jobs.c.at >= since)
    )
    return int(connection.execute(query).scalar_one())
