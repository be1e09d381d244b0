"""Moderation: the rules of word lists, and what they caught."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add two tables that code which does not know them never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_table(
        "word_rules",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_word_rules"),
        sa.UniqueConstraint("scope", "name", name="uq_word_rules_scope_name"),
    )
    op.create_table(
        "catches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("measure", sa.String(16), nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("sender", sa.JSON(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("warning", sa.Integer(), nullable=True),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(200), nullable=False),
        sa.CheckConstraint("measure IN ('block', 'rewrite', 'test')", name="ck_catches_measure"),
        sa.CheckConstraint(
            "state IN ('noted', 'appealed', 'allowed', 'lifted', 'upheld')", name="ck_catches_state"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_catches_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_catches"),
        sa.UniqueConstraint("key", "scope", "rule", name="uq_catches_key_scope_rule"),
    )
    op.create_index("ix_catches_account_id", "catches", ["account_id"])
    op.create_index("ix_catches_scope_rule_at", "catches", ["scope", "rule", "at"])
    op.create_index("ix_catches_state_appealed_at", "catches", ["state", "appealed_at"])
