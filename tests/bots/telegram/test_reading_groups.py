"""Groups, topics and albums: what of them is meant for the bot."""

import pytest

from tasks.conversation import Conversation
from tests.bots.telegram.ear import Ear, settled
from tests.bots.telegram.jobs import png
from tests.bots.telegram.test_reading import BO, PICTURE, VOICE, heard, posted
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import BOT_NAME, Person, Room

pytestmark = pytest.mark.usefixtures("adapter")


async def test_in_groups_only_what_is_meant_for_us(telegram: FakeTelegram, ear: Ear, alice: Person) -> None:
    """A command, a reply to us, or our name; never any photo or voice that is posted there."""
    room = telegram.group()
    ours, hers = posted(telegram, room, "photo", buttons="talk:1"), telegram.show(BO, room, png(), "look")
    telegram.send(alice, room, "voice", b"x")
    telegram.send(alice, room, "voice", b"x", to=hers)
    telegram.show(alice, room, png(), "@limner_test_bots hello")
    telegram.show(alice, room, png(), f"@{BOT_NAME} hello")
    telegram.show(alice, room, png(), f"/avatar@{BOT_NAME} hello")
    telegram.show(alice, room, png(), f"@{BOT_NAME.upper()} /avatar hello")
    telegram.say(alice, room, "/avatar hello", to=hers)
    telegram.send(alice, room, "voice", b"x", to=ours)
    await settled(telegram)

    assert [
        ("hello", [PICTURE]),
        ("/avatar hello", [PICTURE]),
        ("/avatar hello", [PICTURE]),
        ("/avatar hello", [PICTURE]),
        ("", [VOICE, PICTURE]),
    ] == heard(ear)


async def test_words_in_a_group_count_where_a_photo_waits_for_them(
    telegram: FakeTelegram, ear: Ear, alice: Person
) -> None:
    """In reply to our question; Bo, who has begun nothing, just talks."""
    room = telegram.group()
    question = room.add(telegram.world.bot, "Now send a voice note.")
    waiting = Conversation(waiting="voice", photo="uploads/a.png", faces=1, face=0)
    ear.little.begun["1001", str(room.id)] = waiting
    telegram.say(BO, room, "nice one", to=question)
    telegram.say(alice, room, "nobody is meant")
    telegram.say(alice, room, "Good morning", to=question)
    telegram.say(alice, room, f"@{BOT_NAME} Good night")
    await settled(telegram)

    assert ["Good morning", "Good night"] == ear.texts


async def test_topics_that_we_founded_are_no_conversation_with_us(
    telegram: FakeTelegram, ear: Ear, alice: Person
) -> None:
    """In a topic every message replies to the notice of its foundation."""
    room = telegram.group(forum=True)
    notice = room.add(telegram.world.bot, thread=3)
    notice.extra = {"forum_topic_created": {"name": "Faces", "icon_color": 7322096}}
    telegram.show(alice, room, png(), to=notice)
    await settled(telegram)

    assert [] == ear.heard


async def test_first_of_an_album_is_used(telegram: FakeTelegram, ear: Ear, alice: Person, room: Room) -> None:
    """Said so, and heard once; the next album is another."""
    for album in ("13", "14"):
        for number in range(3):
            telegram.show(alice, room, png(), "hello" if number == 0 else "", album=album)
    await settled(telegram)
    await telegram.until(lambda: len(room.shown) == 2)

    assert [("hello", [PICTURE])] * 2 == heard(ear)
    assert ear.heard[0].key != ear.heard[1].key
    assert all("album" in message.text for message in room.shown)
