"""The tables of those who run the studio: what they did, and whom they restrained."""

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, String, Table, Text

from tasks.models import Moment, Number, metadata

audit = Table(  # append-only, by triggers
    "audit",
    metadata,
    Column("id", Number, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(200), nullable=False),  # "discord:2002": ids, never names
    Column("act", String(64), nullable=False),
    Column("whom", String(200), nullable=False, default=""),  # a person, a place, a job, a worker
    Column("asked", JSON, nullable=False),  # what a repeat of the same event must ask for as well
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("origin", String(200), nullable=False, default=""),  # from where
    Column("key", String(300), nullable=True, unique=True),  # one event, one act
    Index(None, "at"),
    Index(None, "actor", "act", "at"),
    Index(None, "whom"),
)

sanctions = Table(
    "sanctions",
    metadata,
    Column("id", Number, primary_key=True),
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=True),  # nothing: until it is lifted
    Column("lifted_at", Moment, nullable=True),
    Column("reason", Text, nullable=False, default=""),
    Column("actor", String(200), nullable=False),
    CheckConstraint("kind IN ('warning', 'mute', 'ban')", name="kind"),
)
