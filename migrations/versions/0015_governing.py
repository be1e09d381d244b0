"""What admins arrange: settings of places, grants that wait for a second admin, and the names people go by."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add two tables and a column that code which does not know them never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.add_column("identities", sa.Column("handle", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_identities_platform_handle", "identities", ["platform", "handle"])
    op.create_table(
        "local_settings",
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "name", name="pk_local_settings"),
    )
    op.create_table(
        "proposals",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("whom", sa.String(200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("lasts_s", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(200), nullable=False),
        sa.CheckConstraint("state IN ('open', 'approved', 'declined')", name="ck_proposals_state"),
        sa.CheckConstraint("amount > 0", name="ck_proposals_amount"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_expires_at", "proposals", ["expires_at"])
