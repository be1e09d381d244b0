"""The page as a process of its own, with a real Redis."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest

from tasks.settings import TasksSettings
from tests.bots.web.conftest import wait_until
from tests.conftest import with_tables
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.stack
MEMORY_MIB = 150


@pytest.fixture
def environment(tmp_path: Path, redis_url: str) -> dict[str, str]:
    """Give the settings of a page that nobody else uses."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    data = tmp_path / "data"
    data.mkdir()
    with_tables(TasksSettings(_env_file=None, data=data, redis_url=redis_url).database_address)
    return {
        **os.environ,
        "LIMNER_DATA": str(data),
        "LIMNER_REDIS_URL": redis_url,
        "LIMNER_WEB_PORT": port,
    }


@pytest.fixture
def process(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Start the page."""
    started = subprocess.Popen(
        [sys.executable, "-m", "bots.web"], env=environment, stderr=subprocess.PIPE, text=True
    )
    yield started
    if started.poll() is None:
        started.kill()
        started.communicate()


def answers(url: str) -> bool:
    """Tell whether the page is up."""
    try:
        return httpx.get(f"{url}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_page_serves_and_stops_at_once(process: subprocess.Popen[str], environment: dict[str, str]) -> None:
    """It takes a request, is slim, and ends within a moment of SIGTERM though somebody is watching."""
    url = f"http://127.0.0.1:{environment['LIMNER_WEB_PORT']}"
    wait_until(lambda: answers(url))
    job = httpx.post(f"{url}/api/imagine", json={"prompt": "a red house"}).json()
    memory_mib = psutil.Process(process.pid).memory_info().rss / 2**20

    assert memory_mib < MEMORY_MIB
    assert {"status": "degraded", "database": True, "redis": True, "worker": False} == httpx.get(
        f"{url}/healthz"
    ).json()
    with httpx.stream("GET", f"{url}/api/jobs/{job['id']}/events", timeout=PATIENCE_S) as events:
        next(events.iter_lines())
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE_S)
    said = process.communicate()[1]
    assert 0 == code
    assert "Traceback" not in said
    assert "graceful shutdown exceeded" not in said  # those who watch were told, not waited for


def test_page_does_not_listen_unguarded(environment: dict[str, str]) -> None:
    """Off loopback without a password it refuses to start."""
    ended = subprocess.run(
        [sys.executable, "-m", "bots.web"],
        env={**environment, "LIMNER_WEB_HOST": "0.0.0.0"},  # noqa: S104 - refused is the point
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode != 0
    assert "LIMNER_WEB_PASSWORD" in ended.stderr
