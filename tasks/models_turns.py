"""The tables of the fair turns. Seen by what gives turns and by the migrations, and by nobody else."""

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, String, Table, text

from tasks.models import Moment, Number, jobs, metadata

WAITS = text("status = 'queued'")
LINE = ("queue", "account_id", "rank", "submitted_at", "id", "deadline_at", "kind", "price", "lane")
Index(  # of those who wait, with all that the fair order asks: the rows themselves are not read
    "ix_jobs_line",
    *(jobs.c[name] for name in LINE),
    sqlite_where=WAITS,
    postgresql_where=WAITS,
)

UNFINISHED = text("status IN ('queued', 'running', 'rendered')")
Index(  # of what has not ended: how much somebody has is counted at every request
    "ix_jobs_unfinished",
    jobs.c.account_id,
    sqlite_where=UNFINISHED,
    postgresql_where=UNFINISHED,
)

turns = Table(  # what everybody had of the machines lately
    "turns",
    metadata,
    Column("account_id", Number, ForeignKey("accounts.id"), primary_key=True),
    Column("weight", Float, nullable=False, default=1.0),
    Column("used_s", Float, nullable=False, default=0.0),  # GPU-seconds, as they weighed at the moment below
    Column("used_at", Moment, nullable=False),
    Column("served_at", Moment, nullable=True),  # when a job was last started
    Column("running_limit", Integer, nullable=True),  # jobs at once, by the plan of the last request
    CheckConstraint("weight > 0", name="weight"),
)

paces = Table(  # how long jobs of a kind took of late: the older, the less they count
    "paces",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("credits", Float, nullable=False, default=0.0),
    Column("drawn_s", Float, nullable=False, default=0.0),
)
