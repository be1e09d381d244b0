"""/upscale, /map and the button: a picture becomes a job, is shown, or is one sentence."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bots.attachment import Attachment
from bots.chat import Reply
from bots.counter import Counter
from generation.requests import Redraw, UpscaleRequest
from tasks.desk import Desk
from tasks.job import Job
from tasks.shown import Sight
from tests.bots.giving import JPEG, SAD, file, image
from tests.factories import key, place, sender, submit
from tests.fakes.worker import FakeWorker

FULL = 200
EVE = sender("66")


async def say(counter: Counter, text: str, *files: Attachment) -> Reply:
    """Say something as the usual sender."""
    return await counter.hear(text, files, sender(), place(), key())


@pytest.fixture
def drawn(desk: Desk, worker: FakeWorker) -> Job:
    """Draw two pictures and show them in a message."""
    job = worker.work(submit(desk, count=2).id)
    desk.shown.note(Sight(job.id, 2), "telegram", ["42/9"])
    return desk.delivered(job.id, job.attempt, "42/8")


def upscaled(reply: Reply) -> UpscaleRequest:
    """Give the request of a reply."""
    assert reply.job is not None, reply.text
    assert isinstance(reply.job.request, UpscaleRequest)
    return reply.job.request


@pytest.mark.parametrize(("flags", "factor", "price"), [("", 2, 1), ("--factor 4", 4, 2)])
async def test_picture_with_the_command_becomes_a_job(
    counter: Counter, desk: Desk, flags: str, factor: int, price: int
) -> None:
    """Twice as large where nothing else is said."""
    request = upscaled(await say(counter, f"/upscale {flags}", image((128, 96))))

    assert (factor, f"up-{factor}") == (request.factor, request.upscaler)
    assert (128, 96) == Image.open(BytesIO(desk.uploaded(sender(), request.picture))).size
    assert FULL - price == desk.allowance(sender()).left


async def test_words_are_for_an_upscaler_that_draws(counter: Counter, desk: Desk) -> None:
    """It is chosen by them; its steps, guidance and seed are taken along, and its size is paid."""
    said = "/upscale a red house --steps 10 --guidance 3 --seed 7"

    reply = await say(counter, said, image((512, 384)))
    request = upscaled(reply)

    assert "up-drawn" == request.upscaler
    wanted = Redraw(prompt="a red house", width_px=1024, height_px=768, steps=10, guidance=3.0, seed=7)
    assert wanted == request.redraw
    assert reply.job is not None
    assert ("a red house", 2) == (reply.job.words, reply.job.price)  # half the steps of 3 times the area


async def test_picture_of_ours_is_drawn_anew_by_its_own_words(counter: Counter, drawn: Job) -> None:
    """Where no others are said; a stranger's is drawn without."""
    lent = replace(image(), message="42/9")

    ours = upscaled(await say(counter, "/upscale --upscaler up-drawn", lent)).redraw
    sent = upscaled(await say(counter, "/upscale --upscaler up-drawn", image())).redraw

    assert ours is not None
    assert sent is not None
    assert (drawn.words, "") == (ours.prompt, sent.prompt)


async def test_picture_of_ours_that_is_replied_to_is_known_again(counter: Counter, drawn: Job) -> None:
    """Its key is named, so that it can be made again when uploads are gone."""
    lent = replace(image(), message="42/9")

    assert drawn.media[1].key == upscaled(await say(counter, "/upscale", lent)).picture


async def test_picture_of_somebody_else_is_taken_as_it_was_sent(counter: Counter, drawn: Job) -> None:
    """Who replies to it pays, and keeps a copy."""
    lent = replace(image((64, 64)), message="42/9")

    reply = await counter.hear("/upscale", [lent], EVE, place(), key())

    assert upscaled(reply).picture.startswith("uploads/")


async def test_button_enlarges_one_picture_of_several(counter: Counter, drawn: Job) -> None:
    """The one of its number."""
    reply = await counter.press("upscale", f"{drawn.id}.2", sender(), place(), key())

    assert drawn.media[1].key == upscaled(reply).picture


async def test_who_sees_a_picture_may_have_it_enlarged(counter: Counter, desk: Desk, drawn: Job) -> None:
    """For their own credits."""
    reply = await counter.press("upscale", f"{drawn.id}.1", EVE, place(), key())

    assert upscaled(reply).picture.startswith("uploads/")
    assert FULL - 1 == desk.allowance(EVE).left


@pytest.mark.parametrize(
    ("files", "flags", "code"),
    [
        ((), "", "attachment_missing"),
        ((file(JPEG + SAD),), "", "file_damaged"),
        ((file(b"Dear painter"),), "", "not_a_picture"),
        ((image(),), "--factor 3", "unknown_choice"),
        ((image((2048, 1536)),), "--factor 4", "canvas_too_large"),
        ((image(),), "--upscaler up-3", "unknown_choice"),
        ((image(),), "a house --upscaler up-2", "upscaler_wordless"),
        ((image(),), "a house --factor 4", "upscaler_wordless"),
        ((image((1600, 1600)),), "--upscaler up-drawn", "canvas_too_large"),
    ],
)
async def test_what_is_wrong_is_one_sentence_and_costs_nothing(
    counter: Counter, desk: Desk, files: tuple[Attachment, ...], flags: str, code: str
) -> None:
    """With what would be right."""
    reply = await say(counter, f"/upscale {flags}", *files)

    assert reply.problem is not None
    assert code == reply.problem.code
    assert FULL == desk.allowance(sender()).left


async def test_map_is_shown_for_free(counter: Counter, desk: Desk) -> None:
    """As a picture to look at, with what to type next."""
    reply = await say(counter, "/map --follow scribble", image((128, 96)))

    assert (128, 96) == Image.open(BytesIO(reply.preview)).size
    assert "/control with --follow scribble" in reply.text
    assert (None, FULL) == (reply.job, desk.allowance(sender()).left)


async def test_map_that_only_a_network_reads_is_not_made_up(counter: Counter) -> None:
    """One sentence."""
    reply = await say(counter, "/map --follow pose", image())

    assert reply.problem is not None
    assert "map_unmade" == reply.problem.code
