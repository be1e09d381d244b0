"""A whole studio in a temporary folder, for benchmarks: `limner up`, and a client for its page."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

READY_S = 90.0  # a cold first start, with the model loading on two cores
# One local person stands for everybody here, so the limits of one person are lifted.
LIMITS_LIFTED = {"LIMNER_DAILY_CREDITS": "1000000", "LIMNER_WAITING_LIMIT": "10000"}


@dataclass(frozen=True)
class Studio:
    """A running studio: its page's address and its data folder."""

    url: str
    data: Path

    def submit(self, client: httpx.Client, **form: object) -> str:
        """Submit a picture and give the job's id."""
        answer = client.post(f"{self.url}/api/imagine", json=form)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def wait(self, client: httpx.Client, job_id: str) -> dict[str, Any]:
        """Follow the events of a job until it ends, and give the job as JSON.

        Raises RuntimeError if it ended in anything but pictures.
        """
        with client.stream("GET", f"{self.url}/api/jobs/{job_id}/events") as events:
            for line in events.iter_lines():
                if line.startswith("event: done"):
                    break
        job: dict[str, Any] = client.get(f"{self.url}/api/jobs/{job_id}").json()
        if job["state"] != "delivered":
            raise RuntimeError(f"job {job_id} ended as {job['state']}: {json.dumps(job['problem'])}")
        return job


@contextmanager
def studio() -> Iterator[Studio]:
    """Start a studio of its own, wait until it has made a first picture, and stop it in the end."""
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as folder:
        port = _free_port()
        command = [sys.executable, "-m", "limner", "up", "--data", folder, "--port", str(port)]
        process = subprocess.Popen(  # noqa: S603 - our own command line, no shell
            command, env={**os.environ, **LIMITS_LIFTED}, stdout=subprocess.DEVNULL
        )
        try:
            running = Studio(f"http://127.0.0.1:{port}", Path(folder))
            _await_first_picture(running, process)
            yield running
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _await_first_picture(running: Studio, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + READY_S
    with httpx.Client(timeout=READY_S) as client:
        while True:
            try:
                job_id = running.submit(client, prompt="a red house on a green hill at night")
                break
            except httpx.HTTPError:
                if process.poll() is not None or time.monotonic() > give_up:
                    raise
                time.sleep(0.2)
        running.wait(client, job_id)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
