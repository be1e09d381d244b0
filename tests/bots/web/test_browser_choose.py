"""The fields for models and LoRAs in a real browser: searched by typing, walked through by the keyboard."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from generation.catalogue import Catalogue
from tasks.desk import Desk
from tests.bots.web.conftest import LOCAL, newest, wait_until
from tests.bots.web.test_browser import CHROMIUM, browser, visited  # noqa: F401 - a fixture
from tests.factories import CARD, EXTRAS, recipe
from tests.fakes.worker import FakeWorker

GRAND = CARD.model_copy(update={"name": "grand", "title": "Grand", "licence": "MIT"})

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture
def catalogue() -> Catalogue:
    """Give two models and what they can wear."""
    return Catalogue((CARD, GRAND), CARD.name, EXTRAS)


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:  # noqa: F811 - a fixture
    """Open the page."""
    yield from visited(browser, served, "/")


async def test_models_come_with_what_tells_them_apart(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """Size, speed here, licence, and the latest picture that the asker made with them."""
    await client.post("/say", data={"text": "a boat", "model": "grand"})
    drawn = worker.work(newest(desk).id)
    desk.delivered(drawn.id, drawn.attempt, "")

    listed = (await client.get("/choose/model")).text
    unknown = await client.get("/choose/vae")

    pocket, grand = listed.split('role="option"')[1:]
    assert "usual" in pocket
    assert "<img" not in pocket
    assert f'src="/small/{drawn.id}/' in grand
    assert "128 × 128 · " in grand
    assert "s a picture here · MIT" in grand
    assert 404 == unknown.status_code


@needs_browser
@pytest.mark.browser
def test_model_is_found_by_typing(page: Page, desk: Desk) -> None:
    """By the keyboard alone: typed, walked to, taken; what was typed and not taken is forgotten."""
    page.locator("#options summary").click()
    field = page.get_by_role("combobox", name="model")
    options = page.locator(".choose [role=option]:visible")
    field.click()
    expect(options).to_have_count(2)
    field.press_sequentially("grand")
    expect(options).to_contain_text(["Grand"])
    field.press("ArrowDown")
    expect(page.locator(".choose [aria-selected=true]")).to_have_count(1)
    field.press("Enter")
    expect(field).to_have_value("Grand")
    expect(page.locator(".choose:popover-open")).to_have_count(0)
    page.get_by_role("textbox", name="Describe a picture").fill("a boat")
    page.keyboard.press("Enter")
    wait_until(lambda: bool(desk.history(LOCAL)))

    assert "grand" == recipe(newest(desk)).model


@needs_browser
@pytest.mark.browser
def test_lora_is_completed_behind_those_that_stand_there(page: Page) -> None:
    """Those of the chosen model alone; Escape closes the list and not the options."""
    page.locator("#options summary").click()
    field = page.locator("#composer input[name=lora]")
    field.click()
    field.press_sequentially("other:0.5,sep")
    page.locator(".choose [role=option]", has_text="sepia").click()
    field.press("ArrowDown")
    field.press("Escape")

    expect(page.locator(".choose:popover-open")).to_have_count(0)
    expect(page.locator("#options")).to_have_attribute("open", "")
    expect(field).to_have_value("other:0.5,pocket-lora-sepia")
