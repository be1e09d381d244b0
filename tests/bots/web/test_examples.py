"""The examples in docs/api.md do what they say, typed as they stand."""

import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from tasks.actor import Actor
from tasks.desk import Desk
from tasks.keys import Terms
from tests.bots.web.conftest import LOCAL
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
ADA = sender("ada", name="Ada")
EXAMPLE_KEY = "0123456789ab"


def examples() -> list[str]:
    """List the calls of curl on the page, each on one line."""
    text = PAGE.read_text("utf-8").replace("\\\n", " ")
    return [line.strip() for line in re.findall(r"^    (curl .*)$", text, re.MULTILINE)]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
@pytest.mark.parametrize("line", examples(), ids=lambda line: re.sub(r"\W+", "-", line)[:60])
def test_example_works(line: str, served: str, desk: Desk, worker: FakeWorker, tmp_path: Path) -> None:
    """Each is answered with what was asked for."""
    text = desk.keys.make(Actor(ADA), Terms())[1]
    page_key = desk.keys.make(Actor(LOCAL), Terms())[0].id
    job = worker.work(desk.submit(image_request(), ADA, place("local", "web"), key()).id)
    typed = re.sub(r"https://studio\.example\.org|http://127\.0\.0\.1:8420", served, line)
    known = {"KEY": text, "JOB": str(job.id), "MEDIA": job.media[0].key, "PATH": os.environ["PATH"]}
    over = threading.Event()

    def draw() -> None:
        while not over.wait(0.02):
            worker.work_all()

    drawing = threading.Thread(target=draw)
    drawing.start()
    done = subprocess.run(
        [
            "bash",
            "-c",
            typed.replace(EXAMPLE_KEY, page_key).replace("curl ", "curl -sS --fail-with-body ", 1),
        ],
        env=known,
        cwd=tmp_path,
        capture_output=True,
        timeout=30,
        check=False,
    )
    over.set()
    drawing.join()

    assert (0, b"") == (done.returncode, done.stderr), done.stdout


def test_there_are_examples() -> None:
    """Or nothing is proved above."""
    assert len(examples()) > 5
