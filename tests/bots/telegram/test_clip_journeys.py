"""A clip in pieces, as people ask for it: photo, voice, face, consent, in any order."""

import pytest

from tests.bots.telegram.sittings import MALLORY, NOTE, Numbering, answer, photo, pressed, request_of, waiting
from tests.bots.telegram.studio import Studio
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Person, Room


async def test_photo_voice_consent_clip(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """One thing after the other, and the clip in the place of the words that waited."""
    telegram.show(alice, room, photo())
    await answer(telegram, room, "Now send a voice note")
    telegram.send(alice, room, "voice", NOTE)
    question = await answer(telegram, room, "please confirm")
    assert "" == await pressed(telegram, alice, question, "agree")
    [job] = await waiting(telegram, studio)
    assert {} == question.buttons
    assert request_of(job).sound
    await studio.draw()

    [clip] = room.of("video")
    assert f"1001/{clip.id}" == job.placeholder
    assert "A clip with your recording" in clip.text
    telegram.press(alice, clip, "again")
    await waiting(telegram, studio, 2)


@pytest.mark.usefixtures("agreed")
async def test_text_instead_of_a_voice(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """After the photo, as its caption, or in reply to it; without a photo it is a prompt."""
    first = telegram.show(alice, room, photo())
    await answer(telegram, room, "Now send a voice note")
    telegram.say(alice, room, "Good morning")
    await waiting(telegram, studio)
    telegram.show(alice, room, photo(), "Good day")
    await waiting(telegram, studio, 2)
    telegram.say(alice, room, "Good night", to=first)
    await waiting(telegram, studio, 3)
    telegram.say(alice, room, "a red house")
    jobs = await waiting(telegram, studio, 4)

    assert ["Good morning", "Good day", "Good night", "a red house"] == [job.words for job in jobs]
    assert ["avatar"] * 3 + ["text-to-image"] == [job.request.kind for job in jobs]


@pytest.mark.usefixtures("agreed")
async def test_face_is_chosen_by_its_number(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Below the photo with numbers on it; a press of somebody else's counts for nothing."""
    telegram.send(alice, room, "voice", NOTE)
    await answer(telegram, room, "I keep your recording")
    studio.counter.intake = Numbering()
    telegram.show(alice, room, photo(3))
    question = await answer(telegram, room, "3 faces")
    assert "photo" == question.kind
    assert ["1", "2", "3"] == [key["text"] for row in question.keyboard for key in row]
    second = question.keyboard[0][1]["callback_data"]
    forged = telegram.press_data(MALLORY, question, second)
    await telegram.until(lambda: forged in telegram.methods.answered)
    assert [] == studio.jobs
    telegram.press_data(alice, question, second)
    [job] = await waiting(telegram, studio)

    assert "finished or forgotten" in telegram.methods.answered[forged]
    assert (1, {}) == (request_of(job).face, question.buttons)


async def test_no_is_an_answer(telegram: FakeTelegram, studio: Studio, alice: Person, room: Room) -> None:
    """The question gives way, and what was sent is forgotten."""
    telegram.show(alice, room, photo(), "hello")
    question = await answer(telegram, room, "please confirm")
    await pressed(telegram, alice, question, "decline")
    await telegram.until(lambda: "I will not make the clip" in question.text)
    telegram.say(alice, room, "/cancel")
    await answer(telegram, room, "nothing half-done")

    assert {} == question.buttons
    assert [] == studio.jobs


async def test_cancel_forgets(telegram: FakeTelegram, studio: Studio, alice: Person, room: Room) -> None:
    """After that, words are a prompt again."""
    telegram.show(alice, room, photo())
    await answer(telegram, room, "Now send a voice note")
    telegram.say(alice, room, "/cancel")
    await answer(telegram, room, "Forgotten")
    telegram.say(alice, room, "a red house")
    [job] = await waiting(telegram, studio)

    assert "text-to-image" == job.request.kind
