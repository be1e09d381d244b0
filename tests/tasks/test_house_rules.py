"""What is set for a place holds at the next request, whichever process it was set in."""

from pathlib import Path

from sqlalchemy import Connection, delete, insert, update

from tasks.database import Database
from tasks.house_rules import HouseRules
from tasks.local_settings import STUDIO, person_scope
from tasks.models_governing import local_settings
from tasks.plans import VERSION
from tests.conftest import with_tables
from tests.factories import place


def put(database: Database, scope: str, steps: int) -> None:
    """Set a limit behind the back of everybody who keeps settings in memory."""
    values = {"scope": scope, "name": "steps_limit", "value": steps}
    database.write(lambda connection: connection.execute(insert(local_settings).values(**values)))


def limit(database: Database, rules: HouseRules, server: str = "55") -> int | None:
    """Say what holds in a server."""
    there = place(platform="discord", chat="5", server=server)

    def look(connection: Connection) -> int | None:
        return rules.here(connection, there, connection.scalar(VERSION) or 0).local.steps_limit

    return database.read(look)


def test_change_is_heard_of_whoever_makes_it(database: Database) -> None:
    """A row that comes, changes or goes counts at once; the narrower of two limits counts where it holds."""
    rules, found = HouseRules(), []
    own = local_settings.c.scope == "discord:server:55"
    changes = (
        lambda: put(database, STUDIO, 40),
        lambda: put(database, "discord:server:55", 30),
        lambda: database.write(lambda c: c.execute(update(local_settings).where(own).values(value=20))),
        lambda: database.write(lambda c: c.execute(delete(local_settings).where(own))),
    )
    before = limit(database, rules)
    for change in changes:
        change()
        found.append((limit(database, rules), limit(database, rules, "66")))

    assert before is None
    assert [(40, 40), (30, 40), (20, 40), (40, 40)] == found


def test_what_people_set_for_themselves_turns_no_page(database: Database) -> None:
    """The settings of the house are not read again because somebody likes another model."""
    before = database.read(lambda connection: connection.scalar(VERSION))

    put(database, person_scope(7), 12)

    assert before == database.read(lambda connection: connection.scalar(VERSION))


def test_unchanged_settings_are_read_once(tmp_path: Path) -> None:
    """As long as the version is the same, nothing is asked of the database."""
    database, rules = Database(with_tables(f"sqlite:///{tmp_path}/rules.sqlite")), HouseRules()
    put(database, STUDIO, 40)
    first = limit(database, rules)
    with database.look() as connection:
        version = connection.scalar(VERSION) or 0
        connection.close()

        again = rules.here(connection, place(), version)  # would fail if it asked

    assert (40, 40) == (first, again.local.steps_limit)
    database.close()
