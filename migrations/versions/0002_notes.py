"""What is to be told with a finished job: words that its model does not know or did not read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add an empty column, which code that does not know it leaves alone."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.add_column("jobs", sa.Column("notes", sa.JSON(none_as_null=True), nullable=True))
