"""Pictures for programs that were written for OpenAI's API."""

import asyncio
from base64 import b64decode
from typing import Any  # what JSON holds, and a foreign client

import httpx
import pytest
from fastapi import FastAPI

from bots.web import openai as ours
from tasks.actor import Actor
from tasks.desk import Desk
from tasks.errors import WorkerLost
from tasks.job import Job, Problem, Status
from tasks.keys import Scope, Terms
from tests.bots.web.conftest import LOCAL
from tests.factories import sender
from tests.fakes.worker import FakeWorker

ADA = sender("ada", name="Ada")
PATH = "/v1/images/generations"
PNG = b"\x89PNG"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "LOOK_S", 0.05)


def secret(desk: Desk, **terms: object) -> str:
    """Make a key of Ada's."""
    return desk.keys.make(Actor(ADA), Terms(**terms))[1]  # type: ignore[arg-type]  # as each test has it


async def asked(desk: Desk) -> Job:
    """Wait until somebody asks for something."""
    while True:
        for who in (ADA, LOCAL):
            if waiting := [job for job in desk.history(who) if not job.status.final]:
                return waiting[0]
        await asyncio.sleep(0.01)


async def worked(desk: Desk, worker: FakeWorker, problem: Problem | None = None) -> None:
    """Make what somebody asks for, or fail."""
    job = worker.claim((await asked(desk)).id)
    if problem:
        worker.fail(job, problem)
    else:
        worker.finish(job)


async def drawn(client: httpx.AsyncClient, worker: FakeWorker, desk: Desk, **body: object) -> httpx.Response:
    """Ask for pictures, and have them made meanwhile."""
    making = asyncio.create_task(worked(desk, worker))
    answer = await client.post(PATH, json={"prompt": "a red house", **body})
    await making
    return answer


