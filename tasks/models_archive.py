"""The tables of the archive. Seen by what keeps them and by the migrations, and by nobody else."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, String, Table, Text, Uuid, text

from tasks.models import Moment, Number, jobs, metadata

archive = Table(  # what is searched of a job, without all that makes its row heavy; none where it was deleted
    "archive",
    metadata,
    Column("job_id", Uuid, ForeignKey("jobs.id"), primary_key=True),
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("model", String(128), nullable=False),
    Column("seed", BigInteger, nullable=True),
    Column("words", Text, nullable=False),  # what was asked for, as `fold` writes it
    Column("favourite_at", Moment, nullable=True),
    Index("ix_archive_account", "account_id", "submitted_at", "job_id"),
    Index(
        "ix_archive_favourites",
        "account_id",
        "submitted_at",
        "job_id",
        sqlite_where=text("favourite_at IS NOT NULL"),
        postgresql_where=text("favourite_at IS NOT NULL"),
    ),
)
Index(  # of those that the archive does not know yet: nearly none
    "ix_jobs_unfiled",
    jobs.c.account_id,
    sqlite_where=text("filed = 0"),
    postgresql_where=text("NOT filed"),
)
SHOWN = "message <> ''"
Index("ix_jobs_message", jobs.c.message, sqlite_where=text(SHOWN), postgresql_where=text(SHOWN))

searches = Table(  # what a button that turns the pages of a search stands for
    "searches",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("body", JSON, nullable=False),
    Column("used_at", Moment, nullable=False, index=True),
)
