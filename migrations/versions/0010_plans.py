"""Plans: what people may use, by person, role, server and channel."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")


def upgrade() -> None:
    """Add tables and columns that code which does not know them never misses."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
    op.create_table(
        "plans",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_plans"),
    )
    op.create_table(
        "plan_assignments",
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("plan", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.name"], name="fk_plan_assignments_plan"),
        sa.PrimaryKeyConstraint("subject", name="pk_plan_assignments"),
    )
    op.create_index("ix_plan_assignments_plan", "plan_assignments", ["plan"])
    op.create_table(
        "plan_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_plan_book_one"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_book"),
    )
    op.execute("INSERT INTO plan_book (id, version) VALUES (1, 1)")
    op.add_column("accounts", sa.Column("plan", sa.String(32), nullable=True))
    op.add_column("accounts", sa.Column("filled_to", sa.Integer(), nullable=True))
    op.add_column("accounts", sa.Column("month_on", sa.Date(), nullable=True))
    op.add_column("accounts", sa.Column("month_given", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("lots", sa.Column("carried", sa.Float(), nullable=False, server_default="0"))
    op.add_column("turns", sa.Column("running_limit", sa.Integer(), nullable=True))