async def test_pictures_come_with_the_answer(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """As addresses that lead to them."""
    body = (await drawn(client, worker, desk, n=2, size="128x64", user="u", quality="auto", seed=7)).json()
    urls = [picture["url"] for picture in body["data"]]
    job = desk.history(LOCAL)[0]

    assert {"created", "data"} == set(body)
    assert ["a red house"] * 2 == [picture["revised_prompt"] for picture in body["data"]]
    assert all([(await client.get(url)).content.startswith(PNG) for url in urls])
    assert [(128, 64, seed) for seed in (7, 8)] == [
        (media.width_px, media.height_px, media.seed) for media in job.media
    ]


async def test_pictures_come_in_base64(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> None:
    """The file itself."""
    body = (await drawn(client, worker, desk, response_format="b64_json")).json()

    assert {"b64_json", "revised_prompt"} == set(body["data"][0])
    assert b64decode(body["data"][0]["b64_json"]).startswith(PNG)


async def test_prompt_is_taken_as_it_stands(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """What people typed elsewhere holds no flags."""
    body = (await drawn(client, worker, desk, prompt="a house --n 3 --steps 999")).json()

    assert ["a house --n 3 --steps 999"] == [picture["revised_prompt"] for picture in body["data"]]


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ({}, "bad_value", "prompt"),
        ({"prompt": ""}, "prompt_empty", None),
        ({"prompt": "a", "n": 5}, "out_of_range", "n"),
        ({"prompt": "a", "n": "x"}, "not_a_number", "n"),
        ({"prompt": "a", "size": "big"}, "bad_size", None),
        ({"prompt": "a", "size": "1x1"}, "out_of_range", "width"),
        ({"prompt": "a", "model": "dall-e-3"}, "unknown_choice", "model"),
        ({"prompt": "a", "quality": "hd"}, "bad_value", "quality"),
        ({"prompt": "a", "response_format": "gif"}, "bad_value", "response_format"),
        ({"prompt": "a", "flavour": "sweet"}, "unknown_field", "flavour"),
    ],
)
async def test_what_is_wrong_is_told_in_their_shape(
    client: httpx.AsyncClient, desk: Desk, body: dict[str, Any], code: str, param: str | None
) -> None:
    """With one of our codes, and nothing is paid."""
    answer = await client.post(PATH, json=body)
    error = answer.json()["error"]

    assert (400, "invalid_request_error", code) == (answer.status_code, error["type"], error["code"])
    assert param in (None, error["param"])
    assert error["message"]
    assert [] == desk.history(LOCAL)


@pytest.mark.parametrize(
    ("headers", "path", "status", "kind"),
    [
        ({"Authorization": "Bearer sk-wrong"}, "/v1/models", 401, "authentication_error"),
        ({"Host": "x.example"}, "/v1/models", 400, "invalid_request_error"),
        ({}, "/v1/nothing", 404, "invalid_request_error"),
        ({}, "/v1/models/nothing", 404, "invalid_request_error"),
    ],
)
async def test_what_never_reaches_a_route_is_told_so_too(
    client: httpx.AsyncClient, headers: dict[str, str], path: str, status: int, kind: str
) -> None:
    """Guard and router speak the same language there."""
    answer = await client.get(path, headers=headers)

    assert (status, kind) == (answer.status_code, answer.json()["error"]["type"])


async def test_scope_and_credits_of_a_key_count(client: httpx.AsyncClient, desk: Desk) -> None:
    """As everywhere; spent credits are not tried again by themselves."""
    reading = {"Authorization": f"Bearer {secret(desk, scopes=frozenset({Scope.READ}))}"}
    poor = {"Authorization": f"Bearer {secret(desk, daily_credits=0)}"}
    forbidden = await client.post(PATH, json={"prompt": "a"}, headers=reading)
    spent = await client.post(PATH, json={"prompt": "a"}, headers=poor)

    assert (403, "permission_error") == (forbidden.status_code, forbidden.json()["error"]["type"])
    assert (429, "key_spent") == (spent.status_code, spent.json()["error"]["code"])
    assert "false" == spent.headers["x-should-retry"]


async def test_impatient_answer_names_the_job(client: httpx.AsyncClient, desk: Desk, app: FastAPI) -> None:
    """The job goes on, and is not ordered twice by a client that repeats calls."""
    object.__setattr__(app.state.studio, "patience_s", 0.05)
    answer = await client.post(PATH, json={"prompt": "a"})
    job = desk.history(LOCAL)[0]

    assert (504, "still_working") == (answer.status_code, answer.json()["error"]["code"])
    assert str(job.id) in answer.json()["error"]["message"]
    assert "false" == answer.headers["x-should-retry"]
    assert job.status is Status.QUEUED


async def test_whoever_goes_away_finds_the_pictures(served: str, desk: Desk, worker: FakeWorker) -> None:
    """A call that is cut costs nothing but the waiting; its key gives the same job."""
    headers = {"Idempotency-Key": "once"}
    async with httpx.AsyncClient(base_url=served) as client:
        cut = asyncio.create_task(client.post(PATH, json={"prompt": "a"}, headers=headers))
        job = worker.claim((await asked(desk)).id)
        cut.cancel()
        worker.finish(job)
        again = await client.post(PATH, json={"prompt": "a"}, headers=headers)

    assert 200 == again.status_code
    assert str(job.id) in again.json()["data"][0]["url"]
    assert 1 == len(desk.history(LOCAL))


async def test_failed_job_is_a_server_error(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """Ours, with its code; and whoever asked has everything back."""
    failing = asyncio.create_task(worked(desk, worker, Problem.of(WorkerLost())))
    answer = await client.post(PATH, json={"prompt": "a"})
    await failing

    assert (500, "server_error") == (answer.status_code, answer.json()["error"]["type"])
    assert "worker_lost" == answer.json()["error"]["code"]
    assert 200 == desk.allowance(LOCAL).left


async def test_their_own_client_works(served: str, desk: Desk, worker: FakeWorker) -> None:
    """The package `openai`, over a socket: models, pictures, and its classes of errors."""
    openai: Any = pytest.importorskip("openai")
    async with openai.AsyncOpenAI(base_url=f"{served}/v1", api_key=secret(desk)) as client:
        names = [model.id async for model in client.models.list()]
        making = asyncio.create_task(worked(desk, worker))
        made = await client.images.generate(
            prompt="a red house", model=names[0], n=2, size="auto", response_format="b64_json"
        )
        await making
        one = await client.models.retrieve(names[0])
        with pytest.raises(openai.BadRequestError) as refused:
            await client.images.generate(prompt="a", model="dall-e-3")
    async with openai.AsyncOpenAI(base_url=f"{served}/v1", api_key="sk-wrong") as stranger:
        with pytest.raises(openai.AuthenticationError):
            await stranger.models.list()

    assert ("pocket", "pocket") == (names[0], one.id)
    assert [PNG, PNG] == [b64decode(picture.b64_json)[:4] for picture in made.data]
    assert ("unknown_choice", "model") == (refused.value.code, refused.value.param)
    assert [ADA.account] == [job.sender.account for job in desk.history(ADA)]
