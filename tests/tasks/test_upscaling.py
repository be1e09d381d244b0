"""A picture that was sent, or that was made before, is enlarged by a worker for pictures."""

from io import BytesIO

import pytest
from PIL import Image

from generation.cards import shipped
from generation.catalogue import Card, Catalogue, ExtraCard
from generation.errors import Cancelled
from generation.modes.enlarging import Enlarger
from generation.requests import Redraw, UpscaleRequest
from tasks.asked import drawn_anew, model_of, seed_of
from tasks.desk import Desk
from tasks.errors import NoSuchUpload
from tasks.queue import queue_of
from tasks.worker.messages import Draw
from tasks.worker.upscaling import enlarge
from tests.factories import key, place, sender, submit
from tests.fakes.worker import FakeWorker

PICTURE = "uploads/a.png"


def png(size: tuple[int, int] = (70, 50)) -> bytes:
    """Write a picture."""
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, "PNG")
    return file.getvalue()


def request(picture: str = PICTURE, factor: int = 2) -> UpscaleRequest:
    """Ask for a picture to be enlarged."""
    return UpscaleRequest.model_validate(
        {"picture": picture, "factor": factor, "upscaler": f"pocket-upscale-{factor}x"}
    )


@pytest.fixture(scope="module")
def enlarger() -> Enlarger:
    """Enlarge with what ships."""
    cards = shipped()
    drawing = tuple(card for card in cards if isinstance(card, Card))
    extras = tuple(card for card in cards if isinstance(card, ExtraCard))
    return Enlarger(Catalogue(drawing, "pocket", extras), "cpu")


@pytest.mark.parametrize("factor", [2, 4])
def test_order_is_made_into_a_larger_png(enlarger: Enlarger, factor: int) -> None:
    """It says what was done to it."""
    order, told = Draw("1/1", request(factor=factor), {PICTURE: png()}), list[float]()

    work = enlarge(
        enlarger, order, request(factor=factor), lambda share, *_: told.append(share), lambda: False
    )
    (made,) = work.finish()

    with Image.open(BytesIO(made.data)) as picture:
        assert (70 * factor, 50 * factor) == picture.size == (made.width_px, made.height_px)
        assert f"pocket-upscale-{factor}x" in picture.info["Comment"]
    assert (0.0, 1.0) == (told[0], told[-1])


def test_cancelled_order_ends_at_once(enlarger: Enlarger) -> None:
    """Nothing is enlarged."""
    with pytest.raises(Cancelled):
        enlarge(enlarger, Draw("1/1", request(), {PICTURE: png()}), request(), lambda *_: None, lambda: True)


def test_picture_that_is_drawn_anew_has_a_seed_and_words(desk: Desk) -> None:
    """Again is the same from another seed."""
    upload = desk.keep(sender(), png(), "image/png")
    redraw = Redraw(prompt="a house", width_px=140, height_px=100, seed=7)
    asked = UpscaleRequest(picture=upload, upscaler="up-drawn", redraw=redraw)

    job = desk.submit(asked, sender(), place(), key())

    assert ("a house", 7, "up-drawn") == (job.words, seed_of(asked), model_of(asked))
    again = desk.again(job.id, sender(), place(), key()).request
    assert asked != again
    assert asked == drawn_anew(again, 7)


def test_only_ones_own_pictures_are_enlarged(desk: Desk, worker: FakeWorker) -> None:
    """An upload or a result; another one's is refused, and nothing is charged."""
    mine = worker.work(submit(desk).id).media[0].key
    theirs = desk.keep(sender("66"), png(), "image/png")

    job = desk.submit(request(mine), sender(), place(), key())
    with pytest.raises(NoSuchUpload):
        desk.submit(request(theirs), sender(), place(), key())

    assert ("images", 1, "") == (queue_of(job.request), job.price, job.words)
    assert desk.again(job.id, sender(), place(), key()).request == job.request


def test_result_as_a_source_outlives_the_uploads(desk: Desk, worker: FakeWorker) -> None:
    """What was made of one of our pictures can be made again when all uploads are gone."""
    mine = worker.work(submit(desk).id).media[0].key
    upload = desk.keep(sender(), png(), "image/png")
    of_ours, of_theirs = [desk.submit(request(one), sender(), place(), key()) for one in (mine, upload)]
    desk._uploads.expire(desk.job(of_ours.id).deadline_at)

    assert of_ours.request == desk.again(of_ours.id, sender(), place(), key()).request
    with pytest.raises(NoSuchUpload):
        desk.again(of_theirs.id, sender(), place(), key())
