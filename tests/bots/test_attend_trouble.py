"""Restarts, wrong files and repeated events: nothing is lost, made twice, or charged by mistake."""

import asyncio

import pytest

from bots.attachment import Attachment
from bots.counter import Counter
from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.settings import TasksSettings
from tests.bots.giving import JPEG, OGG, SAD, FakeIntake, file, photo, voice
from tests.bots.sitting import FREE, FULL, hear, jobs, press, press_first, request_of
from tests.conftest import open_test_desk
from tests.factories import key, place, sender
from tests.fakes.outbox import MemoryOutbox


async def test_restart_loses_nothing(
    counter: Counter,
    settings: TasksSettings,
    catalogue: Catalogue,
    outbox: MemoryOutbox,
    agreed: None,
) -> None:
    """What was sent before a restart is there after it."""
    await hear(counter, "/avatar --size 512", photo())
    desk = open_test_desk(settings, catalogue, outbox)
    again = Counter(desk, catalogue, intake=FakeIntake(), voices=counter.voices)
    request = request_of(await hear(again, "", voice()))
    again.close()
    desk.close()

    assert 512 == request.size_px


async def test_restart_while_consent_is_asked_loses_nothing(
    counter: Counter, settings: TasksSettings, catalogue: Catalogue, outbox: MemoryOutbox
) -> None:
    """The button below the question still knows what it was about."""
    question = await hear(counter, "Hello there", photo())
    desk = open_test_desk(settings, catalogue, outbox)
    again = Counter(desk, catalogue, intake=FakeIntake(), voices=counter.voices)
    request = request_of(await press_first(again, question, "agree"))
    again.close()
    desk.close()

    assert request.speech is not None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (file(b"a line of text", "image/png"), "not_a_picture"),
        (file(b"PK\x03\x04zip", "image/png"), "archive_sent"),
        (file(b"<svg></svg>", "image/svg+xml"), "vector_picture"),
        (file(JPEG + SAD, "image/jpeg"), "file_damaged"),
        (file(b"", "image/jpeg"), "file_empty"),
        (file(JPEG, "image/jpeg", size=21_000_000), "file_too_large"),
    ],
)
async def test_wrong_photo_is_refused_exactly_and_costs_nothing(
    counter: Counter, desk: Desk, agreed: None, wrong: Attachment, code: str
) -> None:
    """The voice note that came with it is kept."""
    reply = await counter.answer("avatar", {"photo": wrong, "audio": voice()}, sender(), place(), key())
    left = desk.allowance(sender()).left
    request = request_of(await hear(counter, "", photo()))

    assert reply.problem is not None
    assert code == reply.problem.code
    assert FREE in reply.text
    assert reply.text.splitlines()[1].startswith("I keep your recording.")
    assert reply.private
    assert FULL == left
    assert request.sound


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (file(b"a line of text", "audio/ogg"), "not_a_sound"),
        (file(OGG + SAD, "audio/ogg"), "file_damaged"),
        (file(b"RIFF\0\0\0\0AVI ", "video/avi"), "video_sent"),
        (file(OGG, "audio/ogg", size=21_000_000), "file_too_large"),
    ],
)
async def test_wrong_sound_is_refused_exactly_and_costs_nothing(
    counter: Counter, desk: Desk, agreed: None, wrong: Attachment, code: str
) -> None:
    """The photo is kept."""
    await hear(counter, "", photo())
    reply = await hear(counter, "", wrong)
    left = desk.allowance(sender()).left
    request_of(await hear(counter, "", voice()))

    assert reply.problem is not None
    assert code == reply.problem.code
    assert "Now send a voice note" in reply.text
    assert FULL == left


async def test_wrong_photo_leaves_the_one_before(counter: Counter, agreed: None) -> None:
    """A second try that fails does not undo the first."""
    await hear(counter, "", photo())
    await hear(counter, "", file(JPEG + SAD, "image/jpeg"))

    assert request_of(await hear(counter, "", voice())).photo


