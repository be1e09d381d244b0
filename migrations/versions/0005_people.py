"""People: one on many platforms, with a role; credits that end, and credits that change hands."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATIENCE = ("lock_timeout", "statement_timeout")
KINDS = "kind IN ('grant', 'revoke', 'hold', 'capture', 'void', 'expire', 'transfer')"
LEDGER = "ledger_transactions"


def upgrade() -> None:
    """Add a kind, a column and tables that code which does not know them never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
        op.drop_constraint("ck_ledger_transactions_kind", LEDGER, type_="check")
        op.create_check_constraint("ck_ledger_transactions_kind", LEDGER, KINDS)
    else:
        rebuild_sqlite()
        guard_sqlite()
    op.add_column("accounts", sa.Column("role", sa.String(16), nullable=False, server_default="member"))
    create_identities()
    op.create_table(
        "lots",
        sa.Column("transaction_id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount > 0", name="ck_lots_amount"),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["ledger_transactions.id"], name="fk_lots_transaction_id"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_lots_account_id"),
        sa.PrimaryKeyConstraint("transaction_id", name="pk_lots"),
    )
    op.create_index("ix_lots_account_id", "lots", ["account_id"])
    op.create_index("ix_lots_ended_expires_at", "lots", ["ended", "expires_at"])


def create_identities() -> None:
    """Make every account a person of its own, known on the platform where it was opened."""
    op.create_table(
        "identities",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("external", sa.String(128), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_identities_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_identities"),
        sa.UniqueConstraint("platform", "external", name="uq_identities_platform_external"),
    )
    op.create_index("ix_identities_account_id", "identities", ["account_id"])
    op.execute(
        "INSERT INTO identities (account_id, platform, external) "
        "SELECT id, platform, external FROM accounts ORDER BY id"
    )
    op.create_table(
        "link_codes",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("identity_id", NUMBER, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name="fk_link_codes_identity_id"),
        sa.ForeignKeyConstraint(["used_by"], ["identities.id"], name="fk_link_codes_used_by"),
        sa.PrimaryKeyConstraint("digest", name="pk_link_codes"),
    )
    op.create_index("ix_link_codes_identity_id", "link_codes", ["identity_id"])
    op.create_index("ix_link_codes_expires_at", "link_codes", ["expires_at"])


def rebuild_sqlite() -> None:
    """Write the transactions into a table that allows the new kind: SQLite cannot change a CHECK.

    The entries point at it, so the keys are compared at the commit only; the rows are put back under
    the old name, which is what settles them.
    """
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute(f"CREATE TEMPORARY TABLE moved AS SELECT * FROM {LEDGER}")
    op.drop_table(LEDGER)
    op.create_table(
        LEDGER,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(KINDS, name="ck_ledger_transactions_kind"),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_ledger_transactions_job_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_transactions"),
        sa.UniqueConstraint("key", name="uq_ledger_transactions_key"),
    )
    columns = "id, kind, key, job_id, actor, reason, at"
    op.execute(f"INSERT INTO {LEDGER} ({columns}) SELECT {columns} FROM moved ORDER BY id")
    op.execute("DROP TABLE moved")
    op.create_index("ix_ledger_transactions_job_id", LEDGER, ["job_id"])


def guard_sqlite() -> None:
    """Forbid changes to what was written: REPLACE deletes, and fires no trigger for it."""
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {LEDGER}_no_{verb.lower()} BEFORE {verb} ON {LEDGER} "
            f"BEGIN SELECT RAISE(ABORT, '{LEDGER} is append-only'); END"
        )
    for table, same in {
        LEDGER: "id = NEW.id OR key = NEW.key",
        "ledger_entries": "id = NEW.id",
        "job_events": "id = NEW.id",
    }.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
