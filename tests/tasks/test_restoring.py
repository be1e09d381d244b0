"""Restoring as a job: taken, priced, made by the worker for pictures."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatar.restoring import PhotoRestorer
from avatar.settings import AvatarSettings
from generation.errors import Cancelled
from tasks.desk import Desk
from tasks.errors import NoSuchUpload
from tasks.job import Status
from tasks.queue import queue_of
from tasks.worker.messages import Draw
from tasks.worker.restoring import restore
from tests.conftest import with_tables
from tests.factories import key, photograph, place, restore_request, sender
from tests.gfpgan import stand_in
from tests.tasks.conftest import Studio

PHOTO = "uploads/face.png"


@pytest.fixture(scope="module")
def restorer() -> PhotoRestorer:
    """Restore with weights of no meaning."""
    return PhotoRestorer(AvatarSettings(gfpgan=stand_in().parent), "cpu")


def test_order_is_made_into_a_png(restorer: PhotoRestorer) -> None:
    """Of the photo's size, saying what was done to it."""
    request, told = restore_request(PHOTO, strength=0.5), list[float]()
    order = Draw("1/1", request, {PHOTO: photograph()})

    work = restore(restorer, order, request, lambda share, *_: told.append(share), lambda: False)
    (made,) = work.finish()

    picture = Image.open(BytesIO(made.data))
    assert ("image/png", 256, 256) == (made.mime, made.width_px, made.height_px)
    assert (256, 256) == picture.size
    assert "GFPGAN" in picture.info["Comment"]
    assert not np.array_equal(np.asarray(picture), np.asarray(Image.open(BytesIO(photograph()))))
    assert [0.0, 1.0] == [told[0], told[-1]]


def test_cancelled_order_ends_at_once(restorer: PhotoRestorer) -> None:
    """Before a network is asked."""
    request = restore_request(PHOTO)

    with pytest.raises(Cancelled):
        restore(restorer, Draw("1/1", request, {PHOTO: photograph()}), request, lambda *_: None, lambda: True)


def test_photo_must_be_the_senders_own(desk: Desk) -> None:
    """Another one's photo costs nothing and is not restored."""
    theirs = desk.keep(sender("2002"), photograph(), "image/png")

    with pytest.raises(NoSuchUpload):
        desk.submit(restore_request(theirs), sender(), place(), key())


def test_job_waits_for_a_worker_that_draws(desk: Desk) -> None:
    """It has the device that a network wants."""
    mine = desk.keep(sender(), photograph(), "image/png")

    job = desk.submit(restore_request(mine, upscale=2), sender(), place(), key())
    once_more = desk.again(job.id, sender(), place(), key())

    assert ("images", 2, "") == (queue_of(job.request), job.price, job.words)
    assert once_more.request == job.request


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Give the URL of a database with all tables; that the kinds agree is held elsewhere."""
    return with_tables(f"sqlite:///{tmp_path}/limner.sqlite")


@pytest.mark.stack
def test_worker_for_pictures_restores(studio: Studio) -> None:
    """The whole way; a picture without a face gives the price back."""
    settings = {"LIMNER_GFPGAN": str(stand_in().parent), "LIMNER_DEVICE": "cpu", "LIMNER_WALL_LIMIT": "90"}
    studio.hire("-m", "limner", "worker", "images", **settings)
    keys = [studio.desk.keep(sender(), data, "image/png") for data in (photograph(), faceless())]

    good, bad = [studio.desk.submit(restore_request(mine), sender(), place(), key()) for mine in keys]
    rendered = studio.wait(good.id, Status.RENDERED, within_s=120)
    refunded = studio.wait(bad.id, Status.REFUNDED)

    assert (256, 256) == (rendered.media[0].width_px, rendered.media[0].height_px)
    assert studio.desk.read(rendered.media[0].key).startswith(b"\x89PNG")
    assert refunded.problem is not None
    assert "no_face_found" == refunded.problem.code


def faceless() -> bytes:
    """Give a picture of nothing as PNG."""
    file = BytesIO()
    Image.new("RGB", (300, 200), "green").save(file, "PNG")
    return file.getvalue()
