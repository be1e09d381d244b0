"""The tables of the plans. Seen by ``tasks/plans.py`` and by the migrations, and by nobody else."""

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Integer, String, Table

from tasks.models import Moment, metadata

plans = Table(
    "plans",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

plan_assignments = Table(  # to roles, servers and channels; a person's stands in "accounts"
    "plan_assignments",
    metadata,
    Column("subject", String(200), primary_key=True),  # "role:trusted", "discord:server:123"
    Column("plan", String(32), ForeignKey("plans.name"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
)

plan_book = Table(  # one row: it counts changes of plans and settings, so that no request reads all of them
    "plan_book",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    CheckConstraint("id = 1", name="one"),
)
