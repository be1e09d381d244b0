"""Pictures of pictures, and models by kind, for programs that were written for OpenAI's API."""

import asyncio
from io import BytesIO

import httpx
import numpy as np
import pytest
from PIL import Image

from bots.web import openai as ours
from generation.requests import ImageRequest, ImageToImageRequest, InpaintRequest
from tasks.actor import operator
from tasks.desk import Desk
from tasks.plans import subject_of
from tests.bots.web.conftest import LOCAL
from tests.bots.web.test_openai import PNG, drawn, worked
from tests.factories import photograph
from tests.fakes.worker import FakeWorker

EDITS, VARIATIONS = "/v1/images/edits", "/v1/images/variations"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "LOOK_S", 0.05)


def holed() -> bytes:
    """Write a picture whose upper half is transparent, as their editors do."""
    clear = np.full((64, 64, 4), 120, np.uint8)
    clear[:32, :, 3], clear[32:, :, 3] = 0, 255
    file = BytesIO()
    Image.fromarray(clear).save(file, "PNG")
    return file.getvalue()


async def edited(
    client: httpx.AsyncClient, worker: FakeWorker, desk: Desk, path: str, files: list[str], **fields: str
) -> httpx.Response:
    """Send pictures, and have what is asked for made meanwhile."""
    content = {"mask": holed()}
    sent = [(name, (f"{name}.png", content.get(name, photograph()), "image/png")) for name in files]
    making = asyncio.create_task(worked(desk, worker))
    answer = await client.post(path, files=sent, data=fields)
    assert 200 == answer.status_code, answer.text
    await making
    return answer


async def test_masked_part_is_drawn_anew(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> None:
    """Transparent is what changes, whatever colour lies below it."""
    answer = await edited(client, worker, desk, EDITS, ["image", "mask"], prompt="a hat --n 3", n="2")
    request = desk.history(LOCAL)[0].request

    assert 2 == len(answer.json()["data"])
    assert isinstance(request, InpaintRequest)
    assert ("a hat --n 3", 2) == (request.prompt, request.count)
    with Image.open(BytesIO(desk.uploaded(LOCAL, request.mask))) as mask:
        marked = np.asarray(mask.convert("L"))
    assert [255, 0] == [int(np.median(half)) for half in np.split(marked, 2)]
    assert (await client.get(answer.json()["data"][0]["url"])).content.startswith(PNG)


@pytest.mark.parametrize(
    ("path", "field", "words"), [(EDITS, "image[]", "a drawing"), (VARIATIONS, "image", "")]
)
async def test_whole_picture_is_drawn_over(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker, path: str, field: str, words: str
) -> None:
    """Where there is no mask, and for variations; in base64 where that is asked for."""
    more = {"prompt": words} if words else {}
    answer = await edited(client, worker, desk, path, [field], response_format="b64_json", **more)
    request = desk.history(LOCAL)[0].request

    assert answer.json()["data"][0]["b64_json"]
    assert isinstance(request, ImageToImageRequest)
    assert words == request.prompt


@pytest.mark.parametrize(
    ("files", "fields", "code"),
    [
        (["mask"], {"prompt": "a"}, "attachment_missing"),
        (["image"], {}, "bad_value"),
        (["image"], {"prompt": "a", "model": "dall-e-2"}, "unknown_choice"),
    ],
)
async def test_what_is_wrong_is_told_in_their_shape(
    client: httpx.AsyncClient, desk: Desk, files: list[str], fields: dict[str, str], code: str
) -> None:
    """And nothing is paid."""
    sent = [(name, (f"{name}.png", photograph(), "image/png")) for name in files]
    answer = await client.post(EDITS, files=sent, data=fields)

    assert (400, code) == (answer.status_code, answer.json()["error"]["code"])
    assert [] == desk.history(LOCAL)


async def test_models_are_listed_by_kind_and_for_whom(client: httpx.AsyncClient, desk: Desk) -> None:
    """The studio's own choice first; what is kept for a role is there for nobody else."""
    every = {one["id"]: one["kind"] for one in (await client.get("/v1/models")).json()["data"]}
    desk.access.allow(operator("root"), "pocket-lora-sepia", subject_of("role:admin"))
    here = [one["id"] for one in (await client.get("/v1/models")).json()["data"]]
    alone = await client.get("/v1/models/pocket-lora-sepia")

    assert ("pocket", "text-to-image") == next(iter(every.items()))
    assert "lora" == every["pocket-lora-sepia"]
    assert {*every} - {"pocket-lora-sepia"} == {*here}
    assert 404 == alone.status_code


async def test_lora_may_stand_for_a_model(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> None:
    """It is worn by the first model that it fits; others beside it, by a field of ours."""
    await drawn(client, worker, desk, model="pocket-lora-sepia")
    request = desk.history(LOCAL)[0].request

    assert isinstance(request, ImageRequest)
    assert ("pocket", ["pocket-lora-sepia"]) == (request.model, [one.name for one in request.adapters])
