"""The desk's tables, and a ledger that nobody can rewrite."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HOUSE = ("treasury", "consumed", "expired")
APPEND_ONLY = ("ledger_entries", "ledger_transactions", "job_events")

FORBID = """
CREATE FUNCTION limner_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""

BALANCED = """
CREATE FUNCTION limner_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount) FROM ledger_entries WHERE transaction_id = NEW.transaction_id) <> 0 THEN
        RAISE EXCEPTION 'transaction % does not sum to zero', NEW.transaction_id;
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Make everything."""
    create_tables()
    ledger = sa.table("ledger_accounts", sa.column("kind", sa.String), sa.column("balance", sa.BigInteger))
    op.bulk_insert(ledger, [{"kind": kind, "balance": 0} for kind in HOUSE])
    if op.get_bind().dialect.name == "sqlite":
        guard_sqlite()
    else:
        guard_postgres()


def guard_sqlite() -> None:
    """Forbid changes to what was written."""
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def guard_postgres() -> None:
    """Forbid changes to what was written, and transactions that do not balance."""
    op.execute(FORBID)
    op.execute(BALANCED)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION limner_append_only()"
        )
    op.execute(
        "CREATE CONSTRAINT TRIGGER ledger_entries_balanced AFTER INSERT ON ledger_entries "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION limner_balanced()"
    )


def create_tables() -> None:
    """Make the tables and their indexes."""
    op.create_table('accounts',
    sa.Column('id', NUMBER, nullable=False),
    sa.Column('platform', sa.String(length=32), nullable=False),
    sa.Column('external', sa.String(length=128), nullable=False),
    sa.Column('name', sa.String(length=256), nullable=False),
    sa.Column('daily_credits', sa.Integer(), nullable=True),
    sa.Column('refilled_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('daily_credits IS NULL OR daily_credits >= 0', name='ck_accounts_daily_credits'),
    sa.PrimaryKeyConstraint('id', name='pk_accounts'),
    sa.UniqueConstraint('platform', 'external', name='uq_accounts_platform_external')
    )
    op.create_table('jobs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('account_id', NUMBER, nullable=False),
    sa.Column('sender', sa.JSON(), nullable=False),
    sa.Column('place', sa.JSON(), nullable=False),
    sa.Column('platform', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('queue', sa.String(length=32), nullable=False),
    sa.Column('request', sa.JSON(), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('price', sa.Integer(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('losses', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('worker', sa.String(length=128), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rung_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sending', sa.Boolean(), nullable=False),
    sa.Column('sure', sa.Boolean(), nullable=False),
    sa.Column('told', sa.Boolean(), nullable=False),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.Column('placeholder', sa.String(length=128), nullable=False),
    sa.Column('message', sa.String(length=128), nullable=False),
    sa.Column('problem', sa.JSON(), nullable=True),
    sa.Column('drawn_s', sa.Float(), nullable=True),
    sa.CheckConstraint("(status = 'running') = (lease_until IS NOT NULL)", name='ck_jobs_lease'),
    sa.CheckConstraint("status IN ('queued', 'running', 'rendered', 'delivered', 'refunded')", name='ck_jobs_status'),
    sa.CheckConstraint('price >= 1', name='ck_jobs_price'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name='fk_jobs_account_id'),
    sa.PrimaryKeyConstraint('id', name='pk_jobs'),
    sa.UniqueConstraint('key', name='uq_jobs_key')
    )
    op.create_index('ix_jobs_account_id_submitted_at_id', 'jobs', ['account_id', 'submitted_at', 'id'], unique=False)
    op.create_index('ix_jobs_platform_status_told', 'jobs', ['platform', 'status', 'told'], unique=False)
    op.create_index('ix_jobs_status_submitted_at', 'jobs', ['status', 'submitted_at'], unique=False)
    op.create_table('ledger_accounts',
    sa.Column('id', NUMBER, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('account_id', NUMBER, nullable=True),
    sa.Column('balance', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("(account_id IS NULL) = (kind IN ('treasury', 'consumed', 'expired'))", name='ck_ledger_accounts_owner'),
    sa.CheckConstraint("balance >= 0 OR kind = 'treasury'", name='ck_ledger_accounts_floor'),
    sa.CheckConstraint("kind IN ('available', 'held', 'treasury', 'consumed', 'expired')", name='ck_ledger_accounts_kind'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name='fk_ledger_accounts_account_id'),
    sa.PrimaryKeyConstraint('id', name='pk_ledger_accounts'),
    sa.UniqueConstraint('account_id', 'kind', name='uq_ledger_accounts_account_id_kind')
    )
    op.create_table('job_events',
    sa.Column('id', NUMBER, nullable=False),
    sa.Column('job_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('was', sa.String(length=16), nullable=True),
    sa.Column('became', sa.String(length=16), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['jobs.id'], name='fk_job_events_job_id'),
    sa.PrimaryKeyConstraint('id', name='pk_job_events')
    )
    op.create_index('ix_job_events_job_id', 'job_events', ['job_id'], unique=False)
    op.create_table('ledger_transactions',
    sa.Column('id', NUMBER, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('job_id', sa.Uuid(), nullable=True),
    sa.Column('actor', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('grant', 'revoke', 'hold', 'capture', 'void', 'expire')", name='ck_ledger_transactions_kind'),
    sa.ForeignKeyConstraint(['job_id'], ['jobs.id'], name='fk_ledger_transactions_job_id'),
    sa.PrimaryKeyConstraint('id', name='pk_ledger_transactions'),
    sa.UniqueConstraint('key', name='uq_ledger_transactions_key')
    )
    op.create_index('ix_ledger_transactions_job_id', 'ledger_transactions', ['job_id'], unique=False)
    op.create_table('media',
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('job_id', sa.Uuid(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('mime', sa.String(length=64), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('width_px', sa.Integer(), nullable=False),
    sa.Column('height_px', sa.Integer(), nullable=False),
    sa.Column('duration_s', sa.Float(), nullable=False),
    sa.Column('seed', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['job_id'], ['jobs.id'], name='fk_media_job_id'),
    sa.PrimaryKeyConstraint('key', name='pk_media')
    )
    op.create_index('ix_media_job_id', 'media', ['job_id'], unique=False)
    op.create_table('ledger_entries',
    sa.Column('id', NUMBER, nullable=False),
    sa.Column('transaction_id', NUMBER, nullable=False),
    sa.Column('ledger_account_id', NUMBER, nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('amount <> 0', name='ck_ledger_entries_amount'),
    sa.ForeignKeyConstraint(['ledger_account_id'], ['ledger_accounts.id'], name='fk_ledger_entries_ledger_account_id'),
    sa.ForeignKeyConstraint(['transaction_id'], ['ledger_transactions.id'], name='fk_ledger_entries_transaction_id'),
    sa.PrimaryKeyConstraint('id', name='pk_ledger_entries')
    )
    op.create_index('ix_ledger_entries_ledger_account_id', 'ledger_entries', ['ledger_account_id'], unique=False)
    op.create_index('ix_ledger_entries_transaction_id', 'ledger_entries', ['transaction_id'], unique=False)

def downgrade() -> None:
    """There is nothing before this."""
    raise NotImplementedError("drop the database instead")
