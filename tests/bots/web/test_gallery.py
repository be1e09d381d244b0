"""The gallery without a browser: tiles, search, pages, thumbnails, deeds, and nobody else's pictures."""

import io
import re
from http import HTTPStatus

import httpx
import PIL.Image
import pytest
from fastapi import FastAPI

from bots import takeout
from bots.packing import Packer
from tasks.desk import Desk
from tasks.job import Job
from tests.bots.web.conftest import LOCAL
from tests.factories import image_request, key, place, sender, speech_request
from tests.fakes.worker import FakeWorker

SCRIPT = {"X-Limner": "1"}
TILE = re.compile(r'class="tile" href="/gallery/([0-9a-f-]{36})"')


def made(desk: Desk, worker: FakeWorker, prompt: str = "a red house", **more: object) -> Job:
    """Have a picture made on the page."""
    request = image_request(prompt, **more)
    return worker.work(desk.submit(request, LOCAL, place("local", "web"), key()).id)


async def tiles(client: httpx.AsyncClient, address: str) -> list[str]:
    """List the jobs that a page of the gallery shows."""
    return TILE.findall((await client.get(address)).text)


async def test_newest_come_first_and_open(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> None:
    """A tile has a small picture; its page the recipe and the buttons, without any script."""
    first, second = made(desk, worker, "first"), made(desk, worker, "second")
    page = (await client.get("/gallery")).text
    entry = (await client.get(f"/gallery/{first.id}")).text

    assert [str(second.id), str(first.id)] == TILE.findall(page)
    assert f'src="/small/{first.media[0].key}"' in page
    assert f'src="/media/{first.media[0].key}"' not in page
    assert f'src="/media/{first.media[0].key}"' in entry
    for words in ("How this was made", "<dd>pocket</dd>", "128 × 128", "Exactly again", "/delete"):
        assert words in entry


async def test_search_narrows_and_says_what_is_wrong(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """The form keeps what was searched for."""
    liked, other = made(desk, worker, "红房子", seed=5), made(desk, worker, "a boat", seed=6)
    desk.archive.like(liked.id, LOCAL)

    assert [str(liked.id)] == await tiles(client, "/gallery?words=红房")
    assert [str(liked.id)] == await tiles(client, "/gallery?favourites=on")
    assert [str(other.id)] == await tiles(client, "/gallery?seed=6&kind=picture&model=pocket")
    assert [] == await tiles(client, "/gallery?kind=clip")
    assert 'value="红房"' in (await client.get("/gallery?words=红房")).text
    wrong = await client.get("/gallery?seed=x")
    assert HTTPStatus.UNPROCESSABLE_ENTITY == wrong.status_code
    assert "“x”" in wrong.text


async def test_older_tiles_follow_the_search(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our script gets tiles alone; every job comes once."""
    monkeypatch.setattr("bots.web.gallery.ON_PAGE", 2)
    asked = [made(desk, worker, f"house {number}") for number in range(5)]
    made(desk, worker, "boat")
    address, seen = "/gallery?words=house", []
    while address:
        part = (await client.get(address, headers=SCRIPT)).text
        assert "<html" not in part
        seen += TILE.findall(part)
        found = re.search(r'id="older-tiles"[^>]* href="([^"]+)"', part)
        address = found[1].replace("&amp;", "&") if found else ""

    assert [str(job.id) for job in reversed(asked)] == seen


async def test_thumbnail_is_a_small_webp_that_browsers_keep(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """Only of one's own, and of what was really made."""
    job = made(desk, worker, width_px=1024, height_px=512)
    theirs = worker.work(desk.submit(image_request(), sender(), place(), key()).id)
    answer = await client.get(f"/small/{job.media[0].key}")

    assert ("image/webp", HTTPStatus.OK) == (answer.headers["content-type"], answer.status_code)
    assert "immutable" in answer.headers["cache-control"]
    with PIL.Image.open(io.BytesIO(answer.content)) as image:
        assert (448, 224) == image.size
    again = await client.get(answer.url, headers={"If-None-Match": answer.headers["etag"]})
    assert HTTPStatus.NOT_MODIFIED == again.status_code
    for key_ in (theirs.media[0].key, f"{job.id}/1/9.png", "uploads/x.png"):
        assert HTTPStatus.NOT_FOUND == (await client.get(f"/small/{key_}")).status_code


async def test_deeds_are_done_and_lead_on(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> None:
    """Like, the same again, delete; another's job and another deed are refused."""
    job = made(desk, worker)
    liked = await client.post(f"/gallery/{job.id}/like", headers=SCRIPT)
    same = await client.post(f"/gallery/{job.id}/same")
    gone = await client.post(f"/gallery/{job.id}/delete", headers=SCRIPT)
    theirs = desk.submit(image_request(), sender(), place(), key())

    assert 'aria-pressed="true"' in liked.text
    assert (HTTPStatus.SEE_OTHER, "/#end") == (same.status_code, same.headers["location"])
    assert [job.request] == [one.request for one in desk.history(LOCAL)]
    assert HTTPStatus.NO_CONTENT == gone.status_code
    assert HTTPStatus.NOT_FOUND == (await client.post(f"/gallery/{theirs.id}/like")).status_code
    assert HTTPStatus.NOT_FOUND == (await client.post(f"/gallery/{job.id}/paint")).status_code
    assert HTTPStatus.NOT_FOUND == (await client.get(f"/gallery/{job.id}")).status_code


async def test_sound_has_a_tile_and_no_picture(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """And its page plays it."""
    job = worker.work(desk.submit(speech_request(), LOCAL, place("local", "web"), key()).id)

    assert [str(job.id)] == await tiles(client, "/gallery?kind=voice")
    assert "/small/" not in (await client.get("/gallery")).text
    assert "<audio" in (await client.get(f"/gallery/{job.id}")).text


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing here yet"), ("zh-CN", "这里还是空的")])
async def test_empty_gallery_invites(client: httpx.AsyncClient, language: str, words: str) -> None:
    """In the reader's language."""
    assert words in (await client.get("/gallery", headers={"Accept-Language": language})).text


async def test_data_are_told_packed_and_fetched(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """By their owner alone."""
    made(desk, worker)
    assert "1 result" in (await client.get("/mydata")).text
    await client.post("/mydata/export")
    page = (await client.get("/mydata")).text
    (address,) = re.findall(r'href="(/mydata/files/[^"]+)"', page)
    fetched = await client.get(address)

    assert fetched.content.startswith(b"PK")
    assert "attachment" in fetched.headers["content-disposition"]
    theirs = desk.exports.pack(sender(), desk.exports.gather(sender()), "", 10_000)
    assert HTTPStatus.NOT_FOUND == (await client.get(f"/mydata/files/{theirs[0].key}")).status_code


async def test_much_is_packed_meanwhile(
    client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says how far it is, by itself, and then where the files are."""
    monkeypatch.setattr(takeout, "AT_ONCE_MEGABYTES", -1)
    await client.post("/mydata/export")
    waiting = (await client.get("/mydata")).text
    await Packer(app.state.studio.counter).round()
    done = (await client.get("/mydata")).text

    assert "Packing: 0 %" in waiting
    assert 'http-equiv="refresh"' in waiting
    assert 'action="/mydata/export"' not in waiting
    assert re.search(r'href="/mydata/files/[^"]+"', done)
    assert "Packing" not in done.replace("Pack everything", "")


async def test_erasing_takes_a_tick(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> None:
    """Without it nothing happens."""
    made(desk, worker)
    await client.post("/mydata/erase")
    there = len(desk.history(LOCAL))
    done = await client.post("/mydata/erase", data={"sure": "yes"})

    assert 1 == there
    assert [] == desk.history(LOCAL)
    assert "Everything is erased" in done.text
