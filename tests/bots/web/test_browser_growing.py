"""A clip that plays on the page while it is still being made, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tasks.desk import Desk
from tests.bots.web.conftest import wait_until
from tests.bots.web.growing import DURATION_S, LINE, GrowingClip, footage
from tests.bots.web.test_browser import CHROMIUM, FLAGS
from tests.fakes.worker import FakeWorker
from tests.patience import PATIENCE_S

CODECS = 'video/mp4; codecs="avc1.640028,mp4a.40.2"'

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser that plays H.264."""
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = started.new_page()
        page.goto("data:text/html,<title>codecs</title>")
        plays = page.evaluate("(kind) => MediaSource.isTypeSupported(kind)", CODECS)
        page.close()
        if not plays:
            started.close()
            pytest.skip("this Chromium plays no H.264")
        yield started
        started.close()


@pytest.fixture
def clip(desk: Desk, worker: FakeWorker) -> GrowingClip:
    """Give a clip that a worker has begun."""
    begun = GrowingClip(desk, worker, footage())
    begun.plan()
    return begun


@pytest.fixture
def page(browser: Browser, served: str, clip: GrowingClip) -> Iterator[Page]:
    """Open the page on which the clip waits; an error in its scripts fails the test."""
    yield from opened(browser, served)


def opened(browser: Browser, address: str, script: str = "") -> Iterator[Page]:
    """Open the page, after a script of the test's own."""
    context = browser.new_context(base_url=address, locale="en")
    context.add_init_script(script)
    errors: list[str] = []
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/")
    yield page
    context.close()
    assert errors == []


def growing(page: Page) -> Locator:
    """Find the clip that grows."""
    return page.get_by_label(f"plays as far as it is: {LINE}")


def finished(page: Page) -> Locator:
    """Find the clip that is made."""
    return page.get_by_label(f"Clip: {LINE}")


def reached_s(video: Locator) -> float:
    """Tell how far a player got."""
    return float(video.evaluate("video => video.currentTime"))


def plays_to(video: Locator, seconds: float) -> None:
    """Wait until a player got so far."""
    wait_until(lambda: reached_s(video) > seconds)


def buffered_s(video: Locator) -> float:
    """Tell how much a player has."""
    return float(video.evaluate("({ buffered }) => buffered.length ? buffered.end(0) : 0"))


def width(page: Page, part: str) -> float:
    """Tell how much of the bar is filled (percent)."""
    return float(page.locator(f".grown .{part}").evaluate("part => parseFloat(part.style.width)"))


def test_first_seconds_play_before_the_last_are_made(page: Page, clip: GrowingClip) -> None:
    """Muted and by itself; it goes on as the clip grows, and the finished clip takes over where it is."""
    expect(page.get_by_alt_text("The photo that is being animated")).to_be_visible()
    clip.draw()
    expect(growing(page)).to_be_visible()
    expect(page.get_by_alt_text("The photo that is being animated")).to_be_hidden()
    plays_to(growing(page), 1)
    assert growing(page).evaluate("video => video.muted")
    clip.draw(2)
    plays_to(growing(page), 3)
    expect(page.locator(".turn progress")).to_be_visible()  # the job is not done
    before_s = reached_s(growing(page))
    clip.draw(2)
    clip.finish()

    expect(finished(page)).to_be_visible()
    assert "/media/" in (finished(page).get_attribute("src") or "")
    after_s = reached_s(finished(page))
    assert before_s <= after_s <= DURATION_S
    plays_to(finished(page), min(after_s + 0.3, DURATION_S - 0.1))
    assert finished(page).evaluate("video => video.muted && video.error === null")


