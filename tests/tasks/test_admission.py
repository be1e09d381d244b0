"""What is read before a request is taken."""

from sqlalchemy import Connection

from tasks import admission
from tasks.desk import Desk


def test_unfinished_jobs_are_counted_by_an_index_of_their_own(desk: Desk) -> None:
    """However many somebody has finished."""

    def explain(connection: Connection) -> list[str]:
        asked = admission._SEEN.compile(dialect=connection.dialect)
        given = {"owner": 1, "event": "a"}
        values = tuple(given.get(name, asked.params[name]) for name in asked.positiontup or ())
        return [str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", values)]

    assert any("ix_jobs_unfinished" in line for line in desk.database.read(explain))
