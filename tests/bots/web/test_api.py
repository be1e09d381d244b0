"""The JSON API, as scripts use it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from bots.web.guard import BODY_LIMIT
from tasks.desk import Desk
from tasks.errors import StudioPausing
from tasks.job import Job
from tests.bots.web.conftest import LOCAL
from tests.factories import submit
from tests.fakes.worker import FakeWorker

FULL = 200
Json = dict[str, Any]  # what JSON holds


async def imagine(client: httpx.AsyncClient, **fields: object) -> Json:
    """Submit a picture."""
    answer = await client.post("/api/imagine", json={"prompt": "a red house", **fields})
    assert answer.status_code == 202, answer.text
    body: Json = answer.json()
    return body


def code(answer: httpx.Response) -> str:
    """Take the code of a refusal, whose shape is checked."""
    assert set(answer.json()) == {"problem"}
    assert answer.json()["problem"]["message"]
    return str(answer.json()["problem"]["code"])


async def test_imagine_answers_with_the_job(client: httpx.AsyncClient) -> None:
    """Every field of the contract is there."""
    job = await imagine(client, prompt="a red house --n 2", seed=7, width=128, height=64)

    assert ("queued", 0.0, 1, [], None) == tuple(
        job[name] for name in ("state", "progress", "price", "media", "problem")
    )
    assert ("text-to-image", "a red house") == (job["kind"], job["prompt"])
    assert (7, 2, 128, 64) == tuple(
        job["recipe"][name] for name in ("seed", "count", "width_px", "height_px")
    )


async def test_finished_job_has_its_pictures(client: httpx.AsyncClient, worker: FakeWorker) -> None:
    """Each picture has what it needs to be shown."""
    job = await imagine(client, count=2, seed=7)
    worker.work((await job_of(client, job)).id)
    answer = (await client.get(f"/api/jobs/{job['id']}")).json()

    assert ("delivered", 1.0) == (answer["state"], answer["progress"])
    assert [7, 8] == [media["seed"] for media in answer["media"]]
    assert {
        "key",
        "mime",
        "width_px",
        "height_px",
        "duration_s",
        "seed",
        "url",
        "thumbnail",
        "flagged",
    } == set(answer["media"][0])


async def job_of(client: httpx.AsyncClient, job: Json) -> Job:
    """Read a job of the API from the desk."""
    app = client._transport.app  # type: ignore[attr-defined]  # httpx keeps it there
    desk: Desk = app.state.studio.counter.desk
    return desk.history(LOCAL, 1)[0]


async def test_picture_is_served_with_its_kind(client: httpx.AsyncClient, worker: FakeWorker) -> None:
    """Bytes, mime, and headers that let a browser keep it."""
    job = await imagine(client)
    worker.work((await job_of(client, job)).id)
    url = (await client.get(f"/api/jobs/{job['id']}")).json()["media"][0]["url"]
    answer = await client.get(url)
    again = await client.get(url, headers={"If-None-Match": answer.headers["etag"]})

    assert answer.content.startswith(b"\x89PNG")
    assert ("image/png", "nosniff") == (
        answer.headers["content-type"],
        answer.headers["x-content-type-options"],
    )
    assert "immutable" in answer.headers["cache-control"]
    assert (304, b"") == (again.status_code, again.content)


async def test_download_is_an_attachment(client: httpx.AsyncClient, worker: FakeWorker) -> None:
    """A browser saves it instead of showing it."""
    job = await imagine(client)
    worker.work((await job_of(client, job)).id)
    url = (await client.get(f"/api/jobs/{job['id']}")).json()["media"][0]["url"]

    assert "attachment" in (await client.get(f"{url}?download=true")).headers["content-disposition"]


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "x", f"{UUID(int=1)}/1/0.png", "%2e%2e/limner.sqlite", "%00"]
)
async def test_unknown_picture_is_not_found(client: httpx.AsyncClient, key: str) -> None:
    """No key leads anywhere else."""
    assert (await client.get(f"/media/{key}")).status_code == 404


async def test_picture_of_another_platform_is_not_shown(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """The page shows what was asked on the page."""
    job = worker.work(submit(desk).id)

    assert (await client.get(f"/media/{job.media[0].key}")).status_code == 404
    assert (await client.get(f"/api/jobs/{job.id}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "malformed_request"),
        (b"{", "malformed_request"),
        (b"[1]", "malformed_request"),
        (b'"x"', "malformed_request"),
        (b"\xff\xfe", "malformed_request"),
        (b"[" * 30_000, "malformed_request"),
        (b'{"prompt": "a", "seed": ' + b"9" * 5000 + b"}", "malformed_request"),
        (b"{}", "prompt_empty"),
        (b'{"prompt": ""}', "prompt_empty"),
        (b'{"prompt": 7}', "bad_value"),
        (b'{"prompt": "a", "steps": "many"}', "not_a_number"),
        (b'{"prompt": "a", "steps": NaN}', "not_a_number"),
        (b'{"prompt": "a", "steps": 1e400}', "not_a_number"),
        (b'{"prompt": "a", "steps": 9999}', "out_of_range"),
        (b'{"prompt": "a", "stepz": 9}', "unknown_field"),
        (b'{"prompt": "a --seed 7", "seed": 8}', "contradiction"),
        (b'{"prompt": "a", "width": 100, "height": 100}', "size_off_grid"),
        (b'{"prompt": "a", "model": "\\ud800"}', "unknown_choice"),
        (b'{"prompt": "a\\u0000b"}', "text_unusable"),
        (b'{"prompt": "\\ud800"}', "text_unusable"),
    ],
)
async def test_bad_request_is_refused_in_one_shape(
    client: httpx.AsyncClient, desk: Desk, body: bytes, expected: str
) -> None:
    """Whatever is sent, the answer is 422 with a code and a sentence, and it costs nothing."""
    answer = await client.post("/api/imagine", content=body)

    assert 422 == answer.status_code
    assert expected == code(answer)
    assert FULL == desk.allowance(LOCAL).left


async def test_huge_body_is_refused(client: httpx.AsyncClient) -> None:
    """Announced or not, a body has a limit."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 1024 + 2):
            yield b" " * 1024

    announced = await client.post("/api/imagine", content=b" " * (BODY_LIMIT + 1))
    streamed = await client.post("/api/imagine", content=endless())

    assert [413, 413] == [announced.status_code, streamed.status_code]
    assert "request_too_large" == code(streamed)


