"""Runs the migrations; ``tasks.database.migrate`` is how to call it."""

from alembic import context

from tasks.database import Database
from tasks.models import metadata

ONE_AT_A_TIME = 7261  # any number that nothing else locks


def run() -> None:
    """Bring one database up to date in one transaction: all of it or nothing."""
    database = Database(context.config.attributes["url"])
    with database.begin() as connection:
        if not database.embedded:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
        context.run_migrations()
    database.close()


run()
