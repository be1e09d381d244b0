"""What statistics read and keep. Seen by ``statistics.py``, ``leaderboard.py`` and the migrations."""

from sqlalchemy import Column, ForeignKey, Index, Table, text

from tasks.models import Moment, Number, jobs, metadata

ENDED = text("finished_at IS NOT NULL")
Index(  # of what has ended, with all that statistics ask: the rows, with their prompts, are not read
    "ix_jobs_ended",
    *(
        jobs.c[name]
        for name in (
            "finished_at",
            "status",
            "account_id",
            "kind",
            "worker",
            "price",
            "captured",
            "drawn_s",
            "submitted_at",
            "started_at",
        )
    ),
    sqlite_where=ENDED,
    postgresql_where=ENDED,
)

leaderboard = Table(  # those who want to be on it
    "leaderboard",
    metadata,
    Column("account_id", Number, ForeignKey("accounts.id"), primary_key=True),
    Column("joined_at", Moment, nullable=False),
)
