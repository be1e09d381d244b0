"""Whole workers that speak and animate: from the desk to the stored clip, killed on the way."""

import subprocess
from pathlib import Path

import pytest
import redis

from avatar.honest.verify import read_marks
from avatar.requests import AvatarRequest, SpeechRequest
from tasks.job import Job, Progress, Status
from tasks.origins import written
from tasks.outbox import EVENT, stream
from tests.conftest import with_tables
from tests.factories import avatar_request, key, photograph, place, sender, speech_request
from tests.tasks.conftest import Studio, eventually

pytestmark = pytest.mark.stack

FULL = 200
LONG = "This sentence is said again and again, so that the clip becomes rather long. " * 6


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Give the URL of a database with all tables; that the kinds agree is held elsewhere."""
    return with_tables(f"sqlite:///{tmp_path}/limner.sqlite")


@pytest.fixture(scope="module")
def face() -> bytes:
    """Give a photograph of a face, small."""
    return photograph()


def hire(studio: Studio) -> subprocess.Popen[bytes]:
    """Start the worker for faces and voices, as an operator does; it asks no service on the network."""
    settings = {"LIMNER_EDGE": "false", "LIMNER_WALL_LIMIT": "60"}
    return studio.hire("-m", "limner", "worker", "avatars", "speech", **settings)


def ask(studio: Studio, request: AvatarRequest | SpeechRequest) -> Job:
    """Submit a request as the usual sender."""
    return studio.desk.submit(request, sender(), place(), key())


def stages(studio: Studio, job: Job) -> list[str]:
    """List what was told of a job while it was made."""
    with redis.Redis.from_url(studio.redis.url) as client:
        entries = client.xrange(stream("telegram"))
    events = [EVENT.validate_json(entry[b"event"]) for _, entry in entries]
    return [one.note for one in events if isinstance(one, Progress) and one.job_id == job.id]


def test_face_and_line_are_spoken(studio: Studio, face: bytes) -> None:
    """The whole way: upload, submit, queue, worker, store, delivery; each is paid for."""
    hire(studio)
    photo = studio.desk.keep(sender(), face, "image/png")
    spoken, shown = ask(studio, speech_request()), ask(studio, avatar_request(photo=photo))

    [sound] = studio.wait(spoken.id, Status.RENDERED).media
    made = studio.wait(shown.id, Status.RENDERED)

    [clip] = made.media
    assert ("audio/ogg", b"OggS") == (sound.mime, studio.desk.read(sound.key)[:4])
    assert ("video/mp4", b"ftyp") == (clip.mime, studio.desk.read(clip.key)[4:8])
    assert (256, 256, 7) == (clip.width_px, clip.height_px, clip.seed)
    assert clip.key.endswith(".mp4")
    assert 0.5 < clip.duration_s < 2
    assert abs(sound.duration_s - clip.duration_s) < 0.1
    assert studio.desk.read(clip.thumbnail).startswith(b"\xff\xd8")
    assert {"speaking", "animating", "finishing"} <= set(stages(studio, made))
    assert ["sketch_engine"] == [note.code for note in made.notes]
    for job in (spoken, shown):
        studio.desk.delivered(job.id, 1, "message")
    assert studio.desk.allowance(sender()).left == FULL - spoken.price - shown.price


def test_clip_is_known_again(studio: Studio, face: bytes) -> None:
    """Its fingerprint was written down with it; what is taken of the file finds the job."""
    hire(studio)
    photo = studio.desk.keep(sender(), face, "image/png")
    made = studio.wait(ask(studio, avatar_request(photo=photo)).id, Status.RENDERED)

    marks = read_marks(studio.desk.read(made.media[0].key))
    origin = studio.desk.origin(written(marks.fingerprint))

    assert origin is not None
    assert (made.id, "avatar") == (origin.job_id, origin.kind)


def test_killed_worker_loses_no_clip(studio: Studio, face: bytes) -> None:
    """Killed in the middle of a clip: the next worker makes it, once, charged once."""
    first = hire(studio)
    photo = studio.desk.keep(sender(), face, "image/png")
    job = ask(studio, avatar_request(photo=photo, speech=speech_request(LONG)))
    eventually(lambda: "animating" in stages(studio, job), studio.log.read_text)
    studio.kill(first)

    hire(studio)
    made = studio.wait(job.id, Status.RENDERED)
    done = studio.desk.delivered(job.id, made.attempt, "message")

    assert (Status.DELIVERED, 2, 1) == (done.status, done.attempt, len(done.media))
    assert studio.desk.allowance(sender()).left == FULL - done.cost


def test_photo_that_was_erased_meanwhile_costs_nothing(studio: Studio, face: bytes) -> None:
    """What cannot be read any more is told, and given back."""
    photo = studio.desk.keep(sender(), face, "image/png")
    job = ask(studio, avatar_request(photo=photo))
    studio.desk.store.erase(photo)
    hire(studio)

    ended = studio.wait(job.id, Status.REFUNDED)

    assert ended.problem is not None
    assert "no_such_upload" == ended.problem.code
    assert studio.desk.allowance(sender()).left == FULL
