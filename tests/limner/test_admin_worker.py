"""Workers and statistics from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from limner.commands.admin import app
from tasks.actor import operator
from tasks.desk import Desk
from tasks.machines import Announcement, Condition
from tests.factories import submit
from tests.fakes.worker import FakeWorker

ANN = Announcement("gpu1:4711", "gpu1", ("images",), 3, "1.0", "NVIDIA H200, 140 GiB")


@pytest.fixture(autouse=True)
def here(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let the command line find the studio of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMNER_DATA", str(desk.settings.data))


def said(*words: str) -> tuple[int, str]:
    """Run `limner admin worker`."""
    return ran("worker", *words)


def ran(*words: str) -> tuple[int, str]:
    """Run `limner admin`."""
    answer = CliRunner().invoke(app, list(words))
    return answer.exit_code, answer.stdout


def test_workers_are_listed_with_what_they_draw(desk: Desk) -> None:
    """One line each."""
    assert (0, "No worker is there.\n") == said("list")
    desk.crew.machines.announce(ANN)
    job = FakeWorker(desk, ANN.name).claim(submit(desk).id)

    line = said("list")[1]

    for part in ("gpu1:4711", "busy", "images", "NVIDIA H200, 140 GiB", f"text-to-image {str(job.id)[:8]}"):
        assert part in line


@pytest.mark.parametrize(("word", "condition"), [("drain", Condition.DRAINING), ("stop", Condition.STOPPING)])
def test_worker_is_told_and_told_otherwise(desk: Desk, word: str, condition: Condition) -> None:
    """What is told is there for the worker to read, with who said so."""
    desk.crew.machines.announce(ANN)

    assert condition in said(word, "gpu1")[1]
    assert desk.crew.all(operator("ann"))[0].told_by.startswith("cli:")
    assert Condition.IDLE in said("resume", "gpu1:4711")[1]


def test_unknown_worker_is_a_sentence(desk: Desk) -> None:
    """With the names that there are."""
    desk.crew.machines.announce(ANN)

    assert (1, "There is no worker “gpu3”. There are: gpu1:4711.\n") == said("drain", "gpu3")


def test_statistics_are_a_table(desk: Desk) -> None:
    """A line a day, or one for each of whatever is asked for."""
    job = FakeWorker(desk, "gpu1:1").work(submit(desk).id)
    desk.delivered(job.id, job.attempt, "message")

    lines = ran("stats", "--days", "2")[1].splitlines()
    assert (3, "day") == (len(lines), lines[0].split()[0])
    assert ["1", "0", "1", "0.1"] == lines[2].split()[1:5]
    assert ["gpu1", "1", "1", "0.1"] == ran("stats", "--by", "worker")[1].splitlines()[1].split()
    assert "Ada (telegram:1001)" in ran("stats", "--by", "person")[1]
