"""What is typed in reply to a picture: ours are known by their buttons and by their messages."""

import pytest

from tests.bots.telegram.studio import Studio
from tests.bots.telegram.test_results import EVE, drawn
from tests.factories import over, recipe
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Message, Person, Room


async def replied(
    studio: Studio, person: Person, to: Message, text: str, thread: int | None = None
) -> Message:
    """Reply to a message and wait for the answer."""
    shown = len(to.room.shown)
    studio.telegram.say(person, to.room, text, to=to, thread=thread)
    await studio.telegram.until(lambda: len(to.room.shown) > shown)
    return to.room.shown[-1]


async def test_again_in_reply_to_a_picture(studio: Studio, alice: Person, room: Room) -> None:
    """The same words, another seed."""
    picture = await drawn(studio, alice, room, "/imagine a red house --seed 5")
    answer = await replied(studio, alice, picture, "/again")

    first, second = (recipe(studio.desk.job(job)) for job in studio.jobs)
    assert "a red house" in answer.text
    assert first.seed != second.seed


async def test_picture_of_an_album_is_known_by_its_message(studio: Studio, alice: Person, room: Room) -> None:
    """It bears no buttons, and is one of four all the same."""
    await drawn(studio, alice, room, "/imagine four boats --n 4 --seed 5")
    third = room.pictures[2]
    told = await replied(studio, alice, third, "/recipe")
    varied = await replied(studio, alice, third, "/vary")

    assert "--seed 7" in told.text
    assert "--n 4" not in told.text
    assert "four boats" in varied.text
    assert studio.desk.job(studio.jobs[0]).media[2].key == over(studio.desk.job(studio.jobs[1])).picture


async def test_file_in_reply_is_the_one_that_was_stored(studio: Studio, alice: Person, room: Room) -> None:
    """Byte for byte, though Telegram shows another."""
    await drawn(studio, alice, room, "/imagine four boats --n 4")
    await replied(studio, alice, room.pictures[1], "/file")

    [sent] = room.of("document")
    assert sent.file
    assert studio.desk.read(studio.desk.job(studio.jobs[0]).media[1].key) == sent.file.data


async def test_delete_in_reply_takes_all_messages(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Words, album and all; what remains says so."""
    await drawn(studio, alice, room, "/imagine four boats --n 4")
    telegram.say(alice, room, "/delete", to=room.pictures[3])
    await telegram.until(lambda: [message.text for message in room.shown] == ["Deleted."])

    assert not studio.desk.job(studio.jobs[0]).media


async def test_others_do_not_delete(studio: Studio, alice: Person, telegram: FakeTelegram) -> None:
    """They may go on from it."""
    group = telegram.group()
    picture = await drawn(studio, alice, group, "/imagine a red house")
    refused = await replied(studio, EVE, picture, "/delete")
    varied = await replied(studio, EVE, picture, "/vary")

    assert "There is no such picture of yours." == refused.text
    assert "a red house" in varied.text
    assert "66" == studio.desk.job(studio.jobs[1]).sender.account


async def test_recipe_of_a_file_that_somebody_sent(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Our PNG tells it wherever it comes from."""
    await drawn(studio, alice, room, "/imagine a red house --seed 5")
    data = studio.desk.read(studio.desk.job(studio.jobs[0]).media[0].key)
    theirs = telegram.private(EVE)
    file = telegram.send(EVE, theirs, "document", data, name="x.png", mime="image/png")
    await telegram.until(lambda: theirs.shown)  # it is taken for a photo that shall speak
    told = await replied(studio, EVE, file, "/recipe")
    edited = await replied(studio, EVE, file, "/edit")

    assert "--seed 5" in told.text
    assert "/imagine a red house" in edited.drafts[0]


@pytest.mark.parametrize("command", ["/again", "/vary", "/delete", "/file", "/edit", "/animate"])
async def test_without_a_picture_it_says_how(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room, command: str
) -> None:
    """One sentence."""
    telegram.say(alice, room, command)
    await telegram.until(lambda: room.shown)

    assert "Reply with this to a picture. Nothing was charged." == room.shown[0].text


async def test_in_groups_only_what_is_meant_for_us(
    telegram: FakeTelegram, studio: Studio, alice: Person
) -> None:
    """A reply to our picture, or our name behind the command; all else may be for other bots."""
    group = telegram.group()
    picture = await drawn(studio, alice, group, "/imagine a red house")
    theirs = telegram.say(alice, group, "look at this")
    telegram.say(alice, group, "/again", to=theirs)
    telegram.say(alice, group, "/again")
    await replied(studio, alice, picture, "/again")
    named = await replied(studio, alice, theirs, "/again@limner_test_bot")

    assert 2 == len(studio.jobs)
    assert "There is no picture in that message" in named.text


async def test_all_of_it_stays_in_its_topic(telegram: FakeTelegram, studio: Studio, alice: Person) -> None:
    """Picks, files, drafts and what is made again."""
    forum = telegram.group(forum=True)
    telegram.say(alice, forum, "/imagine four boats --n 4", thread=9)
    await telegram.until(lambda: studio.jobs and studio.desk.job(studio.jobs[0]).placeholder)
    await studio.draw()
    words = forum.shown[0]
    for data in (f"pick:{studio.jobs[0]}.2", f"file:{studio.jobs[0]}", f"edit:{studio.jobs[0]}"):
        shown = len(forum.shown)
        telegram.press_data(alice, words, data)
        await telegram.until(lambda shown=shown: len(forum.shown) > shown)  # type: ignore[misc]  # bound now
    await replied(studio, alice, words, "/again", thread=9)

    assert {9} == {message.thread for message in forum.shown}


async def test_edited_message_never_makes_a_second_job(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Neither a command nor what was typed in reply."""
    picture = await drawn(studio, alice, room, "/imagine a red house")
    typed = telegram.say(alice, room, "/again", to=picture)
    await telegram.until(lambda: len(studio.jobs) == 2)
    telegram.edit(typed, "/again now")
    await replied(studio, alice, picture, "/recipe")

    assert 2 == len(studio.jobs)
