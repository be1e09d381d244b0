"""The tables of what admins arrange: settings of places, and grants that wait for a second admin."""

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Integer, String, Table, Text

from tasks.models import Moment, Number, metadata

local_settings = Table(
    "local_settings",
    metadata,
    Column("scope", String(200), primary_key=True),  # "studio", "discord:server:55", "person:7"
    Column("name", String(64), primary_key=True),
    Column("value", JSON, nullable=False),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", Number, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("actor", String(200), nullable=False),
    Column("whom", String(200), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("lasts_s", Integer, nullable=True),
    Column("reason", Text, nullable=False, default=""),
    Column("state", String(16), nullable=False, default="open"),
    Column("decided_by", String(200), nullable=False, default=""),
    CheckConstraint("state IN ('open', 'approved', 'declined')", name="state"),
    CheckConstraint("amount > 0", name="amount"),
)
