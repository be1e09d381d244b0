"""The API of what somebody keeps and has in line."""

from http import HTTPStatus

import httpx
import pytest

from tasks.desk import Desk
from tests.bots.web.conftest import LOCAL
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker


async def test_favourites_are_kept_found_and_let_go(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """The list of jobs is searched by every sign."""
    jobs = [
        worker.work(desk.submit(image_request(words, seed=seed), LOCAL, place("local", "web"), key()).id)
        for seed, words in enumerate(("红房子", "a boat"))
    ]
    liked = await client.put(f"/api/jobs/{jobs[0].id}/favourite")

    assert liked.json()["favourite"]
    assert (await client.get(f"/api/jobs/{jobs[0].id}")).json()["favourite"]
    for query in ("favourites=on", "words=红", "seed=0", "words=房子&kind=picture&model=pocket&since=today"):
        found = (await client.get(f"/api/jobs?{query}")).json()["jobs"]
        assert [str(jobs[0].id)] == [job["id"] for job in found]
    assert not (await client.delete(f"/api/jobs/{jobs[0].id}/favourite")).json()["favourite"]
    assert [] == (await client.get("/api/jobs?favourites=on")).json()["jobs"]


async def test_own_line_is_listed_and_put_in_order(client: httpx.AsyncClient, desk: Desk) -> None:
    """Each job with how many come before it."""
    for words in ("one", "two", "three"):
        desk.submit(image_request(words), LOCAL, place("local", "web"), key())
    before = (await client.get("/api/line")).json()["jobs"]
    moved = await client.post(f"/api/jobs/{before[2]['id']}/first")
    after = (await client.get("/api/line")).json()["jobs"]

    assert [("one", 0), ("two", 1), ("three", 2)] == [(job["prompt"], job["ahead"]) for job in before]
    assert 0 == moved.json()["ahead"]
    assert ["three", "one", "two"] == [job["prompt"] for job in after]


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "favourite"), ("DELETE", "favourite"), ("POST", "first")]
)
async def test_foreign_jobs_are_not_there(
    client: httpx.AsyncClient, desk: Desk, method: str, path: str
) -> None:
    """Neither to like nor to move."""
    theirs = desk.submit(image_request(), sender(), place(), key())
    answer = await client.request(method, f"/api/jobs/{theirs.id}/{path}")

    assert (HTTPStatus.NOT_FOUND, "no_such_job") == (answer.status_code, answer.json()["problem"]["code"])


async def test_data_are_told_taken_along_and_erased(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """Erased only where the body says so."""
    worker.work(desk.submit(image_request(), LOCAL, place("local", "web"), key()).id)
    known = (await client.get("/api/mydata")).json()
    (address,) = (await client.post("/api/mydata/export")).json()["files"]
    unsure = await client.post("/api/mydata/erase", json={})
    there = len(desk.history(LOCAL))
    erased = await client.post("/api/mydata/erase", json={"sure": True})

    assert (1, 1, ["web"]) == (known["jobs"], known["results"], known["platforms"])
    assert address.startswith("/mydata/files/")
    assert (HTTPStatus.UNPROCESSABLE_ENTITY, 1) == (unsure.status_code, there)
    assert (HTTPStatus.OK, []) == (erased.status_code, desk.history(LOCAL))
