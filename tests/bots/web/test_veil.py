"""The page and the API show a flagged picture blurred wherever the filter is on."""

from io import BytesIO
from uuid import UUID

import httpx
import numpy as np
import pytest
from PIL import Image

from generation.safety import blurred
from tasks.actor import operator
from tasks.desk import Desk
from tasks.filter import Flagged
from tasks.job import Place
from tests.bots.web.growing import GrowingClip, footage
from tests.fakes.crew import near_maker
from tests.fakes.signs import drawing, sign_pictures
from tests.fakes.worker import FakeWorker

WHOLE, SOFT = np.asarray(drawing(True)).astype(int), np.asarray(blurred(drawing(True))).astype(int)


async def off(client: httpx.AsyncClient, address: str) -> tuple[float, float]:
    """Say how far a picture is from the whole one and from the blurred one (levels of 255, on average)."""
    answer = await client.get(address)
    with Image.open(BytesIO(answer.content)) as picture:
        seen = np.asarray(picture.convert("RGB").resize((128, 128))).astype(int)
    return float(np.abs(seen - WHOLE).mean()), float(np.abs(seen - SOFT).mean())


@pytest.mark.parametrize("first", ["off", "blurred"])
async def test_nothing_flagged_leaks(client: httpx.AsyncClient, desk: Desk, first: str) -> None:
    """Made where the filter is off, or blurred when it was made: with it on, no address gives the whole."""
    desk.admin.local.set(operator("ada"), "studio", "filter_private", first)
    answer = await client.post("/api/imagine", json={"prompt": "a red house", "seed": 1})
    job_id = UUID(answer.json()["id"])
    near_maker(desk, sign_pictures()).make(job_id)
    told = (await client.get(f"/api/jobs/{job_id}")).json()
    (media,) = told["media"]
    addresses = media["url"], f"/small/{media['key']}"
    before = [await off(client, one) for one in addresses]

    desk.admin.local.set(operator("ada"), "studio", "filter_private", "strict")
    after = [await off(client, one) for one in addresses]

    assert ("shown" if first == "off" else "blurred") == media["flagged"]
    if first == "off":
        assert all(whole < 6 < soft for whole, soft in before)
    assert all(soft < 6 < whole for whole, soft in after)


async def test_flagged_clip_is_left_out(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> None:
    """A clip cannot be blurred in passing: where the filter is on, one sentence stands in its place."""
    desk.admin.local.set(operator("ada"), "studio", "filter_private", "off")
    clip = GrowingClip(desk, worker, footage())
    clip.plan()
    clip.finish(flagged=Flagged.SHOWN)
    (media,) = (await client.get(f"/api/jobs/{clip.job.id}")).json()["media"]

    before = await client.get(media["url"])
    desk.admin.local.set(operator("ada"), "studio", "filter_private", "strict")
    after = await client.get(media["url"])

    assert (200, footage().clip) == (before.status_code, before.content)
    assert (403, "clip_hidden") == (after.status_code, after.json()["problem"]["code"])


async def test_clip_of_a_marked_channel_does_not_grow_elsewhere(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing judges its pieces where they are drawn: the page, where the filter is on, plays none."""
    clip = GrowingClip(desk, worker, footage())
    clip.plan()
    clip.draw()
    address = f"/api/jobs/{clip.job.id}/preview/playlist.m3u8"
    here = await client.get(address)
    monkeypatch.setattr(desk.filtering, "looser", lambda there, here: there.chat != here.chat)
    monkeypatch.setattr("bots.web.growing.place_of", lambda: Place(platform="web", chat="strict"))
    there = await client.get(address)

    assert (200, 403) == (here.status_code, there.status_code)
