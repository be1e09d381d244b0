"""Clips that many machines draw: a row for every range of frames."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add a table that code which does not know it never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_table(
        "segments",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(128), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("drawn_s", sa.Float(), nullable=False),
        sa.Column("lost_by", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done')", name="ck_segments_state"),
        sa.CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="ck_segments_lease"),
        sa.CheckConstraint("(state = 'done') = (key <> '')", name="ck_segments_key"),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_segments_job_id"),
        sa.PrimaryKeyConstraint("job_id", "number", name="pk_segments"),
    )
