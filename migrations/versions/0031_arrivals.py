"""Whoever writes a job down, its first event is noted with it."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
NOTED = (
    "INSERT INTO job_events (job_id, at, became, attempt, reason) "
    "VALUES (NEW.id, NEW.submitted_at, NEW.status, NEW.attempt, '')"
)


def upgrade() -> None:
    """Add a trigger; code that does not know of it notes the event once more, which nobody counts."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
        op.execute(
            "CREATE FUNCTION limner_arrived() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {NOTED}; RETURN NULL; END $$"
        )
        op.execute(
            "CREATE TRIGGER jobs_arrived AFTER INSERT ON jobs "
            "FOR EACH ROW EXECUTE FUNCTION limner_arrived()"
        )
    else:
        op.execute(f"CREATE TRIGGER jobs_arrived AFTER INSERT ON jobs BEGIN {NOTED}; END")
