"""What people trained for themselves."""

import sqlalchemy as sa
from alembic import op

from tasks.models import Number

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add a table that code which does not know it never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_table(
        "own_adapters",
        sa.Column("card", sa.String(100), nullable=False),
        sa.Column("account_id", Number, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("model", sa.String(100), nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("job_id", sa.Uuid, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("card", name="pk_own_adapters"),
        sa.UniqueConstraint("account_id", "name", name="uq_own_adapters_account_id_name"),
    )