async def test_idempotency_key_gives_the_same_job(client: httpx.AsyncClient) -> None:
    """A client that repeats after a timeout gets one picture."""
    headers = {"Idempotency-Key": "abc"}
    first, second = [
        (await client.post("/api/imagine", json={"prompt": "a"}, headers=headers)).json() for _ in range(2)
    ]
    broken = await client.post("/api/imagine", json={"prompt": "a"}, headers={"Idempotency-Key": "x" * 201})

    assert first["id"] == second["id"]
    assert "key_unusable" == code(broken)


async def test_delete_cancels_what_runs_and_removes_what_ended(client: httpx.AsyncClient) -> None:
    """One verb for both, then the job is gone."""
    job = await imagine(client)
    cancelled = await client.delete(f"/api/jobs/{job['id']}")
    deleted = await client.delete(f"/api/jobs/{job['id']}")
    gone = await client.get(f"/api/jobs/{job['id']}")

    assert ("refunded", "cancelled") == (cancelled.json()["state"], cancelled.json()["problem"]["code"])
    assert 200 == deleted.status_code
    assert (404, "no_such_job") == (gone.status_code, code(gone))


async def test_jobs_page(client: httpx.AsyncClient) -> None:
    """The newest first; ``next`` leads on to the end."""
    made = [(await imagine(client, seed=seed))["id"] for seed in range(5)]
    seen: list[str] = []
    before = ""
    while True:
        page = (await client.get(f"/api/jobs?limit=2{before}")).json()
        seen += [job["id"] for job in page["jobs"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"

    assert made[::-1] == seen


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=11", "before=x"])
async def test_bad_page_is_refused(client: httpx.AsyncClient, query: str) -> None:
    """Paging is checked like everything else."""
    assert 422 == (await client.get(f"/api/jobs?{query}")).status_code


async def test_pausing_studio_answers_503(
    client: httpx.AsyncClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same shape, and when to come back."""

    def away(*_: object) -> Job:
        raise StudioPausing

    monkeypatch.setattr(desk, "submit", away)
    answer = await client.post("/api/imagine", json={"prompt": "a"})

    assert (503, "studio_pausing") == (answer.status_code, code(answer))
    assert answer.headers["retry-after"]


async def test_message_is_in_the_readers_language(client: httpx.AsyncClient) -> None:
    """A code for programs, a sentence for people."""
    answer = await client.post(
        "/api/imagine", json={}, headers={"Accept-Language": "fr, zh-CN;q=0.9, en;q=0.5"}
    )

    assert answer.json()["problem"]["message"].startswith("请写下")


async def test_health_tells_what_is_away(client: httpx.AsyncClient, app: FastAPI) -> None:
    """Without a worker requests still wait; without a database nothing goes."""

    async def away() -> bool:
        raise StudioPausing

    fine = await client.get("/healthz")
    app.state.studio.probes["worker"] = away
    degraded = await client.get("/healthz")
    app.state.studio.probes["database"] = away
    down = await client.get("/healthz")

    assert (200, "ok") == (fine.status_code, fine.json()["status"])
    assert (200, "degraded") == (degraded.status_code, degraded.json()["status"])
    assert (503, False) == (down.status_code, down.json()["database"])
