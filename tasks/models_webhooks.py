"""The tables of webhooks. Seen by what keeps and fills them and the migrations, and by nobody else."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from tasks.models import Moment, metadata

webhooks = Table(  # where a key has its jobs told, and with what that is signed
    "webhooks",
    metadata,
    Column("key_id", String(16), ForeignKey("api_keys.id", ondelete="CASCADE"), primary_key=True),
    Column("url", String(500), nullable=False),  # nothing: only where a request names one
    Column("secret", String(80), nullable=False),  # needed as it is: both sides sign with it
    Column("before", String(80), nullable=False, server_default=""),  # the one that it took the place of
    Column("before_until", Moment, nullable=True),  # it signs as well until then
)

deliveries = Table(  # what is to be told, written in the transaction in which it happened
    "deliveries",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("key_id", String(16), ForeignKey("api_keys.id", ondelete="CASCADE"), nullable=False),
    Column("job_id", Uuid, ForeignKey("jobs.id"), nullable=False),
    Column("position", Integer, nullable=False),  # of what is told of a job, from 1
    Column("event", String(32), nullable=False),
    Column("url", String(500), nullable=False),
    Column("state", String(8), nullable=False),
    Column("at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("status", Integer, nullable=True),  # of the last answer
    Column("problem", String(80), nullable=False, server_default=""),  # why there was none
    CheckConstraint("state IN ('waiting', 'sent', 'dead')", name="state"),
    UniqueConstraint("job_id", "position"),
    Index(None, "state", "due_at"),
    Index(None, "key_id", "at"),
)