def test_nothing_is_fetched_twice(page: Page, clip: GrowingClip) -> None:
    """However often the page hears of progress."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/preview/")[2]))
    clip.draw()
    expect(growing(page)).to_be_visible()
    for share in (0.3, 0.31, 0.32):
        clip.progress(share)
        expect(page.locator(".turn progress")).to_have_js_property("value", share)
    clip.draw(4)
    wait_until(lambda: buffered_s(growing(page)) > DURATION_S - 0.1)
    parts = [name for name in asked if name.endswith((".m4s", ".mp4"))]
    lists = [name for name in asked if name.endswith("/video.m3u8")]

    assert 1 + 5 == sum("/video/" in name for name in parts)
    assert len(parts) == len(set(parts))
    assert 2 <= len(lists) <= 5  # as often as there was something new


def test_clip_that_stops_to_grow_waits(page: Page, clip: GrowingClip) -> None:
    """At the end of what is there, as long as it takes; the bar shows both."""
    clip.draw()
    wait_until(lambda: growing(page).is_visible() and reached_s(growing(page)) > 1.9)
    stopped_s = reached_s(growing(page))
    assert growing(page).evaluate("video => !video.ended && !video.error")
    assert pytest.approx(100 * 2 / DURATION_S, abs=0.1) == width(page, "ready")
    assert 0 < width(page, "played") <= width(page, "ready") + 1
    clip.draw()

    plays_to(growing(page), stopped_s + 0.5)
    assert pytest.approx(100 * 4 / DURATION_S, abs=0.1) == width(page, "ready")


def test_nobody_seeks_behind_what_is_there(page: Page, clip: GrowingClip) -> None:
    """The player goes to the end of it instead; its length is that of the whole clip."""
    clip.draw(2)
    expect(growing(page)).to_be_visible()
    growing(page).evaluate("video => { video.currentTime = 7; }")

    wait_until(lambda: not growing(page).evaluate("video => video.seeking"))
    assert 3.4 < reached_s(growing(page)) <= 4.1
    assert pytest.approx(DURATION_S, abs=0.1) == growing(page).evaluate("video => video.duration")


def test_page_that_is_reloaded_plays_what_is_there(page: Page, clip: GrowingClip) -> None:
    """From its start, and on."""
    clip.draw(2)
    expect(growing(page)).to_be_visible()
    page.reload()
    expect(growing(page)).to_be_visible()
    clip.draw()

    plays_to(growing(page), 0.5)
    wait_until(lambda: width(page, "ready") > 100 * 5 / DURATION_S)


def test_sound_is_one_click_away_and_stays(page: Page, clip: GrowingClip) -> None:
    """Also when the finished clip takes over; a paused one stays paused where it is."""
    clip.draw(5)
    page.get_by_role("button", name="Hear it").click()
    expect(page.get_by_role("button", name="Hear it")).to_be_hidden()
    assert not growing(page).evaluate("video => video.muted")
    growing(page).evaluate("video => { video.pause(); video.currentTime = 4.5; }")
    clip.finish()
    expect(finished(page)).to_be_visible()

    assert not finished(page).evaluate("video => video.muted")
    assert finished(page).evaluate("video => video.paused")
    assert pytest.approx(4.5, abs=0.05) == reached_s(finished(page))


def test_clip_that_is_begun_anew_plays_anew(page: Page, clip: GrowingClip) -> None:
    """The photo comes back at most for a moment."""
    clip.draw(2)
    wait_until(lambda: growing(page).is_visible() and reached_s(growing(page)) > 0.5)
    clip.begin_anew()
    clip.draw(3)

    wait_until(lambda: growing(page).is_visible() and width(page, "ready") > 100 * 5 / DURATION_S)
    plays_to(growing(page), 0.2)
    expect(growing(page)).to_have_js_property("error", None)


def test_cancelled_clip_leaves_its_card(page: Page, clip: GrowingClip) -> None:
    """With the sentence, and without a player."""
    clip.draw()
    expect(growing(page)).to_be_visible()
    page.get_by_role("button", name="Cancel").click()

    expect(page.locator(".card").get_by_text("Cancelled. Nothing was charged.")).to_be_visible()
    expect(page.locator("video")).to_have_count(0)


@pytest.mark.parametrize(
    "lack",
    ["delete window.MediaSource", "window.MediaSource.isTypeSupported = () => false"],
    ids=["source", "codec"],
)
def test_browser_that_cannot_shows_the_photo(
    browser: Browser, served: str, clip: GrowingClip, lack: str
) -> None:
    """And the finished clip as ever."""
    no_lists = "HTMLMediaElement.prototype.canPlayType = () => ''"
    for page in opened(browser, served, f"{lack}; {no_lists}"):
        clip.draw(2)
        expect(page.locator(".turn progress")).to_have_js_property("value", 100 / 220)
        expect(page.get_by_alt_text("The photo that is being animated")).to_be_visible()
        expect(growing(page)).to_be_hidden()
        clip.draw(3)
        clip.finish()

        expect(finished(page)).to_be_visible()


def test_browser_that_reads_playlists_needs_no_more(browser: Browser, served: str, clip: GrowingClip) -> None:
    """As on telephones: from the start, though the clip is not finished; then the finished one takes over."""
    reads = "document.createElement('video').canPlayType('application/vnd.apple.mpegurl')"
    for page in opened(browser, served, "delete window.MediaSource"):
        if not page.evaluate(reads):
            pytest.skip("this Chromium reads no playlists")
        clip.draw(5)
        expect(growing(page)).to_be_visible()
        plays_to(growing(page), 2)
        assert growing(page).evaluate("({ played }) => played.start(0)") < 1
        clip.finish()

        expect(finished(page)).to_be_visible()
        assert reached_s(finished(page)) >= 2
