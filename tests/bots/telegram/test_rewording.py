"""/expand on Telegram: proposals come in the place of the placeholder, without any picture."""

import asyncio

from generation.notes import Note
from tasks.job import DESCRIBED
from tests.bots.telegram.studio import Studio
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Person, Room

TEXTS = ("a house, at night", "a house, on the sea")


async def test_proposal_is_drawn_at_a_press(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Until then nothing is: there are words alone, and a button for each."""
    placeholder = await studio.asked(alice, room, "/expand a house")
    notes = tuple(Note(code=DESCRIBED, facts={"text": text}) for text in TEXTS)
    claimed = studio.worker.claim(studio.jobs[0])
    await asyncio.to_thread(studio.worker.finish, claimed, notes)
    await studio.ended()
    shown = room.shown[-1]

    assert (placeholder, "text") == (shown, shown.kind)
    assert all(text in shown.text for text in TEXTS)
    assert [["Draw 1", "Draw 2"], ["Edit 1", "Edit 2"]] == [
        [key["text"] for key in row][:2] for row in shown.keyboard[:2]
    ]

    telegram.press_data(alice, shown, f"draw:{studio.jobs[0]}.2")
    await telegram.until(lambda: len(studio.jobs) == 2)
    assert TEXTS[1] == studio.desk.job(studio.jobs[1]).words
