"""A clip is asked for in pieces, in any order, and nothing of it is lost or charged by mistake."""

import asyncio
from collections.abc import Sequence

import pytest

from avatar.requests import AvatarRequest, SpeechRequest
from bots.attachment import Attachment
from bots.attend import attend
from bots.chat import Action, Reply
from bots.command import Visit
from bots.counter import Counter
from bots.sitting import CONSENT_VERSION
from bots.table import Given
from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.settings import TasksSettings
from tests.bots.giving import JPEG, OGG, PNG, SAD, FakeIntake, file, photo, voice
from tests.conftest import open_test_desk
from tests.factories import key, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

FULL = 200
FREE = "Nothing was charged."


@pytest.fixture
def agreed(desk: Desk) -> None:
    """Let the usual sender have agreed before."""
    desk.consent(sender(), CONSENT_VERSION)


async def hear(
    counter: Counter, text: str = "", *files: Attachment, name: str = "", account: str = "1001"
) -> Reply:
    """Send a message as somebody."""
    return await counter.hear(text, files, sender(account), place(), name or key())


async def press(counter: Counter, action: Action, argument: str, name: str = "") -> Reply:
    """Press a button as the usual sender."""
    return await counter.press(action, argument, sender(), place(), name or key())


async def press_first(counter: Counter, reply: Reply, action: Action) -> Reply:
    """Press the first button of an action below a reply."""
    button = next(button for button in reply.buttons if button.action == action)
    return await press(counter, button.action, button.job_id)


def request_of(reply: Reply) -> AvatarRequest:
    """Take the request of a clip."""
    assert reply.problem is None, reply.text
    assert reply.job is not None, reply.text
    assert isinstance(reply.job.request, AvatarRequest)
    return reply.job.request


def jobs(desk: Desk) -> int:
    """Count the jobs of the usual sender."""
    return len(desk.history(sender()))


async def test_photo_then_voice_note_is_a_clip(counter: Counter, desk: Desk, agreed: None) -> None:
    """The case the product is known for."""
    asked = await hear(counter, "", photo())
    request = request_of(await hear(counter, "", voice()))

    assert "voice" == asked.asks
    assert asked.text.startswith("Now send a voice note, or write what the face shall say.")
    assert PNG + JPEG + b"a1" == desk.uploaded(sender(), request.photo)
    assert b"flac of " + OGG + b"a" == desk.uploaded(sender(), request.sound)
    assert (0, None) == (request.face, request.speech)


async def test_photo_then_words_is_a_clip(counter: Counter, agreed: None) -> None:
    """Words alone are for the face whose photo waits for them."""
    await hear(counter, "", photo())
    request = request_of(await hear(counter, "Good morning!"))

    assert request.speech is not None
    assert ("Good morning!", "espeak-ng/en-us") == (request.speech.text, request.speech.voice)


async def test_words_are_spoken_in_their_language(counter: Counter, agreed: None) -> None:
    """A Chinese line gets a Chinese voice."""
    await hear(counter, "", photo())
    request = request_of(await hear(counter, "早上好，很高兴见到你"))

    assert request.speech is not None
    assert request.speech.voice.startswith("espeak-ng/cmn")


async def test_voice_note_then_photo_is_a_clip(counter: Counter, agreed: None) -> None:
    """The order is the sender's."""
    asked = await hear(counter, "", voice())
    request = request_of(await hear(counter, "", photo()))

    assert "photo" == asked.asks
    assert asked.text.startswith("I keep your recording. Now send me a photo")
    assert request.sound


@pytest.mark.parametrize("files", [(photo(), voice()), (voice(), photo())])
async def test_both_at_once_is_a_clip(counter: Counter, agreed: None, files: Sequence[Attachment]) -> None:
    """Nothing is asked where nothing is missing."""
    assert request_of(await hear(counter, "", *files)).sound


async def test_caption_is_what_the_face_says(counter: Counter, agreed: None) -> None:
    """A photo with words below it is whole."""
    request = request_of(await hear(counter, "Hello there", photo()))

    assert request.speech is not None
    assert "Hello there" == request.speech.text


async def test_command_takes_options_and_files(counter: Counter, agreed: None) -> None:
    """Typed options, flags in the text, and files beside them."""
    flags = "--aspect 9:16 --size 512 --head 0 --captions on --seed 7 --voice en-gb --rate 1.2"
    request = request_of(await hear(counter, f"/avatar Hello there {flags}", photo()))

    assert ("9:16", 512, 0, True, 7) == (
        request.aspect,
        request.size_px,
        request.head,
        request.captions,
        request.seed,
    )
    assert request.speech == SpeechRequest(text="Hello there", voice="espeak-ng/en-gb", rate=1.2)


async def test_typed_options_reach_the_clip(counter: Counter, agreed: None) -> None:
    """A slash command brings all at once."""
    values = {"photo": photo(), "audio": voice(), "text": None, "round": "on", "size": 512, "mouth": 1.5}
    reply = await counter.answer("avatar", values, sender(), place(), key())
    request = request_of(reply)

    assert (True, 512, 1.5) == (request.round, request.size_px, request.mouth)


