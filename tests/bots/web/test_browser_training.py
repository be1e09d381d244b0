"""The form that has a model learn pictures, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

from generation.requests import TrainingRequest
from tasks.desk import Desk
from tests.bots.web.conftest import LOCAL, newest
from tests.bots.web.test_browser import CHROMIUM, FLAGS, visited
from tests.bots.web.test_trainings import pictures
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser for all tests of this file."""
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """Open the form."""
    yield from visited(browser, served, "/?make=train")


def test_pictures_are_chosen_taken_out_and_learnt(page: Page, desk: Desk) -> None:
    """Thumbnails come as they are kept; what was typed counts; a card follows the training."""
    page.set_viewport_size({"width": 360, "height": 740})
    files: list[FilePayload] = [
        {"name": name, "mimeType": mime, "buffer": data} for _, (name, data, mime) in pictures(6)
    ]
    page.set_input_files("#train-pictures", files)
    expect(page.locator(".specimens img")).to_have_count(6)
    page.get_by_label("Its name").fill("wuff")
    page.get_by_label("Its name").press("Enter")
    page.get_by_role("button", name="Take picture 2 out").click()
    expect(page.locator(".specimens img")).to_have_count(5)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.get_by_role("button", name="Train · ").click()
    expect(page.locator('[data-kind="train"]')).to_be_visible()
    expect(page.locator(".specimens img")).to_have_count(0)

    request = newest(desk).request
    assert isinstance(request, TrainingRequest)
    assert ("wuff", 5) == (request.name, len(request.pictures))
    assert 360 == wide
    assert 1 == len(desk.history(LOCAL))
