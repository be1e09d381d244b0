"""What people gather for a training, until it begins."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add a table that code which does not know it never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_table(
        "portfolios",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("chat", sa.String(128), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_portfolios_account_id"),
        sa.PrimaryKeyConstraint("account_id", "chat", name="pk_portfolios"),
    )
    op.create_index("ix_portfolios_updated_at", "portfolios", ["updated_at"])
