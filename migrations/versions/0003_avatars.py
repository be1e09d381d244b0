"""What talking faces need: uploads, consents, half-done conversations, fingerprints, thumbnails."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add tables, and a column that code which does not know it leaves empty."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.add_column("media", sa.Column("thumbnail", sa.String(200), nullable=False, server_default=""))
    create_visitors()
    op.create_table(
        "fingerprints",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_fingerprints_job_id"),
        sa.PrimaryKeyConstraint("key", name="pk_fingerprints"),
    )
    op.create_index("ix_fingerprints_job_id", "fingerprints", ["job_id"])


def create_visitors() -> None:
    """Make the tables of what people send, agree to and have begun."""
    op.create_table(
        "uploads",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("mime", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_uploads_account_id"),
        sa.PrimaryKeyConstraint("account_id", "key", name="pk_uploads"),
    )
    op.create_index("ix_uploads_sent_at", "uploads", ["sent_at"])
    op.create_table(
        "consents",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_consents_account_id"),
        sa.PrimaryKeyConstraint("account_id", "version", name="pk_consents"),
    )
    op.create_table(
        "conversations",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("chat", sa.String(128), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_conversations_account_id"),
        sa.PrimaryKeyConstraint("account_id", "chat", name="pk_conversations"),
    )
    op.create_index("ix_conversations_updated_at", "conversations", ["updated_at"])
