"""API keys, and which job was asked for with which."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add two tables that code which does not know them never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("identity_id", NUMBER, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("daily_credits", sa.Integer(), nullable=True),
        sa.Column("monthly_credits", sa.Integer(), nullable=True),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=True),
        sa.Column("revoked_at", moment, nullable=True),
        sa.Column("used_at", moment, nullable=True),
        sa.Column("minute_at", moment, nullable=True),
        sa.Column("minute_count", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("per_minute >= 1", name="ck_api_keys_per_minute"),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name="fk_api_keys_identity_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
    )
    op.create_index("ix_api_keys_identity_id", "api_keys", ["identity_id"])
    op.create_table(
        "key_jobs",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_key_jobs_job_id"),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name="fk_key_jobs_key_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", name="pk_key_jobs"),
    )
    op.create_index("ix_key_jobs_key_id_at", "key_jobs", ["key_id", "at"])
