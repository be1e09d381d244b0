"""What chats vouched for: a role that a place gives counts for a while in other places, too."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
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
        "vouched",
        sa.Column("identity_id", NUMBER, nullable=False),
        sa.Column("mapped", sa.String(200), nullable=False),
        sa.Column("server", sa.String(128), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name="fk_vouched_identity_id"),
        sa.PrimaryKeyConstraint("identity_id", "mapped", name="pk_vouched"),
    )
    op.create_index("ix_vouched_seen_at", "vouched", ["seen_at"])
