"""A sheet of variants on Telegram: one video, six numbers below it."""

import pytest

from avatar.requests import PreviewRequest, take
from tests.bots.telegram.sittings import MALLORY, photo, waiting
from tests.bots.telegram.studio import Studio
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Message, Person, Room

pytestmark = pytest.mark.usefixtures("agreed")


async def sheet(telegram: FakeTelegram, studio: Studio, alice: Person, room: Room) -> Message:
    """Have a sheet made."""
    telegram.show(alice, room, photo(), "Good morning --preview on")
    await waiting(telegram, studio)
    await studio.draw()
    [video] = room.of("video")
    return video


async def test_number_below_the_sheet_makes_the_clip(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """In a message of its own, with its price; the sheet and its buttons stay."""
    video = await sheet(telegram, studio, alice, room)
    before = [[key["text"] for key in row] for row in video.keyboard]
    telegram.press_data(alice, video, video.keyboard[1][0]["callback_data"])
    sheet_job, job = await waiting(telegram, studio, 2)
    placeholder = room.shown[-1].text
    await studio.draw()

    assert [["1", "2", "3"], ["4", "5", "6"]] == before[:2]
    assert ["Again", "How was this made?", "Full quality", "♥", "Delete"] == [
        text for row in before[2:] for text in row
    ]
    assert "1 credit" in placeholder
    assert isinstance(sheet_job.request, PreviewRequest)
    assert take(sheet_job.request, 4) == job.request
    assert before == [[key["text"] for key in row] for row in video.keyboard]
    assert 2 == len(room.of("video"))


async def test_number_pressed_twice_makes_one_clip(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Impatient people press again; others' presses count for nothing."""
    video = await sheet(telegram, studio, alice, room)
    data = video.keyboard[0][1]["callback_data"]
    forged = telegram.press_data(MALLORY, video, data)
    presses = [telegram.press_data(alice, video, data) for _ in range(2)]
    await telegram.until(lambda: {forged, *presses} <= set(telegram.methods.answered))
    await waiting(telegram, studio, 2)
    await studio.draw()

    assert 2 == len(studio.jobs)
    assert 2 == len(room.of("video"))
    assert "There is no such picture of yours." == telegram.methods.answered[forged]
