"""Results for one pair of eyes in the groups of Telegram: they go to the private chat with the bot."""

import pytest

from tasks.job import Place, Sender
from tests.bots.telegram.studio import Studio
from tests.bots.telegram.test_results import EVE, data_of, drawn
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Message, Person, Room

ASIDE = "The answer is in your private chat with me."
CLOSED = "bot can't initiate conversation with a user"


@pytest.fixture
def group(telegram: FakeTelegram) -> Room:
    """Open a group."""
    return telegram.group()


async def preferred(telegram: FakeTelegram, alice: Person, room: Room) -> None:
    """Let Alice always want that."""
    telegram.say(alice, room, "/prefer private on")
    await telegram.until(lambda: len(room.shown) == 1)

    assert "• private = on ← person" in room.shown[0].text


async def theirs(telegram: FakeTelegram, studio: Studio, group: Room) -> Message:
    """Let Eve have something drawn that everybody sees."""
    telegram.private(EVE)
    return await drawn(studio, EVE, group, "/imagine a boat")


@pytest.mark.parametrize("always", [False, True])
async def test_answer_goes_to_the_private_chat(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room, group: Room, always: bool
) -> None:
    """Progress, result and buttons; the group is told so in a line."""
    if always:
        await preferred(telegram, alice, room)
    telegram.say(alice, group, "/imagine a house" + ("" if always else " --private on"))
    await telegram.until(lambda: group.shown and studio.jobs)
    await telegram.until(lambda: studio.desk.job(studio.jobs[0]).placeholder)
    await studio.draw()

    assert [ASIDE] == [message.text for message in group.shown]
    assert 1 == len(room.pictures)
    assert "delete" in room.pictures[0].buttons


async def test_what_a_button_makes_goes_there_too(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room, group: Room
) -> None:
    """Also from somebody else's result, which stays as it is; whoever presses is told in a word."""
    public = await theirs(telegram, studio, group)
    await preferred(telegram, alice, room)
    pressed = telegram.press_data(alice, public, data_of(public, "Again"))
    await telegram.until(lambda: len(studio.jobs) == 2 and studio.desk.job(studio.jobs[1]).placeholder)
    await studio.draw()

    assert ASIDE == telegram.methods.answered[pressed]
    assert 1 == len(group.shown)
    assert 1 == len(room.pictures)
    looked = telegram.press_data(EVE, public, f"info:{studio.jobs[1]}")
    await telegram.until(lambda: looked in telegram.methods.answered)
    assert "There is no such picture of yours." == telegram.methods.answered[looked]


async def test_who_never_wrote_to_the_bot_is_told_how(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room, group: Room
) -> None:
    """In one sentence; nothing is asked for, and nothing charged."""
    room.refuses = CLOSED
    telegram.say(alice, group, "/imagine a house --private on")
    await telegram.until(lambda: group.shown)

    assert "I cannot write to you directly. Write to me once" in group.shown[0].text
    assert [] == studio.jobs


async def test_in_private_nothing_changes(studio: Studio, alice: Person, room: Room) -> None:
    """There is nobody to hide it from."""
    words = await drawn(studio, alice, room, "/imagine a house --private on")

    assert [words] == room.shown
    assert not studio.desk.job(studio.jobs[0]).place.private


async def test_clip_is_begun_and_made_there(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room, group: Room
) -> None:
    """What was begun in the group before goes along: the photo that waits, or the words."""
    telegram.say(alice, group, "/avatar hello everybody")
    await telegram.until(lambda: group.shown)
    telegram.say(alice, group, "/avatar --private on")
    await telegram.until(lambda: room.shown and len(group.shown) == 2)
    sender = Sender(platform="telegram", account=str(alice.id))

    assert "photo" in room.shown[0].text
    assert ASIDE == group.shown[1].text
    kept = studio.desk.conversation(sender, Place(platform="telegram", chat=str(room.id)))
    assert kept is not None
    assert "hello everybody" == kept.text
