"""The gallery in a real browser: it fills while one scrolls, opens by keyboard, and does what buttons say."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tasks.desk import Desk
from tests.bots.web.conftest import LOCAL, wait_until
from tests.bots.web.test_browser import browser, pytestmark, visited  # noqa: F401 - fixtures and marks
from tests.factories import image_request, key, place
from tests.fakes.worker import FakeWorker


@pytest.fixture
def page(browser: Browser, served: str, desk: Desk, worker: FakeWorker) -> Iterator[Page]:  # noqa: F811 - a fixture
    """Open a gallery of forty pictures."""
    for number in range(40):
        request = image_request(f"house {number}", seed=number * 37)
        worker.work(desk.submit(request, LOCAL, place("local", "web"), key()).id)
    yield from visited(browser, served, "/gallery")


def test_gallery_fills_by_scrolling(page: Page) -> None:
    """Thirty-six tiles, then the rest."""
    page.locator(".tile").nth(30).scroll_into_view_if_needed()

    expect(page.locator(".tile")).to_have_count(40)
    expect(page.get_by_role("link", name="Older")).to_have_count(0)


def test_keyboard_walks_opens_likes_and_returns(page: Page, desk: Desk) -> None:
    """Arrow keys, Enter, f, Escape; what was liked bears a heart."""
    page.locator(".tile").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    expect(box.get_by_role("heading", name="house 38")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(box.get_by_role("heading", name="house 37")).to_be_visible()
    page.keyboard.press("f")
    expect(box.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")

    expect(box).to_be_hidden()
    expect(page.locator("li.liked")).to_have_count(1)
    assert ["house 37"] == [
        job.words for job in desk.history(LOCAL) if desk.archive.own(job.id, LOCAL).favourite
    ]


def test_search_and_favourites_narrow(page: Page, desk: Desk) -> None:
    """A chip searches at once."""
    desk.archive.like(desk.history(LOCAL)[3].id, LOCAL)
    page.get_by_text("♥ Favourites").click()
    expect(page.locator(".tile")).to_have_count(1)
    page.goto("/gallery")
    page.get_by_role("searchbox").fill("house 12")
    page.keyboard.press("Enter")

    expect(page.locator(".tile")).to_have_count(1)
    assert page.url.endswith("/gallery?words=house+12")


def test_deleted_tile_goes(page: Page, desk: Desk) -> None:
    """And with it the job."""
    page.locator(".tile").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    expect(page.locator(".tile", has_text="house 39")).to_have_count(0)
    wait_until(lambda: "house 39" not in [job.words for job in desk.history(LOCAL)])
