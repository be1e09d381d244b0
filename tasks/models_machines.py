"""The table of the workers that announced themselves. Seen by ``machines.py``, ``warmth.py``, migrations."""

from sqlalchemy import CheckConstraint, Column, Integer, String, Table

from tasks.models import Moment, metadata

workers = Table(  # a row for each process that works; one that ends takes its row along
    "workers",
    metadata,
    Column("name", String(128), primary_key=True),  # as jobs name who holds them
    Column("host", String(128), nullable=False),
    Column("queues", String(128), nullable=False),  # "avatars speech"
    Column("device", String(128), nullable=False, default=""),  # in words
    Column("slots", Integer, nullable=False),
    Column("version", String(64), nullable=False),
    Column("wanted", String(16), nullable=False, default="work"),  # what an admin told it
    Column("wanted_by", String(200), nullable=False, default=""),
    Column("heard", String(16), nullable=False, default="work"),  # what it does about that
    Column("warm", String(512), nullable=False, server_default=""),  # models that it drew with last, by lines
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    CheckConstraint("wanted IN ('work', 'drain', 'stop')", name="wanted"),
    CheckConstraint("heard IN ('work', 'drain', 'stop')", name="heard"),
)
