"""Links log in once and not for long; sessions end, change their secret, and notice copies."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tasks.database import Database
from tasks.entrance import (
    GRACE,
    IDLE_LASTS,
    SESSION_LASTS,
    TICKET_LASTS,
    TICKETS_IN,
    TICKETS_MOST,
    TURN_AFTER,
    Entrance,
    Session,
)
from tasks.linking_errors import LinkSpent, TooManyLinks
from tasks.models_entrance import sessions, tickets
from tests.factories import sender

SECOND = timedelta(seconds=1)


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 28, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands still."""
    return Clock()


@pytest.fixture
def database(database_url: str, clock: Clock) -> Iterator[Database]:
    """Open a database, once of either kind; only SQLite minds the clock."""
    opened = Database(database_url, clock)
    yield opened
    opened.close()


@pytest.fixture
def entrance(database: Database) -> Entrance:
    """Open the entrance."""
    return Entrance(database)


def log_in(entrance: Entrance, account: str = "ada") -> Session:
    """Log somebody in."""
    return entrance.enter(entrance.ticket(sender(account)).token)


SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_link_logs_in_whom_it_was_made_for(entrance: Entrance) -> None:
    """By name; the cookie is known from then on, and nothing is to be changed in it."""
    ticket = entrance.ticket(sender("ada", name="Ada"))
    assert ("telegram:ada", "Ada") == (entrance.look(ticket.token).address, entrance.look(ticket.token).name)

    session = entrance.enter(ticket.token)
    again = entrance.session(session.cookie)

    assert again is not None
    assert ("telegram:ada", session.csrf, "") == (again.sender.address, again.csrf, again.cookie)


def test_link_works_once(entrance: Entrance) -> None:
    """Used, replaced by a newer one, or invented: all the same."""
    first, second = entrance.ticket(sender("ada")), entrance.ticket(sender("ada"))
    entrance.enter(second.token)

    for token in (first.token, second.token, "", "x" * 43):
        with pytest.raises(LinkSpent):
            entrance.enter(token)
        with pytest.raises(LinkSpent):
            entrance.look(token)


@SQLITE
def test_link_is_too_old_after_five_minutes(entrance: Entrance, clock: Clock) -> None:
    """To the second."""
    ticket = entrance.ticket(sender("ada"))
    clock.now += TICKET_LASTS - SECOND
    assert entrance.look(ticket.token)
    clock.now += SECOND

    with pytest.raises(LinkSpent):
        entrance.enter(ticket.token)


@SQLITE
def test_links_are_given_so_often(entrance: Entrance, clock: Clock) -> None:
    """To each person."""
    for _ in range(TICKETS_MOST):
        entrance.ticket(sender("ada"))
    with pytest.raises(TooManyLinks):
        entrance.ticket(sender("ada"))
    assert entrance.ticket(sender("bo"))

    clock.now += TICKETS_IN + SECOND
    assert entrance.ticket(sender("ada"))


@SQLITE
@pytest.mark.parametrize("cookie", ["", ".", "x", "{id}", "{id}.", "{id}.x", "{id}.{id}", "' OR 1=1 --.x"])
def test_forged_cookies_are_nobody(entrance: Entrance, cookie: str) -> None:
    """Whoever knows the number of a session has nothing."""
    session = log_in(entrance)

    assert entrance.session(cookie.replace("{id}", session.id)) is None
    assert entrance.session(session.cookie)


@SQLITE
@pytest.mark.parametrize("step", [IDLE_LASTS, SESSION_LASTS])
def test_sessions_end(entrance: Entrance, clock: Clock, step: timedelta) -> None:
    """A day after they were last seen, and a week after they began, whatever happened."""
    session = log_in(entrance)
    cookie = session.cookie
    if step is SESSION_LASTS:
        while clock.now < session.expires_at - timedelta(hours=12):
            clock.now += timedelta(hours=12)
            kept = entrance.session(cookie)
            assert kept is not None
            cookie = kept.cookie or cookie
        clock.now = session.expires_at
    else:
        clock.now += step

    assert entrance.session(cookie) is None


@SQLITE
def test_secret_changes_and_a_copy_ends_the_session(entrance: Entrance, clock: Clock) -> None:
    """For a moment the old one passes, for requests that were under way; later it gives a thief away."""
    session = log_in(entrance)
    clock.now += TURN_AFTER
    turned = entrance.session(session.cookie)
    assert turned is not None
    assert turned.cookie not in {"", session.cookie}
    assert session.csrf == turned.csrf

    assert entrance.session(session.cookie)
    assert entrance.session(turned.cookie)
    clock.now += GRACE
    assert entrance.session(session.cookie) is None
    assert entrance.session(turned.cookie) is None


def test_leaving_ends_one_session_or_all(entrance: Entrance) -> None:
    """Of this person only; and links that were not used yet are void."""
    one, two, other = log_in(entrance), log_in(entrance), log_in(entrance, "bo")
    entrance.leave(one)
    assert (None, True) == (entrance.session(one.cookie), entrance.session(two.cookie) is not None)

    waiting = entrance.ticket(sender("ada"))
    assert 1 == entrance.leave_everywhere(sender("ada"))

    assert entrance.session(two.cookie) is None
    assert entrance.session(other.cookie) is not None
    with pytest.raises(LinkSpent):
        entrance.enter(waiting.token)


def test_nothing_that_opens_a_door_is_stored(entrance: Entrance, database: Database) -> None:
    """Only digests are."""
    ticket = entrance.ticket(sender("ada"))
    session = log_in(entrance, "bo")
    secret = session.cookie.partition(".")[2]

    stored = database.read(
        lambda connection: str([connection.execute(select(table)).all() for table in (tickets, sessions)])
    )

    assert ticket.token not in stored
    assert secret not in stored
