"""What somebody has that has not ended is counted without a look at all that has."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
UNFINISHED = sa.text("status IN ('queued', 'running', 'rendered')")


def upgrade() -> None:
    """Index those alone: few, whatever the history."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_index(
        "ix_jobs_unfinished",
        "jobs",
        ["account_id"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