async def test_large_file_is_not_downloaded(counter: Counter, intake: FakeIntake) -> None:
    """Its declared size is enough to refuse it."""

    async def fetch() -> bytes:
        raise AssertionError

    reply = await hear(counter, "", Attachment("selfie.jpg", "image/jpeg", 20_000_001, fetch))

    assert reply.problem is not None
    assert "file_too_large" == reply.problem.code
    assert 0 == intake.photos


async def test_sound_in_place_of_a_photo_is_kept(counter: Counter, agreed: None) -> None:
    """It is said to be none, and used."""
    reply = await counter.answer("avatar", {"photo": voice()}, sender(), place(), key())
    request = request_of(await hear(counter, "", photo()))

    assert reply.problem is None
    assert reply.text.startswith("That is a sound, not a picture.\nI keep your recording.")
    assert request.sound


async def test_photo_in_place_of_a_sound_is_kept(counter: Counter) -> None:
    """A picture that is declared as sound is a picture all the same."""
    reply = await hear(counter, "", file(JPEG + b"1", "audio/ogg"))

    assert "voice" == reply.asks


async def test_recording_and_text_at_once_are_refused(counter: Counter, agreed: None) -> None:
    """Only one can be spoken; the photo is kept."""
    reply = await hear(counter, "Hello", photo(), voice())

    assert reply.problem is not None
    assert "two_voices" == reply.problem.code
    assert request_of(await hear(counter, "Hello")).speech is not None


async def test_voice_that_is_not_there_is_refused_at_once(counter: Counter, agreed: None) -> None:
    """The photo that came along is kept."""
    reply = await hear(counter, "/avatar Hello --voice nobody", photo())

    assert reply.problem is not None
    assert "unknown_choice" == reply.problem.code
    assert request_of(await hear(counter, "Hello")).photo


async def test_too_dear_clip_can_be_made_later(counter: Counter, desk: Desk, agreed: None) -> None:
    """What was given is kept where the desk refuses."""
    desk.quota_set("telegram:1001", 0, "test")
    refused = await hear(counter, "Hello", photo())
    desk.quota_set("telegram:1001", 100, "test")

    assert refused.problem is not None
    assert "quota_exceeded" == refused.problem.code
    assert request_of(await hear(counter, "/avatar")).speech is not None


async def test_event_that_comes_twice_is_one_job(counter: Counter, desk: Desk, agreed: None) -> None:
    """Each of both events, in order or late."""
    first, second = key(), key()
    await hear(counter, "", photo(), name=first)
    await hear(counter, "", photo(), name=first)
    made = await hear(counter, "", voice(), name=second)
    again = await hear(counter, "", voice(), name=second)

    assert made.job is not None
    assert again.job is not None
    assert made.job.id == again.job.id
    assert 1 == jobs(desk)


async def test_whole_event_that_comes_twice_is_one_job(counter: Counter, desk: Desk, agreed: None) -> None:
    """At the same time, too."""
    name = key()
    replies = await asyncio.gather(*(hear(counter, "Hello", photo(), name=name) for _ in range(4)))

    assert 1 == len({reply.job.id for reply in replies if reply.job})
    assert 1 == jobs(desk)


async def test_consent_pressed_twice_is_one_job(counter: Counter, desk: Desk) -> None:
    """A nervous finger costs nothing."""
    question = await hear(counter, "Hello", photo())
    name = key()
    first = await press(counter, "agree", question.buttons[0].job_id, name)
    same = await press(counter, "agree", question.buttons[0].job_id, name)
    other = await press_first(counter, question, "agree")

    assert first.job is not None
    assert same.job is not None
    assert first.job.id == same.job.id
    assert other.problem is not None
    assert 1 == jobs(desk)


async def test_event_whose_end_was_not_noted_is_one_job(
    counter: Counter, desk: Desk, monkeypatch: pytest.MonkeyPatch, agreed: None
) -> None:
    """A crash between the job and the note of it makes no second one."""
    name = key()
    await hear(counter, "", photo())
    before = desk.conversation(sender(), place())
    made = await hear(counter, "", voice(), name=name)
    assert before is not None
    desk.converse(sender(), place(), before)
    again = await hear(counter, "", voice(), name=name)

    assert made.job is not None
    assert again.job is not None
    assert made.job.id == again.job.id
