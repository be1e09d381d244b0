"""What is told with a picture, on the page and in the API."""

from uuid import UUID

import httpx

from generation.notes import Note
from tasks.desk import Desk
from tests.bots.web.conftest import newest
from tests.fakes.worker import FakeWorker


async def test_api_tells_what_the_model_did_not_take_in(
    client: httpx.AsyncClient, worker: FakeWorker
) -> None:
    """A code for programs, a sentence for people."""
    job = (await client.post("/api/imagine", json={"prompt": "a wombat"})).json()
    assert [] == job["notes"]
    note = Note(code="unknown_words", facts={"words": "wombat", "more": 0})
    worker.finish(worker.claim(UUID(job["id"])), (note,))

    answer = (await client.get(f"/api/jobs/{job['id']}")).json()

    assert [{"code": "unknown_words", "message": "This small model does not know: wombat."}] == answer[
        "notes"
    ]


async def test_picture_says_which_words_are_unknown(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """Below the picture, as text and never as markup."""
    await client.post("/say", data={"text": "a wombat"})
    note = Note(code="unknown_words", facts={"words": "<b>wombat</b>", "more": 2})
    worker.finish(worker.claim(newest(desk).id), (note,))

    text = (await client.get("/")).text

    assert "This small model does not know: &lt;b&gt;wombat&lt;/b&gt; and 2 more." in text
