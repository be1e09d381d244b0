"""What people gather for a training: it survives a restart, and nobody else sees it."""

from datetime import timedelta

from sqlalchemy import update

from tasks.database import now
from tasks.desk import Desk
from tasks.drafts import drop_stale
from tasks.models import uploads
from tasks.models_portfolios import portfolios
from tasks.portfolios import Portfolio, Portfolios, Specimen
from tests.factories import place, sender

DAY = timedelta(days=1)


def gathered(desk: Desk, *pictures: bytes) -> Portfolio:
    """Keep a portfolio of uploads."""
    specimens = []
    for data in pictures:
        key = desk.keep(sender(), data, "image/png")
        small = desk.keep(sender(), b"small " + data, "image/webp")
        specimens.append(Specimen(key=key, small=small, look="", width_px=128, height_px=96))
    portfolio = Portfolio(mark="a1", name="wuff", pictures=tuple(specimens))
    desk.portfolios.keep(sender(), place(), portfolio)
    return portfolio


def test_portfolio_is_there_after_a_restart(desk: Desk) -> None:
    """For whoever gathers it, in the chat where they do."""
    portfolio = gathered(desk, b"a", b"b")
    later = Portfolios(desk.database, DAY)

    assert portfolio == later.of(sender(), place())
    assert later.of(sender(), place(chat="43")) is None
    assert later.of(sender("66"), place()) is None


def test_every_addition_keeps_all_of_it(desk: Desk) -> None:
    """The first picture does not expire while others come."""
    portfolio = gathered(desk, b"a")
    with desk.database.begin() as connection:
        old = now(connection) - timedelta(hours=23)
        connection.execute(update(uploads).values(sent_at=old))
    desk.portfolios.keep(sender(), place(), portfolio)
    expired = desk._uploads.expire(desk.database.read(now) - timedelta(hours=1))

    assert 0 == expired


def test_stale_portfolio_is_forgotten(desk: Desk) -> None:
    """First it counts for nothing, then it is dropped."""
    gathered(desk, b"a")
    with desk.database.begin() as connection:
        connection.execute(update(portfolios).values(updated_at=now(connection) - 2 * DAY))

    assert desk.portfolios.of(sender(), place()) is None
    assert 1 == desk.database.write(lambda found: drop_stale(found, portfolios, now(found) - DAY))


def test_forgotten_portfolio_is_gone(desk: Desk) -> None:
    """And says whether there was one."""
    gathered(desk, b"a")

    assert desk.portfolios.forget(sender(), place())
    assert not desk.portfolios.forget(sender(), place())


def test_portfolio_of_a_linked_account_goes_along(desk: Desk) -> None:
    """What was begun on one platform is the person's."""
    portfolio = gathered(desk, b"a")
    other = sender("7", "discord")
    desk.link(other, desk.link_code(sender()).text)

    assert portfolio == desk.portfolios.of(other, place())
