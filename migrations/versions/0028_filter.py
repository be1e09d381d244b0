"""The filter: which results were flagged, and how many pictures of a job nobody pays for."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add columns that code which does not know them never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.add_column("jobs", sa.Column("filtered", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("media", sa.Column("flagged", sa.String(16), nullable=True))
