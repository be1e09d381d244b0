"""Statistics: an index of what has ended, and who wants to be on the leaderboard."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTED = ["finished_at", "status", "account_id", "kind", "worker"]
COUNTED += ["price", "drawn_s", "submitted_at", "started_at"]
ENDED = sa.text("finished_at IS NOT NULL")


def upgrade() -> None:
    """Add an index and a table that code which does not know them never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_index("ix_jobs_ended", "jobs", COUNTED, sqlite_where=ENDED, postgresql_where=ENDED)
    op.create_table(
        "leaderboard",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_leaderboard_account_id"),
        sa.PrimaryKeyConstraint("account_id", name="pk_leaderboard"),
    )
