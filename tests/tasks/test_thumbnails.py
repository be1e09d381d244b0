"""Thumbnails are small, made once, and go with what they stand for."""

import io

import PIL.Image
import pytest

from generation.picture import Picture, encode_png
from tasks.desk import Desk
from tasks.errors import NoSuchJob
from tasks.job import Job
from tasks.thumbnails import SIDE_PX, small
from tests.factories import avatar_request, key, place, sender, speech_request, submit
from tests.fakes.worker import FakeWorker


def size(webp: bytes) -> tuple[int, int]:
    """Measure a WebP."""
    with PIL.Image.open(io.BytesIO(webp), formats=("WEBP",)) as image:
        return image.size


def large(desk: Desk) -> Job:
    """Have a picture of 1024 x 512 px drawn."""
    worker = FakeWorker(desk)
    job = worker.work(submit(desk).id)
    noise = PIL.Image.effect_noise((1024, 512), 80).convert("RGB")
    desk.store.put(job.media[0].key, encode_png(Picture(noise, 7), job.request))  # type: ignore[arg-type]  # it draws
    return job


def test_picture_becomes_a_small_one(desk: Desk) -> None:
    """Its shape stays, its weight does not."""
    job = large(desk)
    original = desk.read(job.media[0].key)

    webp = desk.thumbnails.of(job.media[0])

    assert (SIDE_PX, SIDE_PX // 2) == size(webp)
    assert len(webp) < len(original) / 10


def test_thumbnail_is_made_once(desk: Desk) -> None:
    """The second look reads what the first has stored, whatever became of the original."""
    job = large(desk)
    first = desk.thumbnails.of(job.media[0])
    desk.store.erase(job.media[0].key)

    assert first == desk.thumbnails.of(job.media[0])


def test_clip_is_seen_by_its_poster_and_a_sound_not_at_all(desk: Desk) -> None:
    """Only what can be seen has a thumbnail."""
    worker, ada = FakeWorker(desk), sender()
    photo = desk.keep(ada, b"photo", "image/png")
    clip = worker.work(desk.submit(avatar_request(photo), ada, place(), key()).id)
    sound = worker.work(desk.submit(speech_request(), ada, place(), key()).id)

    assert (256, 256) == size(desk.thumbnails.of(clip.media[0]))
    with pytest.raises(NoSuchJob):
        desk.thumbnails.of(sound.media[0])


def test_deleted_job_leaves_no_thumbnail(desk: Desk) -> None:
    """Neither one that was there nor one that is asked for afterwards."""
    job = large(desk)
    desk.thumbnails.of(job.media[0])
    desk.delivered(job.id, 1, "1")
    desk.delete(job.id, sender())
    desk.store.put(job.media[0].key, encode_png(Picture(PIL.Image.new("RGB", (64, 64)), 7), job.request))  # type: ignore[arg-type]  # it draws

    with pytest.raises(NoSuchJob):
        desk.thumbnails.of(job.media[0])
    with pytest.raises(NoSuchJob):
        desk.read(small(job.media[0].key))
