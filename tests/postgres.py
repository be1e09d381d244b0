"""A real PostgreSQL from the wheel, and how its database is emptied for the next test."""

import warnings
from pathlib import Path

import psycopg

# What keeps a database through a power cut, and tidies it up in the course of days; a crash it survives.
SPARED = ("fsync", "full_page_writes", "autovacuum")
KEEP_ORIGIN = """
DO $$ DECLARE one record; BEGIN
    CREATE SCHEMA origin;
    FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE origin.%1$I AS TABLE public.%1$I', one.name);
    END LOOP;
    FOR one IN SELECT sequencename AS name, last_value + 1 AS next
               FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE public.%I START WITH %s', one.name, one.next);
    END LOOP;
END $$
"""
END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Triggers and references rest meanwhile. Large tables are cut off: the next test would read their dead rows.
EMPTY = """
DO $$ DECLARE one record; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename AS name, format('public.%I', tablename)::regclass AS id
               FROM pg_tables WHERE schemaname = 'public' LOOP
        IF pg_relation_size(one.id) > 65536 THEN
            EXECUTE format('TRUNCATE public.%I CASCADE', one.name);
        ELSIF pg_relation_size(one.id) > 0 THEN
            EXECUTE format('DELETE FROM public.%I', one.name);
        END IF;
    END LOOP;
    FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'origin' LOOP
        EXECUTE format('INSERT INTO public.%1$I SELECT * FROM origin.%1$I', one.name);
    END LOOP;
    PERFORM setval(format('public.%I', sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


class PostgresServer:
    """A PostgreSQL of our own, from the wheel."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)  # as root, the server runs as a user of its own
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR its locks go to the temporary folder
            from pgserver.postgres_server import PostgresServer as Server  # noqa: PLC0415 - slow

            (folder / "data").mkdir()
            self._server = Server(folder / "data")
        self.url: str = self._server.get_uri()
        self._pid_file = folder / "data" / "postmaster.pid"
        for setting in SPARED:
            self.tell(f"ALTER SYSTEM SET {setting} = off")
        self.tell("SELECT pg_reload_conf()")

    def tell(self, order: str, name: str = "postgres") -> None:
        """Run an order in a database of this name."""
        with psycopg.connect(self.url.replace("/postgres?", f"/{name}?"), autocommit=True) as connection:
            connection.execute(order.encode())

    def address(self, name: str) -> str:
        """Give the URL of a database of this name, as ours are written."""
        return self.url.replace("/postgres?", f"/{name}?").replace("postgresql://", "postgresql+psycopg://")

    @property
    def pid(self) -> int:
        """The server's process."""
        return int(self._pid_file.read_text().splitlines()[0])

    def restart(self) -> None:
        """Start it again once it is gone."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop it for good."""
        self._server.cleanup()
