"""Faces, consent, pictures of the studio and half-done clips: what buttons and /cancel do."""

import pytest

from bots.counter import Counter
from bots.sitting import CONSENT_VERSION
from tasks.desk import Desk
from tests.bots.giving import JPEG, photo, voice
from tests.bots.sitting import FREE, FULL, hear, jobs, press, press_first, request_of
from tests.factories import key, place, sender
from tests.fakes.worker import FakeWorker


async def test_caption_is_what_the_face_says(counter: Counter, agreed: None) -> None:
    """A photo with words below it is whole."""
    request = request_of(await hear(counter, "Hello there", photo()))

    assert request.speech is not None
    assert "Hello there" == request.speech.text


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
