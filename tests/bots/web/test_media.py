"""Stored clips and sounds over HTTP: their kinds, their parts, their owners."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from avatar.requests import AvatarRequest
from tasks.desk import Desk
from tests.bots.giving import JPEG
from tests.bots.web.conftest import LOCAL, newest
from tests.fakes.worker import FakeWorker

Json = dict[str, Any]  # what JSON holds


async def clip(client: httpx.AsyncClient) -> Json:
    """Ask for a clip."""
    fields = {"text": "Hello there.", "consent": "true"}
    answer = await client.post("/api/avatar", data=fields, files={"photo": ("me.jpg", JPEG, "image/jpeg")})
    assert answer.status_code == 202, answer.text
    job: Json = answer.json()
    return job


async def finished(client: httpx.AsyncClient, worker: FakeWorker) -> Json:
    """Have a clip made."""
    job = await clip(client)
    worker.work(UUID(job["id"]))
    media: Json = (await client.get(f"/api/jobs/{job['id']}")).json()["media"][0]
    return media


async def test_clip_and_its_picture_are_served_with_their_kinds(
    client: httpx.AsyncClient, worker: FakeWorker
) -> None:
    """A browser plays what it knows."""
    media = await finished(client, worker)
    video, poster = await client.get(media["url"]), await client.get(media["thumbnail"])

    assert ("video/mp4", 1.0) == (media["mime"], media["duration_s"])
    assert ["video/mp4", "image/jpeg"] == [answer.headers["content-type"] for answer in (video, poster)]
    assert "bytes" == video.headers["accept-ranges"]
    line = (await client.post("/api/speech", json={"text": "Hello."})).json()
    worker.work(UUID(line["id"]))
    sound = (await client.get(f"/api/jobs/{line['id']}")).json()["media"][0]
    assert "audio/ogg" == (await client.get(sound["url"])).headers["content-type"]


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [("bytes=0-", 0, 76), ("bytes=4-11", 4, 12), ("bytes=70-999", 70, 76), ("bytes=-6", 70, 76)],
)
async def test_part_of_a_clip_is_given(
    client: httpx.AsyncClient, worker: FakeWorker, asked: str, first: int, end: int
) -> None:
    """Players jump to where somebody drags the slider."""
    url = (await finished(client, worker))["url"]
    whole = (await client.get(url)).content
    answer = await client.get(url, headers={"Range": asked})

    assert (206, whole[first:end]) == (answer.status_code, answer.content)
    assert f"bytes {first}-{end - 1}/{len(whole)}" == answer.headers["content-range"]
    assert str(end - first) == answer.headers["content-length"]


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=1-2", "bytes=9-3", "bytes=-", "bytes=x-"])
async def test_what_is_no_range_gives_everything(
    client: httpx.AsyncClient, worker: FakeWorker, asked: str
) -> None:
    """As the standard wants it."""
    url = (await finished(client, worker))["url"]
    answer = await client.get(url, headers={"Range": asked})

    assert (200, 76) == (answer.status_code, len(answer.content))


async def test_range_behind_the_end_and_of_another_file(
    client: httpx.AsyncClient, worker: FakeWorker
) -> None:
    """The first is refused with the size, the second gives the whole of what is there now."""
    url = (await finished(client, worker))["url"]
    behind = await client.get(url, headers={"Range": "bytes=76-"})
    nothing = await client.get(url, headers={"Range": "bytes=-0"})
    other = await client.get(url, headers={"Range": "bytes=0-3", "If-Range": '"other"'})

    assert [416, 416, 200] == [answer.status_code for answer in (behind, nothing, other)]
    assert "bytes */76" == behind.headers["content-range"]
    assert "range_unusable" == behind.json()["problem"]["code"]


async def test_uploads_are_shown_to_their_owner_alone(client: httpx.AsyncClient, desk: Desk) -> None:
    """A name made of the content is no key to it."""
    await clip(client)
    request = newest(desk).request
    assert isinstance(request, AvatarRequest)
    own = await client.get(f"/media/{request.photo}")
    other = desk.keep(LOCAL.model_copy(update={"account": "another"}), b"secret", "image/png")

    assert (200, "image/png") == (own.status_code, own.headers["content-type"])
    answer = await client.get(f"/media/{other}")
    assert (404, "no_such_upload") == (answer.status_code, answer.json()["problem"]["code"])
