"""The tables of moderation: the rules of word lists, and what they caught."""

from sqlalchemy import (
    JSON,
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

from tasks.models import Moment, Number, metadata

word_rules = Table(
    "word_rules",
    metadata,
    Column("id", Number, primary_key=True),
    Column("scope", String(200), nullable=False),  # "studio", "discord:server:123"
    Column("name", String(40), nullable=False),
    Column("body", JSON, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(200), nullable=False),
    UniqueConstraint("scope", "name"),
)

catches = Table(  # what somebody asked for, and a rule caught; the request is forgotten after some weeks
    "catches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", String(200), nullable=False),  # the event that asked
    Column("scope", String(200), nullable=False),
    Column("rule", String(40), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("sender", JSON, nullable=False),
    Column("place", JSON, nullable=False),
    Column("request", JSON(none_as_null=True), nullable=True),
    Column("at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("warning", Integer, nullable=True),  # the sanction that came of it
    Column("appealed_at", Moment, nullable=True),
    Column("answered_at", Moment, nullable=True),
    Column("answered_by", String(200), nullable=False, default=""),
    UniqueConstraint("key", "scope", "rule"),
    Index(None, "scope", "rule", "at"),
    Index(None, "state", "appealed_at"),
    CheckConstraint("measure IN ('block', 'rewrite', 'test')", name="measure"),
    CheckConstraint("state IN ('noted', 'appealed', 'allowed', 'lifted', 'upheld')", name="state"),
)
