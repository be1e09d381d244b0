"""A sheet of variants in a real browser: the box is ticked, a number pressed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from avatar.requests import PreviewRequest, take
from bots.sitting import CONSENT_VERSION
from tasks.desk import Desk
from tests.bots.giving import JPEG
from tests.bots.web.conftest import LOCAL, newest
from tests.bots.web.test_browser import CHROMIUM, FLAGS
from tests.bots.web.test_browser_clips import choose, opened, say, seated
from tests.fakes.worker import FakeWorker
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser."""
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """Open the form."""
    yield from opened(browser, served)


def test_variant_is_picked_from_the_sheet(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """Six buttons below the clip; a press adds the clip's card, a second one none."""
    desk.consent(LOCAL, CONSENT_VERSION)
    page.locator("#clip-options summary").click()
    page.get_by_label("Six variants first").check()
    choose(page, JPEG + b"1")
    seated(page)
    say(page, "Hello there.")
    expect(page.locator(".turn")).to_have_count(1)
    sheet = newest(desk)
    worker.work(sheet.id)
    expect(page.get_by_label("Six variants: Hello there.")).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="4 head still").click()
        expect(page.locator(".turn")).to_have_count(2)

    assert isinstance(sheet.request, PreviewRequest)
    assert take(sheet.request, 4) == newest(desk).request
    assert 2 == len(desk.history(LOCAL))
