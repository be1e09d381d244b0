"""Rates: what requests take on the machines of this studio, beside what the cards say."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add a column and a table that code which does not know them never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.add_column("jobs", sa.Column("reference", sa.Integer(), nullable=True))
    op.create_table(
        "rates",
        sa.Column("worker", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("model", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Float(), nullable=False),
        sa.Column("drawn_s", sa.Float(), nullable=False),
        sa.CheckConstraint("reference > 0", name="ck_rates_reference"),
        sa.PrimaryKeyConstraint("worker", "kind", "model", "size", name="pk_rates"),
    )
