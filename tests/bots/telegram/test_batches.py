"""Several pictures of one line on Telegram: asked back, each result in a message of its own."""

from tests.bots.telegram.studio import Studio
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Person, Room


async def test_each_picture_of_a_batch_has_a_message(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """The question says what was taken; it shows none of them."""
    telegram.say(alice, room, "/imagine {red,blue} house")
    await telegram.until(lambda: room.shown)
    question = room.shown[-1]
    asked = question.text
    telegram.press(alice, question, "batch")
    await telegram.until(lambda: "in line" in question.text)
    for number in studio.jobs:
        studio.worker.work(number)
    await telegram.until(lambda: len(room.of("photo")) == 2)

    assert asked.startswith("2 requests, 2 pictures: 2 credits together")
    assert 2 == len(studio.jobs)
    assert question not in room.of("photo")
    assert ["Cancel the rest"] == [key["text"] for row in question.keyboard for key in row]
