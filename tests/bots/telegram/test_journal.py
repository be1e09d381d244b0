"""What Telegram gave us is on disk before it forgets; a slow studio keeps nobody from being heard."""

import asyncio
from contextlib import suppress
from pathlib import Path

from telegram import Update

from bots.telegram.intake import poll
from bots.telegram.journal import Journal
from bots.telegram.line import Line
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Person

PEOPLE = 250  # more than Telegram hands out at a time


def update(number: int) -> dict[str, object]:
    """Make an update."""
    return {"update_id": number, "message": {"text": "gru\u00df"}}


def left(path: Path) -> list[dict[str, object]]:
    """Read what is undone."""
    journal = Journal(path)
    found = list(journal.recall())
    journal.close()
    return found


def test_undone_updates_are_recalled(tmp_path: Path) -> None:
    """In order, without those that are dealt with, and without the line of a process that was killed."""
    path = tmp_path / "telegram.jsonl"
    journal = Journal(path)
    journal.add([update(1), update(2), update(3)])
    journal.add([update(3)])
    journal.done(2)
    with path.open("a") as file:
        file.write('{"update": {"upda')

    journal.close()

    assert [update(1), update(3)] == left(path)
    assert 0o600 == path.stat().st_mode & 0o777


def test_nothing_of_what_was_written_stays(tmp_path: Path) -> None:
    """Once all is dealt with, the file is empty."""
    journal = Journal(tmp_path / "telegram.jsonl")
    journal.add([update(1), update(2)])
    for number in (1, 2):
        journal.done(number)

    assert 0 == (tmp_path / "telegram.jsonl").stat().st_size
    journal.close()
    assert [] == left(tmp_path / "telegram.jsonl")


async def test_everybody_is_heard_while_nothing_is_committed(
    telegram: FakeTelegram, line: Line, tmp_path: Path
) -> None:
    """Though Telegram hands out a hundred at a time; and who polls next goes on where this one died."""
    heard: list[int] = []
    stuck = asyncio.Event()

    async def take(one: Update) -> None:
        heard.append(one.update_id)
        await stuck.wait()

    path = tmp_path / "telegram.jsonl"
    first = asyncio.create_task(poll(line.bot, take, Journal(path)))
    for number in range(PEOPLE):
        person = Person(number + 1, "Ada")
        telegram.say(person, telegram.private(person), "/imagine a")
    await telegram.until(lambda: len(heard) == PEOPLE and not telegram.updates.pending)
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    before = sorted(heard)
    heard.clear()
    stuck.set()
    second = asyncio.create_task(poll(line.bot, take, Journal(path)))
    await telegram.until(lambda: len(heard) == PEOPLE)
    await telegram.until(lambda: path.stat().st_size == 0)
    second.cancel()
    with suppress(asyncio.CancelledError):
        await second

    assert before == sorted(heard)


async def test_journal_that_cannot_be_written_leaves_it_to_telegram(
    telegram: FakeTelegram, line: Line, tmp_path: Path, alice: Person
) -> None:
    """A full disk loses nothing."""

    class Full(Journal):
        tries = 0

        def add(self, updates: object) -> None:
            self.tries += 1
            raise OSError(28, "No space left on device")

    journal = Full(tmp_path / "telegram.jsonl")

    async def take(one: Update) -> None:
        raise AssertionError

    polling = asyncio.create_task(poll(line.bot, take, journal))
    telegram.say(alice, telegram.private(alice), "/imagine a")
    await telegram.until(lambda: journal.tries)
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling

    assert 1 == len(telegram.updates.pending)
