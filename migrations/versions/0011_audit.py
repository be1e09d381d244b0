"""What admins do is written where nobody can rewrite it; people can be warned, muted and banned."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add two tables and a column that code which does not know them never misses."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for limit in PATIENCE if postgres else ():
        op.execute(f"SET LOCAL {limit} = '10s'")
    op.add_column("accounts", sa.Column("restrained_until", sa.DateTime(timezone=True), nullable=True))
    create_audit()
    create_sanctions()
    if postgres:
        guard_postgres()
    else:
        guard_sqlite()


def create_audit() -> None:
    """Make the table of what was done."""
    op.create_table(
        "audit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("act", sa.String(64), nullable=False),
        sa.Column("whom", sa.String(200), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("key", sa.String(300), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("key", name="uq_audit_key"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_actor_act_at", "audit", ["actor", "act", "at"])
    op.create_index("ix_audit_whom", "audit", ["whom"])


def create_sanctions() -> None:
    """Make the table of warnings, mutes and bans."""
    op.create_table(
        "sanctions",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.CheckConstraint("kind IN ('warning', 'mute', 'ban')", name="ck_sanctions_kind"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sanctions_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sanctions"),
    )
    op.create_index("ix_sanctions_account_id", "sanctions", ["account_id"])


def guard_sqlite() -> None:
    """Forbid changes to what was written: REPLACE deletes, and fires no trigger for it."""
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit "
        "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id OR key = NEW.key) "
        "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
    )


def guard_postgres() -> None:
    """Forbid changes to what was written."""
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION limner_append_only()"
    )
