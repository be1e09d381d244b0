"""What messages show, so that a picture of ours that somebody points at is known again."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add a table that code which does not know it never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_table(
        "shown",
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("message", sa.String(128), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_shown_job_id"),
        sa.PrimaryKeyConstraint("platform", "message", name="pk_shown"),
    )
    op.create_index("ix_shown_job_id", "shown", ["job_id"])
