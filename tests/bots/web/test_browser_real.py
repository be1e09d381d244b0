"""Clips in a browser: the whole way with a real photo and a worker process; and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.job import Status
from tests.bots.giving import JPEG
from tests.bots.web.conftest import newest, wait_until
from tests.bots.web.real import real_studio
from tests.bots.web.test_browser import CHROMIUM, FLAGS
from tests.bots.web.test_browser_clips import choose, opened, request, say
from tests.bots.web.test_browser_growing import plays_to
from tests.conftest import RedisServer
from tests.factories import photograph
from tests.fakes.worker import FakeWorker

H264 = "MediaSource.isTypeSupported('video/mp4; codecs=\"avc1.640028,mp4a.40.2\"')"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Start a browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.mark.stack
def test_real_photo_becomes_a_real_clip(
    browser: Browser, own_redis: RedisServer, catalogue: Catalogue, tmp_path: Path
) -> None:
    """The whole way: an astronaut, a typed line, consent, a worker process, and a video that plays."""
    from skimage import data  # noqa: PLC0415 - slow

    photo = tmp_path / "astronaut.jpg"
    Image.fromarray(data.astronaut()).save(photo)  # type: ignore[no-untyped-call]  # scikit-image has no types
    with real_studio(tmp_path, own_redis.url, catalogue) as (address, _):
        for page in opened(browser, address):
            page.set_default_timeout(60_000)
            page.set_input_files("#photo", photo)
            page.wait_for_selector('#sitter:not([data-seat=""])', state="attached")
            say(page, "Hello there, I am a photograph.")
            page.get_by_role("button", name="I agree").click()
            page.wait_for_selector("video")
            plays(page, "Clip: Hello there, I am a photograph.")


@pytest.mark.stack
def test_real_clip_plays_while_it_is_made(
    browser: Browser, own_redis: RedisServer, catalogue: Catalogue, tmp_path: Path
) -> None:
    """A worker process draws two seconds at a time; the first are seen before the last are drawn."""
    line = " ".join(["The first seconds of a long line are seen before the last are drawn."] * 3)
    photo = tmp_path / "face.png"
    photo.write_bytes(photograph())
    with real_studio(tmp_path, own_redis.url, catalogue, LIMNER_RANGE_FRAMES="50") as (address, desk):
        for page in opened(browser, address):
            page.set_default_timeout(60_000)
            if not page.evaluate(H264):
                pytest.skip("this Chromium plays no H.264")
            page.set_input_files("#photo", photo)
            page.wait_for_selector('#sitter:not([data-seat=""])', state="attached")
            say(page, f"{line} --size 512")
            page.get_by_role("button", name="I agree").click()
            page.wait_for_selector(".growing video")
            plays_to(page.locator(".growing video"), 0.2)
            seen_at = newest(desk)
            page.wait_for_selector("video.clip")
            plays_to(page.locator("video.clip"), 1)

            assert Status.RUNNING is seen_at.status
            assert 8 < newest(desk).media[0].duration_s


def plays(page: Page, name: str) -> None:
    """Play a clip; where a Chromium was built without H.264, see that its bytes arrive."""
    video = page.get_by_label(name)
    if video.evaluate("video => video.canPlayType('video/mp4; codecs=\"avc1.640028, mp4a.40.2\"')"):
        video.evaluate("video => { video.muted = true; return video.play(); }")
        wait_until(lambda: bool(video.evaluate("video => video.currentTime > 0.3")))
        assert 256 == video.evaluate("video => video.videoWidth")
        assert 1 < video.evaluate("video => video.duration") < 6
    else:
        answer = page.request.get(video.get_attribute("src") or "")
        assert b"ftyp" == answer.body()[4:8]


def test_form_works_without_scripts(browser: Browser, served: str, desk: Desk, worker: FakeWorker) -> None:
    """Posting and reloading is enough, questions included."""
    context = browser.new_context(base_url=served, java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto("/?make=clip")
    choose(page, JPEG + b"3")
    page.fill("#words", "Hello.")
    page.click("#make")
    page.get_by_role("button", name="3", exact=True).click()
    page.get_by_role("button", name="I agree").click()
    worker.work(newest(desk).id)
    page.goto("/?make=clip")
    clips = page.locator("video").count()
    context.close()

    assert (1, 2, "Hello.") == (clips, request(desk).face, newest(desk).words)
