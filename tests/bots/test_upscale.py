"""/upscale, /map and the button: a picture becomes a job, is shown, or is one sentence."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bots.attachment import Attachment
from bots.chat import Reply
from bots.counter import Counter
from generation.requests import UpscaleRequest
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
