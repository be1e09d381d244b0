"""The table of pools. Seen by ``tasks/pools.py`` and by the migrations, and by nobody else."""

from sqlalchemy import Column, ForeignKey, String, Table

from tasks.models import Moment, Number, metadata

pools = Table(  # credits that a server or channel pays with until a moment; a pool's purse is an account's
    "pools",
    metadata,
    Column("account_id", Number, ForeignKey("accounts.id"), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("scope", String(200), nullable=False),  # "discord:server:123", "discord:channel:456"
    Column("ends_at", Moment, nullable=False),
)
