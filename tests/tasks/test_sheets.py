"""Sheets of variants made by whole workers: alone, together, killed on the way."""

import subprocess
from pathlib import Path
from uuid import UUID

import pytest

from avatar.requests import VARIANTS
from tasks.job import Status
from tasks.segments import State
from tests.conftest import with_tables
from tests.factories import key, photograph, place, preview_request, sender
from tests.tasks.conftest import Studio, eventually

pytestmark = pytest.mark.stack


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Give the URL of a database with all tables; that the kinds agree is held elsewhere."""
    return with_tables(f"sqlite:///{tmp_path}/limner.sqlite")


def hire(studio: Studio, range_frames: int) -> subprocess.Popen[bytes]:
    """Start a worker for faces that tells of so many frames at once; 0: as the animator likes it."""
    settings = {"LIMNER_EDGE": "false", "LIMNER_WALL_LIMIT": "60", "LIMNER_RANGE_FRAMES": str(range_frames)}
    return studio.hire("-m", "limner", "worker", "avatars", **settings)


def ask(studio: Studio) -> UUID:
    """Ask for a sheet as the usual sender."""
    photo = studio.desk.keep(sender(), photograph(), "image/png")
    return studio.desk.submit(preview_request(photo), sender(), place(), key()).id


def test_sheet_of_two_workers_is_that_of_one(studio: Studio) -> None:
    """Whoever draws which variant, and though one of them is killed: the same bytes, charged once."""
    alone = hire(studio, 0)
    whole = studio.wait(ask(studio), Status.RENDERED).media[0]
    studio.kill(alone)

    first = hire(studio, 50)
    job_id = ask(studio)
    eventually(lambda: any(one.state is State.DONE for one in studio.ranges(job_id)), studio.log.read_text)
    cut = studio.ranges(job_id)
    studio.kill(first)
    hire(studio, 50)
    made = studio.wait(job_id, Status.RENDERED)

    assert VARIANTS == len(cut)
    assert studio.desk.read(whole.key) == studio.desk.read(made.media[0].key)
    assert ["sketch_engine", "preview_pick", "taken_over"] == [note.code for note in made.notes]
    assert made.media[0].thumbnail
