"""Clips of what was made before, in a real browser: a variant of a sheet, a picture, a spoken line."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from avatar.requests import PreviewRequest, take
from bots.sitting import CONSENT_VERSION
from tasks.desk import Desk
from tests.bots.giving import JPEG
from tests.bots.web.conftest import LOCAL, newest
from tests.bots.web.test_browser import CHROMIUM, FLAGS
from tests.bots.web.test_browser_clips import choose, opened, request, say, seated
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


def test_picture_of_the_studio_is_made_to_talk(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """One click below it; of several pictures, each has its own."""
    desk.consent(LOCAL, CONSENT_VERSION)
    page.request.post("/api/imagine", data={"prompt": "a portrait", "count": 2})
    drawn = worker.work(newest(desk).id)
    page.goto("/")
    page.get_by_role("button", name="Make picture 2 talk").click()
    seated(page)
    say(page, "Hello.")
    expect(page.locator(".turn")).to_have_count(2)

    assert drawn.media[1].key == request(desk).photo


def test_spoken_line_goes_on_to_a_face(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """Heard first, cheaply; words and voice come along."""
    desk.consent(LOCAL, CONSENT_VERSION)
    page.get_by_role("link", name="Draw a picture").click()
    page.get_by_role("textbox", name="Describe a picture").fill("/say Good morning. --voice en-gb")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(1)
    worker.work(newest(desk).id)
    expect(page.get_by_label("Sound: Good morning.")).to_be_visible()
    page.get_by_role("link", name="Let a face say it").click()
    choose(page, JPEG + b"1")
    seated(page)
    page.get_by_role("button", name="Make it talk").click()
    expect(page.locator(".turn")).to_have_count(2)

    made = request(desk)
    assert made.speech is not None
    assert ("Good morning.", "espeak-ng/en-gb") == (made.speech.text, made.speech.voice)
