"""People put their own waiting jobs in order."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
IN_LINE = ["queue", "account_id", "rank", "submitted_at", "id", "deadline_at", "kind", "price"]
WAITS = sa.text("status = 'queued'")


def upgrade() -> None:
    """Add a column whose default is what code that does not know it does, and index it with the line."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.add_column("jobs", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    op.drop_index("ix_jobs_line", "jobs")  # of those who wait: small, whatever the history
    op.create_index("ix_jobs_line", "jobs", IN_LINE, sqlite_where=WAITS, postgresql_where=WAITS)
