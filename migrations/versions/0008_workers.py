"""Workers: who works where, and what an admin told them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add a table that code which does not know it never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_table(
        "workers",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("host", sa.String(128), nullable=False),
        sa.Column("queues", sa.String(128), nullable=False),
        sa.Column("device", sa.String(128), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("wanted", sa.String(16), nullable=False),
        sa.Column("wanted_by", sa.String(200), nullable=False),
        sa.Column("heard", sa.String(16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("wanted IN ('work', 'drain', 'stop')", name="ck_workers_wanted"),
        sa.CheckConstraint("heard IN ('work', 'drain', 'stop')", name="ck_workers_heard"),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
    )
