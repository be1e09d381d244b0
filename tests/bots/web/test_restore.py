"""/restore for programs, and what the page shows of it."""

from uuid import UUID

import httpx
import pytest

from bots.intake import LIMIT_MEGABYTES
from generation.requests import RestoreRequest
from tasks.desk import Desk
from tests.bots.giving import JPEG, SAD
from tests.bots.web.conftest import LOCAL, newest
from tests.fakes.worker import FakeWorker

FULL = 200
PHOTO = ("me.jpg", JPEG + b"blurred", "image/jpeg")


async def test_photo_is_answered_with_the_job(client: httpx.AsyncClient, desk: Desk) -> None:
    """The same shape as for a picture; every option counts; a key gives the same job again."""
    fields, headers = {"strength": "0.5", "enlarge": "2"}, {"Idempotency-Key": "abc"}
    first, second = [
        await client.post("/api/restore", data=fields, files={"photo": PHOTO}, headers=headers)
        for _ in range(2)
    ]

    request = newest(desk).request
    assert (202, "restore", 2) == (first.status_code, first.json()["kind"], first.json()["price"])
    assert isinstance(request, RestoreRequest)
    assert (0.5, 2) == (request.strength, request.upscale)
    assert first.json()["id"] == second.json()["id"]
    assert FULL - 2 == desk.allowance(LOCAL).left


@pytest.mark.parametrize(
    ("files", "fields", "code"),
    [
        ({"file": PHOTO}, {}, "unknown_field"),
        ({"photo": ("me.jpg", JPEG + SAD, "")}, {}, "file_damaged"),
        ({"photo": PHOTO}, {"strength": "2"}, "out_of_range"),
        ({"photo": PHOTO}, {"size": "2"}, "unknown_field"),
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
    answer = await client.post("/api/restore", data=fields, files=files)

    assert (422, code) == (answer.status_code, answer.json()["problem"]["code"])
    assert FULL == desk.allowance(LOCAL).left


async def test_photo_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    """Before it is all read."""
    large = ("me.jpg", JPEG + bytes(LIMIT_MEGABYTES * 1_000_000 + 100_000), "image/jpeg")

    assert (await client.post("/api/restore", files={"photo": large})).status_code in {413, 422}


async def test_page_shows_it_while_it_waits_and_when_it_is_done(
    client: httpx.AsyncClient, worker: FakeWorker
) -> None:
    """First the photo, then the picture, which can be made to talk."""
    job = (await client.post("/api/restore", files={"photo": PHOTO})).json()
    waiting = (await client.get("/")).text

    worker.work(UUID(job["id"]))
    done = (await client.get("/")).text

    assert f'src="/media/{job["recipe"]["photo"]}"' in waiting
    assert "A restored photo" in done
    assert f"/media/{job['id']}/1/0.png" in done
    assert 'formaction="/press/talk"' in done
