"""The tables of what people take along and leave behind. Seen by what keeps them, and by nobody else."""

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table

from tasks.models import Moment, Number, metadata

exports = Table(  # what somebody took along: files that are erased after a day
    "exports",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("bytes", BigInteger, nullable=False),
    Column("made_at", Moment, nullable=False, index=True),
)

farewells = (
    Table(  # so that nobody has their allowance twice by leaving: kept until the month's end, then gone
        "farewells",
        metadata,
        Column("digest", String(64), primary_key=True),  # of an account of a platform
        Column("at", Moment, nullable=False, index=True),
    )
)
