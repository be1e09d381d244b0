"""Pictures of pictures, for programs, and what the page shows of them."""

from uuid import UUID

import httpx
import pytest
from PIL import Image

from generation.notes import Note
from generation.requests import UpscaleRequest
from tasks.desk import Desk
from tasks.job import DESCRIBED
from tests.bots.giving import JPEG, SAD, as_png
from tests.bots.web.conftest import LOCAL, newest
from tests.factories import image_request, key, place
from tests.fakes.worker import FakeWorker

FULL = 200
PICTURE = ("me.png", as_png(Image.new("RGB", (128, 96), "teal")), "image/png")


async def test_picture_is_answered_with_the_job(client: httpx.AsyncClient, desk: Desk) -> None:
    """Every option counts; a key gives the same job again."""
    fields, headers = {"factor": "4"}, {"Idempotency-Key": "abc"}
    first, second = [
        await client.post("/api/upscale", data=fields, files={"picture": PICTURE}, headers=headers)
        for _ in range(2)
    ]

    request = newest(desk).request
    assert (202, "upscale", 2) == (first.status_code, first.json()["kind"], first.json()["price"])
    assert isinstance(request, UpscaleRequest)
    assert 4 == request.factor
    assert first.json()["id"] == second.json()["id"]
    assert FULL - 2 == desk.allowance(LOCAL).left


async def test_stored_picture_is_named_by_its_key(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """One of the sender's own; another one's is not there."""
    job = worker.work(desk.submit(image_request(), LOCAL, place("page", "web"), key()).id)
    theirs = desk.keep(LOCAL.model_copy(update={"account": "66"}), PICTURE[1], "image/png")

    mine = await client.post("/api/upscale", data={"picture": job.media[0].key}, files={"x": ("", b"")})
    other = await client.post("/api/upscale", data={"picture": theirs}, files={"x": ("", b"")})

    assert (202, job.media[0].key) == (mine.status_code, mine.json()["recipe"]["picture"])
    assert (404, "no_such_upload") == (other.status_code, other.json()["problem"]["code"])


@pytest.mark.parametrize(
    ("files", "fields", "code"),
    [
        ({"file": PICTURE}, {}, "unknown_field"),
        ({"picture": ("me.jpg", JPEG + SAD, "")}, {}, "file_damaged"),
        ({"picture": PICTURE}, {"factor": "3"}, "unknown_choice"),
        ({}, {"factor": "2"}, "attachment_missing"),
    ],
)
async def test_what_is_wrong_is_told_and_costs_nothing(
    client: httpx.AsyncClient,
    desk: Desk,
    files: dict[str, tuple[str, bytes, str]],
    fields: dict[str, str],
    code: str,
) -> None:
    """A code and a sentence."""
    answer = await client.post("/api/upscale", data=fields, files=files)

    assert (422, code) == (answer.status_code, answer.json()["problem"]["code"])
    assert FULL == desk.allowance(LOCAL).left


async def test_map_is_a_picture_and_free(client: httpx.AsyncClient, desk: Desk) -> None:
    """A JPEG; what cannot be read is refused."""
    shown = await client.post("/api/map", data={"follow": "lines"}, files={"picture": PICTURE})
    refused = await client.post("/api/map", data={"follow": "pose"}, files={"picture": PICTURE})

    assert (200, "image/jpeg") == (shown.status_code, shown.headers["content-type"])
    assert shown.content.startswith(JPEG)
    assert (422, "map_unmade") == (refused.status_code, refused.json()["problem"]["code"])
    assert FULL == desk.allowance(LOCAL).left


async def test_page_shows_it_while_it_waits_and_when_it_is_done(
    client: httpx.AsyncClient, worker: FakeWorker
) -> None:
    """First the picture that was sent, then the larger one."""
    job = (await client.post("/api/upscale", files={"picture": PICTURE})).json()
    waiting = (await client.get("/")).text

    worker.work(UUID(job["id"]))
    done = (await client.get("/")).text

    assert f'src="/media/{job["recipe"]["picture"]}"' in waiting
    assert "An enlarged picture" in done
    assert f"/media/{job['id']}/1/0.png" in done
    assert "up-2" in done


async def test_picture_is_put_into_words_that_are_drawn_at_a_press(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """The API lists them, the page has a button for each."""
    job = (await client.post("/api/describe", files={"picture": PICTURE})).json()
    texts = [Note(code=DESCRIBED, facts={"text": text}) for text in ("a teal wall", "<b>teal</b>")]
    worker.finish(worker.claim(UUID(job["id"])), notes=tuple(texts))
    told = (await client.get(f"/api/jobs/{job['id']}")).json()
    shown = (await client.get("/")).text
    await client.post(f"/jobs/{job['id']}/draw", data={"variant": "1"})

    assert (["a teal wall", "<b>teal</b>"], []) == (told["descriptions"], told["notes"])
    assert 'value="2" title="Draw 2"' in shown
    assert "&lt;b&gt;teal&lt;/b&gt;" in shown
    assert "a teal wall" == newest(desk).words
