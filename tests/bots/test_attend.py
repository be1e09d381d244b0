"""A clip is asked for in pieces, in any order."""

from collections.abc import Sequence

import pytest

from avatar.requests import SpeechRequest
from bots.attachment import Attachment
from bots.attend import attend
from bots.command import Visit
from bots.counter import Counter
from bots.sitting import CONSENT_VERSION
from bots.table import Given
from tasks.desk import Desk
from tests.bots.giving import JPEG, OGG, PNG, photo, voice
from tests.bots.sitting import hear, request_of
from tests.factories import key, place, sender


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


async def test_face_can_be_told_beforehand(counter: Counter, agreed: None) -> None:
    """Whoever knows the number need not press."""
    assert 2 == request_of(await hear(counter, "/avatar Hello --face 3", photo(faces=3))).face


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
