"""What was made here is known again."""

import numpy as np
import pytest

from avatar.animator import Pixels
from avatar.honest.fingerprint import Fingerprint, fingerprint_of_picture
from tasks.desk import Desk
from tasks.origins import written
from tests.factories import avatar_request, key, place, sender
from tests.fakes.worker import FakeWorker


def face(seed: int) -> Pixels:
    """Make a picture of slow waves, which no other seed has."""
    small = np.random.default_rng(seed).uniform(0, 255, (6, 6, 3))
    return np.kron(small, np.ones((32, 32, 1))).astype(np.uint8)


def make(desk: Desk, worker: FakeWorker, mark: Fingerprint) -> str:
    """Make a clip with a fingerprint. Returns: its job's number."""
    photo = desk.keep(sender(), b"\x89PNG", "image/png")
    job = worker.claim(desk.submit(avatar_request(photo=photo), sender(), place(), key()).id)
    worker.finish(job, mark=written(mark))
    return str(job.id)


def test_clip_is_known_after_it_was_dulled(desk: Desk, worker: FakeWorker) -> None:
    """The nearest one is named: its job, its kind, its time."""
    numbers = {seed: make(desk, worker, fingerprint_of_picture(face(seed))) for seed in (1, 2, 3)}
    dulled = (face(2) * 0.8).astype(np.uint8)

    origin = desk.origin(written(fingerprint_of_picture(dulled)))

    assert origin is not None
    assert (numbers[2], "avatar") == (str(origin.job_id), origin.kind)
    assert origin.made_at == desk.job(origin.job_id).finished_at


def test_strange_clip_is_not_claimed(desk: Desk, worker: FakeWorker) -> None:
    """What was not made here has no origin."""
    make(desk, worker, fingerprint_of_picture(face(1)))

    assert desk.origin(written(fingerprint_of_picture(face(9)))) is None


def test_deleted_clip_is_still_known(desk: Desk, worker: FakeWorker) -> None:
    """It may still go round elsewhere."""
    mark = fingerprint_of_picture(face(1))
    make(desk, worker, mark)
    [job] = desk.history(sender())
    desk.delivered(job.id, job.attempt, "1")

    desk.delete(job.id, sender())

    assert desk.origin(written(mark)) is not None


def test_text_that_is_no_fingerprint_is_an_error(desk: Desk, worker: FakeWorker) -> None:
    """Our own mistake, not somebody's clip."""
    make(desk, worker, fingerprint_of_picture(face(1)))

    with pytest.raises(ValueError, match="not a fingerprint"):
        desk.origin("AAAA")
