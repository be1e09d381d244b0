"""Writes down what a webhook is to be told, in the transaction in which it happens: so nothing is lost."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from tasks.database import insert_missing
from tasks.key_errors import WebhookMissing
from tasks.models_webhooks import deliveries, webhooks

ACCEPTED, FINISHED, FAILED = "job.accepted", "job.finished", "job.failed"
FIRST, LAST = 1, 2  # the positions of what is told of a job


def accept(connection: Connection, job_id: UUID, key_id: str, named: str, moment: datetime) -> None:
    """Have it told that a job was taken: where the request named, else where its key says.

    Raises WebhookMissing if an address is named and the key has no secret to sign with.
    """
    query = select(webhooks.c.url).where(webhooks.c.key_id == key_id)
    usual = connection.execute(query).scalar_one_or_none()
    if named and usual is None:
        raise WebhookMissing
    if url := named or usual:
        about = {"key_id": key_id, "job_id": job_id, "url": url}
        connection.execute(insert(deliveries).values(**about, **_fresh(ACCEPTED, FIRST, moment)))


def end(connection: Connection, job_id: UUID, event: str, moment: datetime) -> None:
    """Have the end of a job told where it was told that it was taken; once, however often it is said."""
    first = select(deliveries.c.key_id, deliveries.c.url).where(
        deliveries.c.job_id == job_id, deliveries.c.position == FIRST
    )
    if told := connection.execute(first).one_or_none():
        about = {"key_id": told.key_id, "job_id": job_id, "url": told.url}
        insert_missing(connection, deliveries, **about, **_fresh(event, LAST, moment))


def _fresh(event: str, position: int, moment: datetime) -> dict[str, object]:
    return {
        "id": f"msg_{uuid4().hex}",
        "position": position,
        "event": event,
        "state": "waiting",
        "at": moment,
        "due_at": moment,
    }