async def test_options_are_kept_for_what_follows(counter: Counter, agreed: None) -> None:
    """They need not be said again with the voice note; the latest word counts."""
    await hear(counter, "/avatar --size 512 --seed 7", photo())
    await hear(counter, "/avatar --seed 9")
    request = request_of(await hear(counter, "", voice()))

    assert (512, 9) == (request.size_px, request.seed)


async def test_restart_loses_nothing(
    counter: Counter,
    settings: TasksSettings,
    catalogue: Catalogue,
    outbox: MemoryOutbox,
    agreed: None,
) -> None:
    """What was sent before a restart is there after it."""
    await hear(counter, "/avatar --size 512", photo())
    desk = open_test_desk(settings, catalogue, outbox, migrated=True)
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
    desk = open_test_desk(settings, catalogue, outbox, migrated=True)
    again = Counter(desk, catalogue, intake=FakeIntake(), voices=counter.voices)
    request = request_of(await press_first(again, question, "agree"))
    again.close()
    desk.close()

    assert request.speech is not None


async def test_consent_is_asked_once_and_then_it_goes_on(counter: Counter, desk: Desk) -> None:
    """With what was given, and never again for this wording."""
    question = await hear(counter, "", photo(), voice())
    first = request_of(await press_first(counter, question, "agree"))
    second = request_of(await hear(counter, "", photo(), voice("b")))

    assert "consent" == question.asks
    assert ["agree", "decline"] == [button.action for button in question.buttons]
    assert question.job is None
    assert first.sound != second.sound
    assert 2 == jobs(desk)


async def test_declined_consent_makes_nothing(counter: Counter, desk: Desk) -> None:
    """What was sent is forgotten, nothing is charged, and the next time it is asked again."""
    question = await hear(counter, "", photo(), voice())
    reply = await press_first(counter, question, "decline")
    after = await press_first(counter, question, "agree")

    assert FREE in reply.text
    assert after.problem is not None
    assert "nothing_begun" == after.problem.code
    assert not desk.consented(sender(), CONSENT_VERSION)
    assert (0, FULL) == (jobs(desk), desk.allowance(sender()).left)


async def test_consent_to_an_older_wording_is_none(counter: Counter, desk: Desk) -> None:
    """A button from before the wording changed asks again."""
    await hear(counter, "", photo(), voice())
    reply = await press(counter, "agree", "0")

    assert "consent" == reply.asks
    assert not desk.consented(sender(), "0")


async def test_several_faces_are_chosen_by_button(counter: Counter, agreed: None) -> None:
    """The faces are numbered on a picture."""
    question = await hear(counter, "", photo(faces=3), voice())
    request = request_of(await press(counter, "face", question.buttons[1].job_id))

    assert "face" == question.asks
    assert JPEG + b"numbered" == question.preview
    assert ["1", "2", "3"] == [button.label for button in question.buttons]
    assert 1 == request.face


async def test_face_can_be_told_beforehand(counter: Counter, agreed: None) -> None:
    """Whoever knows the number need not press."""
    assert 2 == request_of(await hear(counter, "/avatar Hello --face 3", photo(faces=3))).face


async def test_face_that_is_not_there_is_refused(counter: Counter, desk: Desk, agreed: None) -> None:
    """And the words are kept."""
    reply = await hear(counter, "/avatar Hello --face 3", photo(faces=2))
    request = request_of(await hear(counter, "", photo()))

    assert reply.problem is not None
    assert ("out_of_range", 2) == (reply.problem.code, reply.problem.facts["high"])
    assert request.speech is not None


async def test_face_that_cannot_speak_is_refused_when_chosen(
    counter: Counter, desk: Desk, agreed: None
) -> None:
    """Another one can be chosen then."""
    question = await hear(counter, "Hello", photo(faces=2, name="aside"))
    refused = await press(counter, "face", question.buttons[0].job_id)
    left = desk.allowance(sender()).left
    request = request_of(await press(counter, "face", question.buttons[1].job_id))

    assert refused.problem is not None
    assert "side_face" == refused.problem.code
    assert ["face", "face"] == [button.action for button in refused.buttons]
    assert FULL == left
    assert 1 == request.face


async def test_button_of_an_older_photo_is_refused(counter: Counter) -> None:
    """Its numbers are about other faces."""
    older = await hear(counter, "", photo(faces=3))
    await hear(counter, "", photo(faces=2, name="b"))
    reply = await press(counter, "face", older.buttons[0].job_id)

    assert reply.problem is not None
    assert "nothing_begun" == reply.problem.code


async def test_face_is_asked_before_the_voice(counter: Counter, agreed: None) -> None:
    """Then the voice is asked for."""
    question = await hear(counter, "", photo(faces=2))
    then = await press(counter, "face", question.buttons[0].job_id)

    assert ("face", "voice") == (question.asks, then.asks)


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


