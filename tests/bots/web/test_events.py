"""Server-sent events over a real socket: the state first, every step, the end."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from tasks.desk import Desk
from tests.bots.web.conftest import newest, wait_until
from tests.fakes.worker import FakeWorker
from tests.patience import PATIENCE_S

Event = tuple[str, dict[str, Any]]  # name and data, which is JSON


@pytest.fixture
def job_id(served: str) -> str:
    """Submit a picture."""
    answer = httpx.post(f"{served}/api/imagine", json={"prompt": "a red house", "seed": 7})
    return str(answer.json()["id"])


@contextmanager
def follow(served: str, job_id: str) -> Iterator[Iterator[Event]]:
    """Read the events of a job."""
    with httpx.stream("GET", f"{served}/api/jobs/{job_id}/events", timeout=PATIENCE_S) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield read(answer.iter_lines())


def read(lines: Iterator[str]) -> Iterator[Event]:
    """Parse events, without comments."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_events_tell_the_state_every_step_and_the_end(
    served: str, job_id: str, desk: Desk, worker: FakeWorker
) -> None:
    """What a page needs to watch a picture appear."""
    with follow(served, job_id) as events:
        waiting = next(events)
        job = worker.claim(newest(desk).id)
        worker.progress(job, 0.5, b64encode(b"jpeg").decode())
        half = next(events)
        worker.finish(job)
        done = next(events)
        rest = list(events)

    assert ("progress", "queued", 0.0) == (waiting[0], waiting[1]["state"], waiting[1]["progress"])
    assert ("progress", 0.5) == (half[0], half[1]["progress"])
    assert half[1]["preview"] == f"data:image/jpeg;base64,{b64encode(b'jpeg').decode()}"
    assert ("done", "delivered", 1) == (done[0], done[1]["state"], len(done[1]["media"]))
    assert [] == rest


def test_reconnect_sees_the_present_state_first(
    served: str, job_id: str, desk: Desk, worker: FakeWorker, app: FastAPI
) -> None:
    """A page that is reloaded in the middle goes on where the picture is."""
    job = worker.claim(newest(desk).id)
    worker.progress(job, 0.7, b64encode(b"jpeg").decode())
    wait_until(lambda: app.state.studio.watch.latest(job.id) is not None)
    with follow(served, job_id) as events:
        name, data = next(events)

    assert ("progress", "running", 0.7) == (name, data["state"], data["progress"])
    assert data["preview"]


def test_finished_job_is_done_at_once(served: str, job_id: str, desk: Desk, worker: FakeWorker) -> None:
    """Who comes late misses nothing."""
    worker.work(newest(desk).id)
    with follow(served, job_id) as events:
        names = [name for name, _ in events]

    assert ["done"] == names


def test_cancelled_job_is_done_with_its_problem(served: str, job_id: str) -> None:
    """A cancel from elsewhere reaches who is watching."""
    with follow(served, job_id) as events:
        next(events)
        httpx.delete(f"{served}/api/jobs/{job_id}")
        name, data = next(events)

    assert ("done", "refunded", "cancelled") == (name, data["state"], data["problem"]["code"])


def test_lost_event_only_delays(
    served: str, job_id: str, desk: Desk, worker: FakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With Redis away the state is read from the desk at every heartbeat."""
    monkeypatch.setattr("bots.web.api.HEARTBEAT_S", 0.1)
    monkeypatch.setattr(desk.outbox, "publish", lambda *_: False)
    with follow(served, job_id) as events:
        next(events)
        worker.work(newest(desk).id)
        names = [name for name, _ in events]

    assert "done" == names[-1]


def test_silent_stream_has_a_heartbeat(served: str, job_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies close what is silent for too long."""
    monkeypatch.setattr("bots.web.api.HEARTBEAT_S", 0.05)
    with httpx.stream("GET", f"{served}/api/jobs/{job_id}/events", timeout=PATIENCE_S) as answer:
        lines = answer.iter_lines()
        comment = next(line for line in lines if line.startswith(":"))

    assert ": alive" == comment


def test_unknown_job_has_no_events(served: str) -> None:
    """The answer is that of the API."""
    answer = httpx.get(f"{served}/api/jobs/{uuid4()}/events")

    assert (404, "no_such_job") == (answer.status_code, answer.json()["problem"]["code"])


def test_many_watch_at_once(served: str, job_id: str, desk: Desk, worker: FakeWorker) -> None:
    """Every tab sees every step."""
    seen: list[list[str]] = []

    def watch() -> None:
        with follow(served, job_id) as events:
            seen.append([name for name, _ in events])

    tabs = [threading.Thread(target=watch) for _ in range(8)]
    for tab in tabs:
        tab.start()
    worker.work(newest(desk).id)
    for tab in tabs:
        tab.join(PATIENCE_S)

    assert ["done"] * 8 == [names[-1] for names in seen]
