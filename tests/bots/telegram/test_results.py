"""Several pictures of one job on Telegram: an album, its buttons, and each picture alone."""

import pytest

from tests.bots.telegram.studio import Studio
from tests.factories import recipe
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Message, Person, Room

EVE = Person(66, "Eve")


async def drawn(studio: Studio, person: Person, room: Room, text: str) -> Message:
    """Ask for pictures; wait until they are shown."""
    placeholder = await studio.asked(person, room, text)
    await studio.draw()
    return placeholder


def data_of(message: Message, label: str) -> str:
    """Find what the button with a label carries."""
    return next(key["callback_data"] for row in message.keyboard for key in row if key["text"] == label)


async def test_album_has_a_button_for_each_picture(studio: Studio, alice: Person, room: Room) -> None:
    """To pick and to vary, in rows as they lie on Discord."""
    words = await drawn(studio, alice, room, "/imagine four boats --n 4")

    assert [["1", "2", "3", "4"], ["V1", "V2", "V3", "V4"]] == [
        [key["text"] for key in row] for row in words.keyboard[:2]
    ]


async def test_pick_shows_one_alone_and_delete_takes_it_along(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Its buttons are about this one; in the end nothing is left of words, album and pick."""
    words = await drawn(studio, alice, room, "/imagine four boats --n 4 --seed 5")
    telegram.press_data(alice, words, data_of(words, "3"))
    await telegram.until(lambda: len(room.shown) == 6)
    picked = room.shown[-1]
    await telegram.until(lambda: len(studio.desk.shown.messages(studio.jobs[0])) == 6)

    assert ("photo", True) == (picked.kind, "Picture 3 of 4 · seed 7" in picked.text)
    assert f"vary:{studio.jobs[0]}.3" == data_of(picked, "Vary a little")
    telegram.press(alice, picked, "delete")
    await telegram.until(lambda: not room.shown)


async def test_one_picture_of_an_album_comes_as_a_file(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """In full quality, byte for byte."""
    words = await drawn(studio, alice, room, "/imagine four boats --n 4")
    telegram.press_data(alice, words, f"file:{studio.jobs[0]}.2")
    await telegram.until(lambda: room.of("document"))

    [sent] = room.of("document")
    assert sent.file
    assert studio.desk.read(studio.desk.job(studio.jobs[0]).media[1].key) == sent.file.data


async def test_edit_puts_the_recipe_into_the_text_field(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """What a phone then sends has our name before it, and is understood."""
    words = await drawn(studio, alice, room, "/imagine a red house --seed 5 --no cars")
    telegram.press(alice, words, "edit")
    await telegram.until(lambda: len(room.shown) == 2)
    [typed] = room.shown[1].drafts
    again = await studio.asked(alice, room, f"@limner_test_bot {typed.replace('red', 'blue')}")

    first, second = (recipe(studio.desk.job(job)) for job in studio.jobs)
    assert "a blue house" in again.text
    assert first.model_copy(update={"prompt": "a blue house"}) == second


async def test_long_recipe_is_copied_from_the_message(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Telegram's button has no room for it."""
    words = await drawn(studio, alice, room, "/imagine " + "a red house " * 20)
    telegram.press(alice, words, "edit")
    await telegram.until(lambda: len(room.shown) == 2)

    assert [] == room.shown[1].drafts
    assert "/imagine a red house" in room.shown[1].text


@pytest.mark.parametrize("label", ["Again", "Vary a little", "Vary a lot"])
async def test_in_a_group_others_go_on_at_their_own_cost(
    telegram: FakeTelegram, studio: Studio, alice: Person, label: str
) -> None:
    """Their picture, their credits."""
    group = telegram.group()
    words = await drawn(studio, alice, group, "/imagine a red house")
    telegram.press_data(EVE, words, data_of(words, label))
    await telegram.until(lambda: len(studio.jobs) == 2)
    await studio.draw()

    assert "66" == studio.desk.job(studio.jobs[1]).sender.account
    assert (199, 0) == studio.credits(EVE) == studio.credits(alice)


async def test_result_of_a_group_goes_to_its_owner_alone(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """With its buttons; in the group nothing of it is left, and nobody there can go on from it."""
    group = telegram.group()
    words = await drawn(studio, alice, group, "/imagine four boats --n 4")
    telegram.press(alice, words, "private")
    await telegram.until(lambda: len(room.shown) == 5 and not group.shown)
    theirs = telegram.press_data(EVE, telegram.say(EVE, group, "x"), f"again:{studio.jobs[0]}")
    await telegram.until(lambda: theirs in telegram.methods.answered)
    telegram.press(alice, room.shown[0], "delete")
    await telegram.until(lambda: not room.shown)

    assert "There is no such picture of yours." == telegram.methods.answered[theirs]


async def test_who_cannot_be_written_to_is_told(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """The result stays where it is."""
    group = telegram.group()
    words = await drawn(studio, alice, group, "/imagine a boat")
    room.refuses = "bot can't initiate conversation with a user"
    telegram.press(alice, words, "private")
    await telegram.until(lambda: len(group.shown) == 2)

    assert "I cannot write to you directly" in group.shown[1].text
    assert "photo" == group.shown[0].kind


async def test_in_private_there_is_nothing_to_hide(studio: Studio, alice: Person, room: Room) -> None:
    """Nobody else is there."""
    assert "private" not in (await drawn(studio, alice, room, "/imagine a boat")).buttons
