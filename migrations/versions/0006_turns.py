"""Fair turns: what everybody had of the machines lately, and how long each kind of job takes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
IN_LINE = ["queue", "account_id", "submitted_at", "id", "deadline_at", "kind", "price"]
WAITS = sa.text("status = 'queued'")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add two tables and an index that code which does not know them never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_table(
        "turns",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("used_s", sa.Float(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("weight > 0", name="ck_turns_weight"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_turns_account_id"),
        sa.PrimaryKeyConstraint("account_id", name="pk_turns"),
    )
    op.create_table(
        "paces",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("credits", sa.Float(), nullable=False),
        sa.Column("drawn_s", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_paces"),
    )
    op.create_index("ix_jobs_line", "jobs", IN_LINE, sqlite_where=WAITS, postgresql_where=WAITS)
