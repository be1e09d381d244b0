"""What a chat said of somebody counts elsewhere: until it says otherwise, or for so long."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from generation.catalogue import Catalogue
from tasks.actor import Actor, operator
from tasks.authority import Authority
from tasks.database import Database
from tasks.desk import Desk
from tasks.errors import NotAllowed
from tasks.job import Sender
from tasks.models_vouched import vouched
from tasks.plan import Plan
from tasks.plans import Plans, subject_of
from tasks.roles import Deed, Role
from tasks.settings import TasksSettings
from tasks.standing import Standing
from tasks.vouching import Vouching, drop_old
from tests.conftest import open_test_desk
from tests.factories import sender
from tests.fakes.outbox import MemoryOutbox

START = datetime(2027, 1, 1, tzinfo=UTC)
SERVER = "55"
ADA = sender("1001", "discord", groups=("discord:9001", "discord:7"))
ADA_PLAIN = sender("1001", "discord")
ADA_WEB = sender("you", "web")
MODERATOR = sender("2002")


class Clock:
    """A clock that somebody sets."""

    moment = START

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.moment


@pytest.fixture
def clock() -> Clock:
    """Begin with the year."""
    return Clock()


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk where Discord and Telegram make something of people."""
    mapped = {"roles": "discord:9001=admin, discord:9002=trusted, telegram:-42=trusted"}
    chosen = TasksSettings.model_validate({**settings.model_dump(), **mapped})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    opened.close()


@pytest.fixture
def database(desk: Desk, clock: Clock) -> Iterator[Database]:
    """Look at the same database by a clock that somebody sets."""
    opened = Database(desk.settings.database_address, clock)
    yield opened
    opened.close()


def seen(desk: Desk, database: Database, who: Sender = ADA, server: str = SERVER) -> None:
    """Let a chat tell of somebody."""
    Vouching(database, desk.settings).note(who, server)


def role(desk: Desk, database: Database, who: Sender) -> Role:
    """Say what somebody is where no chat says anything."""
    return Standing(database, desk.settings).role(who)


def test_role_of_a_chat_counts_on_the_page(desk: Desk, database: Database) -> None:
    """On every linked platform; parted, it stays with the platform that showed it."""
    seen(desk, database)
    desk.link(ADA_WEB, desk.link_code(ADA).text)
    assert Role.ADMIN == role(desk, database, ADA_WEB) == role(desk, database, ADA_PLAIN)
    desk.unlink(ADA_WEB)

    assert (Role.MEMBER, Role.ADMIN) == (role(desk, database, ADA_WEB), role(desk, database, ADA_PLAIN))


def test_it_protects_whoever_has_it(desk: Desk, database: Database) -> None:
    """A moderator does not restrain an admin whom only a chat makes one."""
    desk.admin.offices.appoint(operator("root"), MODERATOR, Role.MODERATOR)
    seen(desk, database)
    authority = Authority(database, Standing(database, desk.settings))

    with pytest.raises(NotAllowed):
        authority.act(Actor(MODERATOR), Deed.RESTRAIN, "ban", lambda _: None, ADA_PLAIN)
    seen(desk, database, ADA_PLAIN)
    authority.act(Actor(MODERATOR), Deed.RESTRAIN, "ban", lambda _: None, ADA_PLAIN)


@pytest.mark.parametrize("account", ["1001", ""])
def test_chat_takes_it_back(desk: Desk, database: Database, account: str) -> None:
    """By an event without the role, or by saying who left; the bot itself takes along what it saw."""
    seen(desk, database)
    seen(desk, database, ADA_PLAIN, "66")
    assert Role.ADMIN == role(desk, database, ADA_PLAIN)  # another server knows nothing of it
    seen(desk, database, sender("1001", "discord", groups=("discord:9002",)))
    assert Role.TRUSTED == role(desk, database, ADA_PLAIN)
    Vouching(database, desk.settings).gone("discord", "66", account)
    assert Role.TRUSTED == role(desk, database, ADA_PLAIN)
    Vouching(database, desk.settings).gone("discord", SERVER, account)

    assert Role.MEMBER == role(desk, database, ADA_PLAIN)


def test_it_is_lost_in_time(desk: Desk, database: Database, clock: Clock) -> None:
    """A week after it was last seen; then the row goes, too."""
    seen(desk, database)
    clock.moment = START + desk.settings.role_memory - timedelta(seconds=1)
    assert Role.ADMIN == role(desk, database, ADA_PLAIN)
    clock.moment += timedelta(seconds=1)
    assert Role.MEMBER == role(desk, database, ADA_PLAIN)
    database.write(lambda connection: drop_old(connection, clock.moment + timedelta(seconds=1)))

    with database.look() as connection:
        assert [] == connection.execute(select(vouched)).all()


def test_who_is_made_less_of_is_so_until_seen_again(desk: Desk, database: Database) -> None:
    """Else nobody could take what a chat gave long ago."""
    seen(desk, database)
    Standing(database, desk.settings).appoint(ADA_PLAIN, Role.MEMBER, Role.OWNER)
    assert Role.MEMBER == role(desk, database, ADA_PLAIN)
    seen(desk, database)

    assert Role.ADMIN == role(desk, database, ADA_PLAIN)


def test_what_the_operator_maps_no_more_counts_no_more(desk: Desk, database: Database) -> None:
    """Groups are remembered, not what they make of people."""
    seen(desk, database)
    changed = TasksSettings.model_validate({**desk.settings.model_dump(), "roles": "discord:9001=trusted"})

    assert Role.TRUSTED == Standing(database, changed).role(ADA_PLAIN)
    assert Role.MEMBER == Standing(database, desk.settings.model_copy(update={"roles": ()})).role(ADA_PLAIN)


def test_plans_by_role_go_by_it(desk: Desk, database: Database) -> None:
    """Also for an owner whom the operator names under another account."""
    desk.plans.put(Plan(name="gold", steps_limit=99))
    desk.plans.assign(subject_of("role:admin"), "gold")
    desk.link(ADA_WEB, desk.link_code(ADA).text)
    assert desk.plans.of(ADA_WEB).plan.steps_limit is None
    seen(desk, database)
    assert 99 == Plans(database, desk.settings).of(ADA_WEB).plan.steps_limit
    named = desk.settings.model_copy(update={"roles": (), "admins": frozenset({"discord:1001"})})

    assert 99 == Plans(database, named).of(ADA_WEB).plan.steps_limit


def test_little_is_written(desk: Desk, database: Database) -> None:
    """What is known needs no look at the database; strangers leave no trace."""
    memory = Vouching(database, desk.settings)
    assert memory.news(ADA, SERVER)
    memory.note(ADA, SERVER)
    memory.note(sender("5", "discord"), SERVER)

    assert not memory.news(ADA, SERVER)
    assert not memory.news(ADA, "")
    assert memory.news(ADA_PLAIN, SERVER)
    with database.look() as connection:
        rows = connection.execute(select(vouched.c.mapped, vouched.c.server)).all()
    assert [("discord:9001", SERVER)] == [tuple(row) for row in rows]
