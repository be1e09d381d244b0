"""`limner worker`: every queue that the Compose file names."""

import subprocess
from pathlib import Path

import pytest
import redis

from tests.limner.conftest import CLI, environment, wait_for
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.stack
QUEUES = ("images", "avatars", "speech")


def test_every_queue_has_its_worker(redis_url: str, tmp_path: Path) -> None:
    """Each starts, waits for jobs of its own queue, and leaves when asked."""
    data = tmp_path / "data"
    settings = environment(data=str(data), redis_url=redis_url)
    subprocess.run([*CLI, "migrate"], cwd=tmp_path, env=settings, check=True, capture_output=True)
    logs = {queue: tmp_path / f"{queue}.log" for queue in QUEUES}
    workers = {}
    for queue, log in logs.items():
        with log.open("w") as output:
            command = [*CLI, "worker", queue, "--slots", "1"]
            workers[queue] = subprocess.Popen(
                command, cwd=tmp_path, env=settings, stdout=output, stderr=subprocess.STDOUT
            )
    try:
        with redis.Redis.from_url(redis_url) as client:
            assert wait_for(lambda: len(_waiting(client)) == len(QUEUES)), [
                log.read_text() for log in logs.values()
            ]
        for worker in workers.values():
            worker.terminate()

        assert [worker.wait(PATIENCE_S) for worker in workers.values()] == [0, 0, 0]
    finally:
        for worker in workers.values():
            worker.kill()
            worker.wait()
    for queue, log in logs.items():
        assert f'"queues": ["{queue}"]' in log.read_text()


def test_unknown_queue_is_refused(tmp_path: Path) -> None:
    """With the queues that there are."""
    answer = subprocess.run(
        [*CLI, "worker", "dreams"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 2
    assert all(queue in answer.stderr for queue in QUEUES)


def test_images_are_not_mixed_with_others(tmp_path: Path) -> None:
    """They need another engine; one sentence says so."""
    answer = subprocess.run(
        [*CLI, "worker", "images", "speech"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 2
    assert "start another worker" in answer.stderr


def _waiting(client: "redis.Redis") -> list[str]:
    return [found["id"] for found in client.client_list() if found["cmd"] == "brpop"]
