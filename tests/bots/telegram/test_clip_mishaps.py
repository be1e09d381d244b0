"""Clips where something is odd: albums, large files, groups, repeated messages, refusals."""

import asyncio

import pytest

from tasks.job import Status
from tests.bots.giving import SAD
from tests.bots.telegram.sittings import MALLORY, NOTE, Farsighted, answer, photo, pressed, waiting
from tests.bots.telegram.studio import Studio
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_stored import StoredFile
from tests.fakes.telegram_world import BOT_NAME, Person, Room


@pytest.mark.usefixtures("agreed")
async def test_album_makes_one_clip(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Of its first photo; said so; and none more when it comes again after a restart."""
    for number in range(10):
        telegram.show(alice, room, photo(), "hello" if number == 0 else "", album="77")
    await waiting(telegram, studio)
    await telegram.until(lambda: any("album" in message.text for message in room.shown))
    studio.adapter._albums.clear()
    telegram.show(alice, room, photo(), album="77")
    await telegram.until(lambda: not telegram.updates.pending)
    await studio.draw()

    assert 1 == len(studio.jobs)
    assert 1 == len(room.of("video"))


@pytest.mark.usefixtures("agreed")
async def test_large_file_is_refused_before_it_is_fetched(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """The photo that was there is kept."""
    telegram.show(alice, room, photo())
    await answer(telegram, room, "Now send a voice note")
    fetched = len(telegram.called("getFile"))
    telegram.send(alice, room, "audio", b"", declared=20_000_001)
    shown = await answer(telegram, room, "Over 20 MB: Telegram does not let bots fetch it.")

    assert "Nothing was charged." in shown.text
    assert "Now send a voice note" in shown.text
    assert fetched == len(telegram.called("getFile"))
    assert [] == studio.jobs


@pytest.mark.parametrize(("data", "words"), [(photo(1, SAD), "damaged"), (b"GIF", "not a picture")])
async def test_bad_photos_are_answered(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room, data: bytes, words: str
) -> None:
    """In a sentence; nothing begins."""
    telegram.send(alice, room, "document", data, mime="image/jpeg")
    await telegram.until(lambda: room.shown)

    assert words in room.shown[0].text
    assert [] == studio.jobs


async def test_picture_of_ours_is_made_to_talk(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """By the button below it, or by a voice in reply."""
    drawn = await studio.asked(alice, room, "/imagine a portrait")
    await studio.draw()
    await pressed(telegram, alice, drawn, "talk")
    await answer(telegram, room, "Now send a voice note")
    telegram.send(alice, room, "voice", NOTE, to=drawn)
    question = await answer(telegram, room, "please confirm")
    await pressed(telegram, alice, question, "agree")
    jobs = await waiting(telegram, studio, 2)

    assert "avatar" == jobs[1].request.kind
    assert "photo" == drawn.kind


async def test_refusal_of_a_press_is_an_alert_or_a_message(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """What is longer than an alert may be comes whole."""
    drawn = await studio.asked(alice, room, "/imagine a portrait")
    await studio.draw()
    assert "no such picture of yours" in await pressed(telegram, MALLORY, drawn, "talk")
    studio.counter.intake = Farsighted()
    shown = len(room.shown)
    assert "" == await pressed(telegram, alice, drawn, "talk")
    await telegram.until(lambda: len(room.shown) > shown)

    assert room.shown[-1].text.endswith("Nothing was charged.")
    assert len(room.shown[-1].text) > 200


@pytest.mark.usefixtures("agreed")
async def test_line_is_spoken_and_goes_on_to_a_face(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """/say gives a voice message; its button keeps the words for the next photo."""
    await studio.asked(alice, room, "/say Good morning --voice espeak-ng/en-us")
    await studio.draw()
    [spoken] = room.of("voice")
    assert [spoken] == room.shown
    await pressed(telegram, alice, spoken, "onward")
    await answer(telegram, room, "I keep your text")
    telegram.show(alice, room, photo())
    jobs = await waiting(telegram, studio, 2)

    assert ("avatar", "Good morning") == (jobs[1].request.kind, jobs[1].words)


@pytest.mark.usefixtures("agreed")
async def test_round_note_by_choice(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """And away with both of its messages by one button."""
    telegram.show(alice, room, photo(), "/avatar hello --round on")
    await waiting(telegram, studio)
    await studio.draw()
    assert ["video_note", "text"] == [message.kind for message in room.shown]
    await pressed(telegram, alice, room.shown[1], "delete")
    await telegram.until(lambda: not room.shown)


@pytest.mark.usefixtures("agreed")
async def test_in_a_group_by_replies(telegram: FakeTelegram, studio: Studio, alice: Person) -> None:
    """The command below somebody's photo, then a voice in reply to our question; all else is talk."""
    room = telegram.group()
    hers = telegram.show(Person(5, "Bo"), room, photo())
    telegram.say(alice, room, f"/avatar@{BOT_NAME}", to=hers)
    question = await answer(telegram, room, "Now send a voice note")
    telegram.send(Person(5, "Bo"), room, "voice", NOTE)
    telegram.say(Person(5, "Bo"), room, "nice", to=question)
    telegram.send(alice, room, "voice", NOTE, to=question)
    [job] = await waiting(telegram, studio)
    await studio.draw()

    assert "1001" == job.sender.account
    assert [str(room.id)] == [job.place.chat]
    assert 1 == len(room.of("video"))


@pytest.mark.usefixtures("agreed")
async def test_same_message_again_is_one_clip(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Telegram hands an update out twice, to another process."""
    telegram.show(alice, room, photo(), "hello")
    [update] = telegram.updates.pending
    await waiting(telegram, studio)
    studio.adapter._taken.clear()
    telegram.updates.repeat(update)
    await asyncio.sleep(0.5)
    await studio.draw()

    assert [Status.DELIVERED] == [studio.desk.job(job).status for job in studio.jobs]
    assert 1 == len(room.shown)


async def test_verify_looks_at_what_is_replied_to(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Or at the file that bears the command; alone it asks for one."""
    file: StoredFile = telegram.world.keep("video", "clip.mp4", photo(1, b"signed"))
    clip = room.add(alice)
    clip.file = file
    telegram.say(alice, room, "/verify", to=clip)
    await answer(telegram, room, "was made here")
    telegram.send(alice, room, "document", photo(), "/verify")
    await answer(telegram, room, "no sign")
    telegram.say(alice, room, "/verify")
    await answer(telegram, room, "Send the file along")
    telegram.say(alice, room, "/voices en")
    await answer(telegram, room, "espeak-ng/")
