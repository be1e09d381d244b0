"""The commands about voices and about where a file comes from."""

from base64 import b64encode
from itertools import count

import pytest

from avatar.requests import SpeechRequest
from avatar.voices.shelf import Shelf
from bots.attachment import Attachment
from bots.chat import Reply
from bots.commands.menu import COMMANDS
from bots.commands.voices import PAGE
from bots.counter import Counter
from bots.errors import AttachmentLost
from bots.forms import attachments
from bots.grammar import flags_of
from tasks.desk import Desk
from tests.bots.giving import JPEG, file
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker

FULL = 200
MESSAGE = 2000  # characters that the smallest platform shows at once


async def say(counter: Counter, text: str, *files: Attachment) -> Reply:
    """Say something as the usual sender."""
    return await counter.hear(text, files, sender(), place(), key())


async def test_say_is_a_cheap_job(counter: Counter) -> None:
    """The text behind the command is spoken."""
    reply = await say(counter, "/say Good morning! --rate 1.5 --voice en-gb")

    assert reply.job is not None
    assert SpeechRequest(text="Good morning!", voice="espeak-ng/en-gb", rate=1.5) == reply.job.request
    assert 1 == reply.job.price


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("/say", "speech_empty"),
        ("/say 🏠", "speech_empty"),
        ("/say " + "x" * 1001, "text_too_long"),
        ("/say a\0b", "text_unusable"),
        ("/say Hello --voice nobody", "unknown_choice"),
        ("/say Hello --rate 9", "out_of_range"),
        ("/say Hello --pitch 13", "out_of_range"),
        ("/say Hello --size 512", "unknown_flag"),
        ("/avatar Hello --size 500", "unknown_choice"),
        ("/avatar Hello --size", "missing_value"),
        ("/avatar Hello --size 512x512", "unknown_choice"),
        ("/avatar Hello --aspect 3:2", "unknown_choice"),
        ("/avatar Hello --head 3", "out_of_range"),
        ("/avatar Hello --face 0", "out_of_range"),
        ("/avatar Hello --photo x", "unknown_flag"),
        ("/voices xx", "unknown_choice"),
        ("/verify", "attachment_missing"),
        ("/restore", "attachment_missing"),
        ("/restore --strength 1.1", "out_of_range"),
        ("/restore --enlarge 4", "out_of_range"),
        ("/restore --photo x", "unknown_flag"),
        ("/help nothing", "unknown_command"),
    ],
)
async def test_bad_input_is_refused_exactly_and_costs_nothing(
    counter: Counter, desk: Desk, text: str, code: str
) -> None:
    """One sentence, for the asker alone."""
    reply = await say(counter, text)

    assert reply.problem is not None
    assert code == reply.problem.code
    assert reply.private
    assert FULL == desk.allowance(sender()).left


async def test_languages_are_listed_in_one_message(counter: Counter, shelf: Shelf) -> None:
    """With the number of their voices."""
    text = (await say(counter, "/voices")).text

    assert text.startswith(f"{len(shelf.cards)} voices, by language:")
    assert len(text) < MESSAGE
    assert ", zh " in text


async def test_voices_of_a_language_are_paged(counter: Counter, shelf: Shelf) -> None:
    """Every voice stands on one page, and each page fits in a message."""
    listed: list[str] = []
    for page in count(1):
        text = (await say(counter, f"/voices en --page {page}")).text
        lines = [line for line in text.splitlines() if line.startswith("• ")]
        listed += [line[2:].split(" · ")[0] for line in lines]
        assert len(lines) <= PAGE
        assert len(text) < MESSAGE
        if f"--page {page + 1}" not in text:
            break

    assert [card.id for card in shelf.of_language("en")] == listed


async def test_page_behind_the_last_is_the_last(counter: Counter) -> None:
    """Nobody sees an empty list."""
    assert (await say(counter, "/voices en --page 100")).text == (await say(counter, "/voices en")).text


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
async def test_help_explains_the_options_of_a_command(counter: Counter, locale: str) -> None:
    """Those that can be typed; a file is sent along."""
    reply = await counter.hear("/help avatar", (), sender(locale=locale), place(), key())
    lines = reply.text.splitlines()

    assert lines[0].startswith("/avatar · ")
    assert any(line.startswith("--size 256 ") for line in lines)
    assert [] == [name for name in ("--voice", "--head", "--captions", "--face") if name not in reply.text]
    assert [] == [line for line in lines if line.startswith(("--photo", "--audio", "--text"))]
    assert next(line for line in lines if line.startswith("--rate")).endswith(
        "(0.5 to 2)" if locale == "en" else "(0.5 到 2)"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (JPEG + b"signed", "This file was made here: it carries this studio’s signature"),
        (JPEG + b"says so", "This file says that it is AI-generated."),
        (JPEG, "I find no sign that this file was made here."),
    ],
)
async def test_verify_tells_proof_from_claim(counter: Counter, data: bytes, said: str) -> None:
    """A signature proves; words in a file do not."""
    assert (await say(counter, "/verify", file(data))).text.startswith(said)


async def test_verify_knows_a_file_without_its_marks(
    counter: Counter, desk: Desk, worker: FakeWorker
) -> None:
    """By what it looks and sounds like."""
    job = desk.submit(image_request(), sender(), place(), key())
    mark = b64encode(b"LF1" + (8).to_bytes(4, "big") + bytes(range(8)))
    worker.finish(worker.claim(job.id), mark=mark.decode())
    reply = await say(counter, "/verify", file(mark))

    assert reply.text.startswith("This file was made here: it looks and sounds like")
    assert f"Job {str(job.id)[:8]}" in reply.text


async def test_file_that_the_platform_does_not_give_is_said_so(counter: Counter) -> None:
    """The asker sends it again."""

    async def fetch() -> bytes:
        raise AttachmentLost

    reply = await say(counter, "", Attachment("a.jpg", "image/jpeg", 10, fetch))

    assert reply.problem is not None
    assert "attachment_lost" == reply.problem.code


def test_files_are_no_flags() -> None:
    """They are sent along, not typed."""
    taking = {command.name: attachments(command.form) for command in COMMANDS if attachments(command.form)}

    assert {
        "avatar": ("photo", "audio", "moves"),
        "restore": ("photo",),
        **dict.fromkeys(
            ("remix", "outpaint", "control", "map", "depth", "upscale", "describe"), ("picture",)
        ),
        "inpaint": ("picture", "mask"),
        "blend": ("picture", "picture_2", "picture_3", "picture_4", "picture_5"),
        "verify": ("file",),
        "train": ("picture", *(f"picture_{number}" for number in range(2, 11)), "archive"),
    } == taking
    assert [] == [
        name for command in COMMANDS for name in attachments(command.form) if name in flags_of(command.form)
    ]
