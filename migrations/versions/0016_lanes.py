"""A slow lane for jobs that nobody pays for, and what jobs did cost."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
IN_LINE = ["queue", "account_id", "rank", "submitted_at", "id", "deadline_at", "kind", "price", "lane"]
COUNTED = ["finished_at", "status", "account_id", "kind", "worker"]
COUNTED += ["price", "captured", "drawn_s", "submitted_at", "started_at"]
ENDED = sa.text("finished_at IS NOT NULL")
WAITS = sa.text("status = 'queued'")
LANE = "VARCHAR(8) NOT NULL DEFAULT 'fast' CONSTRAINT ck_jobs_lane CHECK (lane IN ('fast', 'slow'))"


def upgrade() -> None:
    """Add columns whose defaults are what code that does not know them does, and index the lane."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.execute(f"ALTER TABLE jobs ADD COLUMN lane {LANE}")  # by hand: SQLite takes a check only with its column
    op.add_column("jobs", sa.Column("captured", sa.Integer(), nullable=True))
    op.drop_index("ix_jobs_line", "jobs")  # of those who wait: small, whatever the history
    op.create_index("ix_jobs_line", "jobs", IN_LINE, sqlite_where=WAITS, postgresql_where=WAITS)
    op.drop_index("ix_jobs_ended", "jobs")
    op.create_index("ix_jobs_ended", "jobs", COUNTED, sqlite_where=ENDED, postgresql_where=ENDED)
