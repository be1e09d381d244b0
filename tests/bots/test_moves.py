"""A face borrows the motion of a video that is sent along, replied to or given in the form."""

import pytest

from avatar.requests import Borrow, PreviewRequest
from bots.attachment import LENDING, Attachment
from bots.counter import Counter
from bots.wording import LOCALES, Wording
from tasks.desk import Desk
from tasks.errors import NoSuchUpload
from tests.bots.giving import LONG, MP4, OGG, SAD, file, photo, video, voice
from tests.bots.sitting import FREE, FULL, hear, request_of
from tests.factories import avatar_request, key, place, sender


async def test_video_with_the_command_lends_its_motion(counter: Counter, desk: Desk, agreed: None) -> None:
    """With everything else at once; what is borrowed is an option."""
    heard = await hear(counter, "/avatar Hello --borrow blinks", photo(), video())
    request = request_of(heard)

    assert b"film of " + MP4 + b"a" == desk.uploaded(sender(), request.moves)
    assert Borrow.BLINKS is request.borrow


@pytest.mark.parametrize("word", ["moves", "Moves ", "动作"])
async def test_word_below_a_video_lends_it_to_a_sitting(counter: Counter, agreed: None, word: str) -> None:
    """The word is not spoken, and the sender hears that the video is kept."""
    await hear(counter, "", photo())
    kept = await hear(counter, word, video())
    request = request_of(await hear(counter, "", voice()))

    assert "voice" == kept.asks
    assert kept.text.startswith("I keep the video; the face borrows its motion.\nNow send a voice note")
    assert request.moves
    assert (Borrow.BOTH, None) == (request.borrow, request.speech)


async def test_video_without_a_word_is_taken_for_a_voice(counter: Counter, agreed: None) -> None:
    """The sentence says that only sound is taken there."""
    await hear(counter, "", photo())
    reply = await hear(counter, "", file(b"RIFF\0\0\0\0AVI ", "video/avi"))

    assert reply.problem is not None
    assert "video_sent" == reply.problem.code


async def test_word_without_a_video_is_spoken(counter: Counter, agreed: None) -> None:
    """A face may say it."""
    await hear(counter, "", photo())
    request = request_of(await hear(counter, "moves"))

    assert request.speech is not None
    assert ("moves", "") == (request.speech.text, request.moves)


async def test_later_video_takes_the_place_of_the_first(counter: Counter, desk: Desk, agreed: None) -> None:
    """The latest word counts."""
    for name in ("first", "second"):
        await hear(counter, "moves", video(name))
    request = request_of(await hear(counter, "/avatar Hello", photo()))

    assert desk.uploaded(sender(), request.moves).endswith(b"second")


async def test_long_video_is_cut_and_said_so(counter: Counter, agreed: None) -> None:
    """Where there is something left to be said."""
    reply = await hear(counter, "moves", file(MP4 + LONG, "video/mp4"))

    assert "I borrow from its first 30 seconds." in reply.text


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (file(OGG, "video/ogg"), "not_a_video"),
        (file(MP4 + SAD, "video/mp4"), "file_damaged"),
        (file(MP4, "video/mp4", size=21_000_000), "file_too_large"),
    ],
)
async def test_wrong_video_is_refused_exactly_and_costs_nothing(
    counter: Counter, desk: Desk, agreed: None, wrong: Attachment, code: str
) -> None:
    """The photo that came with it is kept."""
    reply = await counter.answer("avatar", {"photo": photo(), "moves": wrong}, sender(), place(), key())
    left = desk.allowance(sender()).left
    request = request_of(await hear(counter, "", voice()))

    assert reply.problem is not None
    assert code == reply.problem.code
    assert FREE in reply.text
    assert FULL == left
    assert "" == request.moves


async def test_program_gives_everything_at_once(counter: Counter, agreed: None) -> None:
    """And what is wrong with the video is a problem."""
    values = {"photo": photo(), "audio": voice(), "moves": video(), "borrow": "pose"}
    request = request_of(await counter.clip(values, sender(), place(), key()))
    refused = await counter.clip({**values, "moves": voice()}, sender(), place(), key())

    assert request.moves
    assert Borrow.POSE is request.borrow
    assert refused.problem is not None
    assert "not_a_video" == refused.problem.code


async def test_sheet_of_variants_borrows_as_well(counter: Counter, agreed: None) -> None:
    """It shows how the clip begins."""
    reply = await hear(counter, "/avatar Hello --preview on", photo(), video())

    assert reply.job is not None
    assert isinstance(reply.job.request, PreviewRequest)
    assert reply.job.request.of.moves


async def test_motion_costs_nothing_more(desk: Desk) -> None:
    """A clip is priced by its length and size."""
    assert desk.price(avatar_request()) == desk.price(avatar_request(moves="uploads/a.mp4"))


async def test_video_is_its_senders_alone(desk: Desk) -> None:
    """Whose it is not cannot borrow from it."""
    face = desk.keep(sender("1"), b"photo", "image/png")
    film = desk.keep(sender("2"), b"film", "video/mp4")

    with pytest.raises(NoSuchUpload):
        desk.submit(avatar_request(face, moves=film), sender("1"), place(), key())


def test_words_are_those_of_the_field() -> None:
    """In every language, so that people find them where options are explained."""
    assert LENDING == {Wording(locale).say("field-moves") for locale in LOCALES}
