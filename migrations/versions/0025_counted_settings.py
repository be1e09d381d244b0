"""The book of plans counts changes of the settings of places, whoever makes them."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

PATIENCE = ("lock_timeout", "statement_timeout")
TURN_PAGE = "UPDATE plan_book SET version = version + 1"
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}  # that a trigger sees
COUNTED = f"""
CREATE FUNCTION limner_settings_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(NEW.scope, OLD.scope) NOT LIKE 'person:%' THEN {TURN_PAGE}; END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Add triggers: code that does not know of them sets what those who do must hear of."""
    if op.get_bind().dialect.name == "postgresql":
        for limit in PATIENCE:
            op.execute(f"SET LOCAL {limit} = '10s'")
        op.execute(COUNTED)
        op.execute(
            "CREATE TRIGGER local_settings_counted AFTER INSERT OR UPDATE OR DELETE ON local_settings "
            "FOR EACH ROW EXECUTE FUNCTION limner_settings_counted()"
        )
    else:
        for verb, rows in ROWS.items():
            places = " OR ".join(f"{row}.scope NOT LIKE 'person:%'" for row in rows)
            op.execute(
                f"CREATE TRIGGER local_settings_counted_{verb.lower()} AFTER {verb} ON local_settings "
                f"WHEN {places} BEGIN {TURN_PAGE}; END"
            )
