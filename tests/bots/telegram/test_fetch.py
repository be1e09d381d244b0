"""What people sent is fetched when it is wanted, in time or not at all."""

import pytest

from bots.errors import AttachmentLost
from bots.telegram import fetch as fetching
from bots.telegram.errors import OverFetchLimit
from bots.telegram.fetch import fetch
from bots.telegram.line import Line
from tests.fakes.telegram import Broken, FakeTelegram, Flood, Lost

MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long between two tries."""
    monkeypatch.setattr(fetching, "PAUSES_S", (0.01, 0.01))


async def test_file_is_fetched_as_it_was_sent(telegram: FakeTelegram, line: Line) -> None:
    """Trouble on the way costs a moment."""
    file = telegram.world.keep("voice", "", b"OggS and more")
    telegram.fault(Broken(502), Lost(), method="getFile")

    assert b"OggS and more" == await fetch(line.bot, file.id, 0)
    assert 3 == len(telegram.called("getFile"))


async def test_flood_is_waited_out(telegram: FakeTelegram, line: Line) -> None:
    """As long as Telegram asks, and no shorter."""
    file = telegram.world.keep("voice", "", b"OggS")
    telegram.fault(Flood(1), method="getFile")

    assert b"OggS" == await fetch(line.bot, file.id, 4)


@pytest.mark.parametrize(("declared", "asked"), [(20 * MEGABYTE + 1, 0), (0, 1)])
async def test_over_twenty_megabytes_nothing_is_fetched(
    telegram: FakeTelegram, line: Line, declared: int, asked: int
) -> None:
    """Known beforehand where the size is declared, else Telegram says so."""
    file = telegram.world.keep("document", "film.mp4", b"", declared=20 * MEGABYTE + 1)

    with pytest.raises(OverFetchLimit) as error:
        await fetch(line.bot, file.id, declared)
    assert 20 == error.value.limit
    assert asked == len(telegram.called("getFile"))


async def test_file_that_is_gone_is_lost(telegram: FakeTelegram, line: Line) -> None:
    """Telegram knows no such file any more, or does not give it."""
    with pytest.raises(AttachmentLost):
        await fetch(line.bot, "photo-77", 0)
    telegram.fault(*[Broken(500)] * 3, method="getFile")
    with pytest.raises(AttachmentLost):
        await fetch(line.bot, "photo-77", 0)
    assert 4 == len(telegram.called("getFile"))


async def test_file_that_takes_too_long_is_lost(
    telegram: FakeTelegram, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever."""
    monkeypatch.setattr(fetching, "FETCH_S", 0.2)
    file = telegram.world.keep("voice", "", b"OggS")
    telegram.fault(Lost(hang_s=5), method="getFile")

    with pytest.raises(AttachmentLost):
        await fetch(line.bot, file.id, 0)
