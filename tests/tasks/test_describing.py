"""A picture that was sent is put into words by a worker for pictures; the words are kept with the job."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from generation.catalogue import Catalogue
from generation.describing import Describer, Description
from generation.errors import Cancelled
from generation.notes import Note
from generation.requests import DescribeRequest, Tongue
from tasks.desk import Desk
from tasks.errors import NoSuchUpload
from tasks.queue import queue_of
from tasks.worker.describing import SHOWN_PX, describe
from tasks.worker.messages import Draw
from tests.factories import key, place, sender
from tests.fakes.worker import FakeWorker

PICTURE = "uploads/a.png"
REQUEST = DescribeRequest(picture=PICTURE, language=Tongue.CHINESE)
ROUGHLY = Note(code="described_roughly")
FULL = 200


class FakeDescriber(Describer):
    """Says its size and the language of whatever it sees."""

    def __init__(self) -> None:
        super().__init__(Catalogue((), "pocket"))

    def describe(self, picture: Image.Image, tongue: Tongue) -> Description:
        """Describe without a model."""
        return Description((f"{picture.width}x{picture.height}", tongue.value), (ROUGHLY,))


def png(size: tuple[int, int] = (70, 50)) -> bytes:
    """Write a picture that tells something of itself."""
    file, told = BytesIO(), PngInfo()
    told.add_text("Comment", "secret")
    Image.new("RGBA", size, (0, 128, 128, 40)).save(file, "PNG", pnginfo=told)
    return file.getvalue()


def test_words_come_as_notes_beside_a_small_copy() -> None:
    """What the describer saw was the whole picture; the copy keeps its shape and nothing else."""
    told = list[float]()
    order = Draw("1/1", REQUEST, {PICTURE: png((1200, 600))})

    work = describe(FakeDescriber(), order, REQUEST, lambda share, *_: told.append(share), lambda: False)
    (made,) = work.finish()

    texts = [note.facts["text"] for note in work.notes if note.code == "described"]
    assert (["1200x600", "zh"], ROUGHLY) == (texts, work.notes[-1])
    with Image.open(BytesIO(made.data)) as copy:
        assert (SHOWN_PX, SHOWN_PX // 2) == copy.size == (made.width_px, made.height_px)
        assert ("RGBA", None) == (copy.mode, copy.info.get("Comment"))
    assert [0.0] == told


def test_cancelled_order_ends_at_once() -> None:
    """Nothing is described."""
    order = Draw("1/1", REQUEST, {PICTURE: png()})

    with pytest.raises(Cancelled):
        describe(FakeDescriber(), order, REQUEST, lambda *_: None, lambda: True)


def test_words_are_kept_with_the_job(desk: Desk, worker: FakeWorker) -> None:
    """They are read from the database for as long as the job is there, and charged once it is delivered."""
    request = DescribeRequest(picture=desk.keep(sender(), png(), "image/png"))
    job = desk.submit(request, sender(), place(), key())
    held = desk.allowance(sender())
    texts = tuple(Note(code="described", facts={"text": text}) for text in ("a" * 200, "b"))
    done = worker.finish(worker.claim(job.id), notes=(*texts, ROUGHLY))
    assert done is not None
    desk.delivered(done.id, done.attempt, "42/8")

    assert ("images", 1, "") == (queue_of(job.request), job.price, job.words)
    assert ("a" * 200, "b") == desk.job(job.id).descriptions
    assert (FULL - 1, 1) == (held.left, held.held)
    assert (FULL - 1, 0) == (desk.allowance(sender()).left, desk.allowance(sender()).held)


def test_only_ones_own_pictures_are_described(desk: Desk) -> None:
    """Another one's is refused, and nothing is charged."""
    theirs = desk.keep(sender("66"), png(), "image/png")

    with pytest.raises(NoSuchUpload):
        desk.submit(DescribeRequest(picture=theirs), sender(), place(), key())
    assert FULL == desk.allowance(sender()).left
