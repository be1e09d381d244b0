"""Log-ins to the page: links that work once, and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add two tables that code which does not know them never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_table(
        "tickets",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("identity_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name="fk_tickets_identity_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_tickets"),
    )
    op.create_index("ix_tickets_identity_id", "tickets", ["identity_id"])
    op.create_index("ix_tickets_expires_at", "tickets", ["expires_at"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("identity_id", NUMBER, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name="fk_sessions_identity_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_identity_id", "sessions", ["identity_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
