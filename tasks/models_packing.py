"""The table of what is being packed. Seen by ``packing.py`` and the migrations, and by nobody else."""

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, ForeignKey, Integer, String, Table

from tasks.models import Moment, Number, metadata

packings = Table(  # one a person
    "packings",
    metadata,
    Column("account_id", Number, ForeignKey("accounts.id"), primary_key=True),
    Column("sender", JSON, nullable=False),  # who asked
    Column("place", JSON, nullable=False),  # and where: there it is told
    Column("part_bytes", BigInteger, nullable=False),  # of one zip, at most
    Column("state", String(16), nullable=False, default="waiting"),
    Column("tries", Integer, nullable=False, default=0),  # the fencing number
    Column("files", Integer, nullable=False, default=0),
    Column("packed", Integer, nullable=False, default=0),  # of them, so far
    Column("begun_at", Moment, nullable=False, index=True),
    Column("lease_until", Moment, nullable=True),  # of whoever packs it
    CheckConstraint("state IN ('waiting', 'ready', 'failed')", name="state"),
)
