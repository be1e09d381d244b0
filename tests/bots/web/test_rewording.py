"""Prompts of a prompt on the page and in the API."""

from uuid import UUID

import httpx

from generation.notes import Note
from generation.requests import ExpandRequest, ShortenRequest
from tasks.desk import Desk
from tasks.job import DESCRIBED, WEIGHED
from tests.bots.web.conftest import newest
from tests.fakes.worker import FakeWorker

TEXTS = ("a red {house}", "<b>red</b>")
WEIGHTS = (("very", 0.05, 2), ("red", 0.4, 7), ("house", 0.55, 11))


def notes() -> tuple[Note, ...]:
    """Give what a worker tells."""
    weighed = [
        Note(code=WEIGHED, facts={"text": text, "share": share, "at": at}) for text, share, at in WEIGHTS
    ]
    return (*weighed, *(Note(code=DESCRIBED, facts={"text": text}) for text in TEXTS))


async def test_api_gives_weights_and_proposals(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """Each once, and none of them among the notes."""
    job = (await client.post("/api/shorten", json={"prompt": "a very red house"})).json()
    worker.finish(worker.claim(UUID(job["id"])), notes=notes())
    told = (await client.get(f"/api/jobs/{job['id']}")).json()
    rich = await client.post("/api/expand", json={"prompt": "a house", "seed": 7})

    assert isinstance(desk.job(UUID(job["id"])).request, ShortenRequest)
    assert (list(TEXTS), [], []) == (told["descriptions"], told["notes"], told["media"])
    assert [("very", True), ("red", False), ("house", False)] == [
        (one["text"], one["little"]) for one in told["weights"]
    ]
    assert (202, ExpandRequest(prompt="a house", model="pocket", seed=7)) == (
        rich.status_code,
        newest(desk).request,
    )


async def test_page_takes_the_commands_and_draws_at_a_press(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """What counts little is struck through; a proposal is drawn, or stands in the text field first."""
    await client.post("/say", data={"text": "/shorten a very red house"})
    job = newest(desk)
    worker.finish(worker.claim(job.id), notes=notes())
    shown = (await client.get("/")).text
    edited = (await client.get("/", params={"text": r"a red \{house\}"})).text
    await client.post(f"/jobs/{job.id}/draw", data={"variant": "1"})

    assert '<s title="5 %">very</s>' in shown
    assert "&lt;b&gt;red&lt;/b&gt;" in shown
    assert "/?text=a%20red%20%5C%7Bhouse%5C%7D" in shown
    assert r">a red \{house\}</textarea>" in edited
    assert TEXTS[0] == newest(desk).words
