"""The table of what people trained for themselves. Seen by ``tasks/own.py`` and the migrations."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, UniqueConstraint, Uuid

from tasks.models import Moment, Number, metadata

own_adapters = Table(  # each its owner's alone; the files lie on the shelf
    "own_adapters",
    metadata,
    Column("card", String(100), primary_key=True),  # "wuff~3f2a9c1b0d": nobody else's is called so
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False),
    Column("name", String(60), nullable=False),  # by which its owner calls it: "wuff"
    Column("words", String(200), nullable=False),
    Column("model", String(100), nullable=False),
    Column("steps", Integer, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("job_id", Uuid, nullable=False),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("account_id", "name", name="uq_own_adapters_account_id_name"),
)
