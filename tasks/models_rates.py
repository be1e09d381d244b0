"""The table of rates. Seen by ``tasks/rates.py`` and by the migrations, and by nobody else."""

from sqlalchemy import CheckConstraint, Column, Float, Integer, String, Table

from tasks.models import metadata

rates = Table(  # what requests took on each worker: the older, the less they count
    "rates",
    metadata,
    Column("worker", String(128), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("model", String(100), primary_key=True),
    Column("size", Integer, primary_key=True),  # each is twice as large as the one below
    Column("reference", Float, nullable=False),  # credits, by the cards
    Column("drawn_s", Float, nullable=False),
    CheckConstraint("reference > 0", name="reference"),
)