async def test_cancel_forgets_the_half_done_clip(counter: Counter) -> None:
    """Words alone are a prompt again."""
    await hear(counter, "", photo())
    forgotten = await hear(counter, "/cancel")
    nothing = await hear(counter, "/cancel")
    after = await hear(counter, "a red house")

    assert forgotten.text.startswith("Forgotten")
    assert nothing.text.startswith("There is nothing half-done here.")
    assert after.job is not None
    assert "text-to-image" == after.job.request.kind


async def test_finished_clip_is_nothing_half_done(counter: Counter, agreed: None) -> None:
    """What comes after it begins anew."""
    await hear(counter, "Hello", photo())
    after = await hear(counter, "a red house")

    assert (await hear(counter, "/cancel")).text.startswith("There is nothing")
    assert after.job is not None
    assert "text-to-image" == after.job.request.kind


async def test_conversations_are_their_senders_and_their_chats(counter: Counter, agreed: None) -> None:
    """Somebody else's words are no words for my photo, nor are mine elsewhere."""
    await hear(counter, "", photo())
    other = await hear(counter, "a red house", account="2002")
    elsewhere = await counter.hear("a blue house", (), sender(), place(chat="77"), key())

    assert other.job is not None
    assert elsewhere.job is not None
    assert {"text-to-image"} == {other.job.request.kind, elsewhere.job.request.kind}


async def test_picture_of_the_studio_can_be_made_to_talk(
    counter: Counter, worker: FakeWorker, agreed: None
) -> None:
    """Below every picture is a button."""
    drawn = await hear(counter, "a portrait")
    assert drawn.job is not None
    job = worker.work(drawn.job.id)
    asked = await press(counter, "talk", str(job.id))
    request = request_of(await hear(counter, "Hello"))

    assert "voice" == asked.asks
    assert job.media[0].key == request.photo


async def test_one_of_several_pictures_is_chosen(counter: Counter, worker: FakeWorker, agreed: None) -> None:
    """Each by its number."""
    drawn = await hear(counter, "a portrait --n 3")
    assert drawn.job is not None
    job = worker.work(drawn.job.id)
    question = await press(counter, "talk", str(job.id))
    await press(counter, "talk", question.buttons[2].job_id)
    request = request_of(await hear(counter, "Hello"))

    assert ["1", "2", "3"] == [button.label for button in question.buttons]
    assert all(len(f"talk:{button.job_id}".encode()) <= 64 for button in question.buttons)
    assert job.media[2].key == request.photo


@pytest.mark.parametrize("argument", ["", "x", "{id}.0", "{id}.2", "{id}.x", "{id}.٣"])
async def test_forged_picture_is_refused(counter: Counter, worker: FakeWorker, argument: str) -> None:
    """What comes back in a button may be anything."""
    drawn = await hear(counter, "a portrait")
    assert drawn.job is not None
    worker.work(drawn.job.id)
    reply = await press(counter, "talk", argument.format(id=drawn.job.id))

    assert reply.problem is not None
    assert reply.problem.code in {"no_such_job", "nothing_to_show"}


async def test_only_the_owner_makes_a_picture_talk(counter: Counter, worker: FakeWorker) -> None:
    """Somebody else's picture is none of mine."""
    drawn = await hear(counter, "a portrait", account="2002")
    assert drawn.job is not None
    worker.work(drawn.job.id)
    reply = await press(counter, "talk", str(drawn.job.id))

    assert reply.problem is not None
    assert "no_such_job" == reply.problem.code


async def test_spoken_line_goes_on_to_a_clip(counter: Counter, agreed: None) -> None:
    """With its voice, once there is a photo."""
    spoken = await hear(counter, "/say Good morning --voice en-gb --pitch 2")
    assert spoken.job is not None
    asked = await press(counter, "onward", str(spoken.job.id))
    request = request_of(await hear(counter, "", photo()))

    assert asked.text.startswith("I keep your text.")
    assert request.speech == spoken.job.request


async def test_clip_at_once_asks_nothing(counter: Counter, desk: Desk) -> None:
    """A program is told what is missing, and no conversation begins."""
    codes = []
    for values in ({}, {"photo": photo(2)}, {"photo": photo()}, {"photo": photo(), "text": "Hello"}):
        reply = await counter.clip(values, sender(), place(), key())
        assert reply.problem is not None
        codes.append(reply.problem.code)
    desk.consent(sender(), CONSENT_VERSION)
    made = await counter.clip({"photo": photo(), "text": "Hello"}, sender(), place(), key())

    assert ["photo_needed", "face_needed", "voice_needed", "consent_needed"] == codes
    assert request_of(made).speech is not None
    assert desk.conversation(sender(), place()) is None


async def test_given_pieces_reach_the_sitting_from_any_front(counter: Counter, agreed: None) -> None:
    """What a platform hands over need not come through a command."""
    visit = Visit(sender(), place(), key(), counter)

    assert request_of(await attend(Given(photo=photo(), text="Hello"), visit)).speech is not None
