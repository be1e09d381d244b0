"""The archive: what is searched of a job, and who likes what. Filled by those who look and by the sweep."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BY_TIME = ["account_id", "submitted_at", "job_id"]
LIKED = sa.text("favourite_at IS NOT NULL")
SHOWN = sa.text("message <> ''")


def upgrade() -> None:
    """Add two tables, and a column whose default is right for every job that is there."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.add_column("jobs", sa.Column("filed", sa.Boolean(), nullable=False, server_default=sa.false()))
    _create_archive()
    op.create_table(
        "searches",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_searches_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_searches"),
    )
    op.create_index("ix_searches_account_id", "searches", ["account_id"])
    op.create_index("ix_searches_used_at", "searches", ["used_at"])
    unfiled = {"sqlite_where": sa.text("filed = 0"), "postgresql_where": sa.text("NOT filed")}
    op.create_index("ix_jobs_unfiled", "jobs", ["account_id"], **unfiled)
    op.create_index("ix_jobs_message", "jobs", ["message"], sqlite_where=SHOWN, postgresql_where=SHOWN)


def _create_archive() -> None:
    op.create_table(
        "archive",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("model", sa.String(128), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("favourite_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_archive_job_id"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_archive_account_id"),
        sa.PrimaryKeyConstraint("job_id", name="pk_archive"),
    )
    op.create_index("ix_archive_account", "archive", BY_TIME)
    op.create_index(
        "ix_archive_favourites", "archive", BY_TIME, sqlite_where=LIKED, postgresql_where=LIKED
    )
