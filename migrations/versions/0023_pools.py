"""Pools: what a server or a channel pays with for a time."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add a column and a table that code which does not know them never misses."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    kind = "BIGINT" if postgresql else "INTEGER"  # by hand: SQLite takes a key only with its column
    op.execute(f"ALTER TABLE jobs ADD COLUMN payer_id {kind} CONSTRAINT fk_jobs_payer_id REFERENCES accounts (id)")
    op.create_table(
        "pools",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_pools_account_id"),
        sa.PrimaryKeyConstraint("account_id", name="pk_pools"),
        sa.UniqueConstraint("name", name="uq_pools_name"),
    )
