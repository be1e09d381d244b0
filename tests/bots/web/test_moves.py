"""A face borrows its motion from a video: what the page offers where an engine can do that."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from avatar.cast import Cast, Engine
from avatar.requests import AvatarRequest
from avatar.voices.shelf import Shelf
from bots.counter import Counter
from bots.intake import Intake
from bots.sitting import CONSENT_VERSION
from bots.web.app import create_app
from bots.web.settings import WebSettings
from generation.catalogue import Catalogue
from tasks.desk import Desk
from tests.bots.giving import JPEG, MP4
from tests.bots.web.conftest import LOCAL, newest, wait_until, well
from tests.bots.web.test_browser import CHROMIUM
from tests.bots.web.test_browser_clips import browser, choose, opened, say, seated
from tests.fakes.outbox import MemoryOutbox

__all__ = ["browser"]  # a fixture

FILM = MP4 + b"nodding"
browsing = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture
def cast() -> Cast:
    """Let SadTalker be there."""
    return Cast((Engine.PUPPET, Engine.SADTALKER), Engine.SADTALKER)


@pytest.fixture
def app(
    desk: Desk,
    catalogue: Catalogue,
    outbox: MemoryOutbox,
    web_settings: WebSettings,
    intake: Intake,
    shelf: Shelf,
    cast: Cast,
) -> Iterator[FastAPI]:
    """Make a page over a cast."""
    counter = Counter(desk, catalogue, intake=intake, voices=shelf, cast=cast)
    yield create_app(counter, outbox.inbox("web"), web_settings, {"database": well})
    counter.close()


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """Open the form; an error in its scripts fails the test."""
    yield from opened(browser, served)


async def test_form_without_scripts_takes_a_video(client: httpx.AsyncClient, desk: Desk) -> None:
    """It is sent along with everything else."""
    desk.consent(LOCAL, CONSENT_VERSION)
    files = {"photo": ("me.jpg", JPEG + b"1", "image/jpeg"), "moves": ("nod.mp4", FILM, "video/mp4")}
    await client.post("/avatar", data={"text": "Hello.", "borrow": "blinks"}, files=files)

    request = newest(desk).request
    assert isinstance(request, AvatarRequest)
    assert b"film of " + FILM == desk.uploaded(LOCAL, request.moves)
    assert "blinks" == request.borrow


@pytest.mark.parametrize("cast", [Cast()])
async def test_nothing_is_offered_where_no_engine_can(client: httpx.AsyncClient) -> None:
    """The sketch engine would ignore it."""
    assert 'name="moves"' not in (await client.get("/")).text


@browsing
@pytest.mark.browser
def test_video_is_chosen_and_goes_with_every_line(page: Page, desk: Desk) -> None:
    """Too large a one is refused before it is sent; the drawer tells that something is chosen."""
    desk.consent(LOCAL, CONSENT_VERSION)
    page.set_input_files("#photo", {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": JPEG + b"1"})
    seated(page)
    page.set_input_files("#moves", {"name": "a.mp4", "mimeType": "video/mp4", "buffer": bytes(20_000_001)})
    expect(page.locator("#clip-problem")).to_contain_text("A video may have up to 20 MB.")
    assert 0 == page.evaluate("document.getElementById('moves').files.length")

    page.set_input_files("#moves", {"name": "a.mp4", "mimeType": "video/mp4", "buffer": FILM})
    expect(page.locator("#clip-options.set")).to_be_attached()
    say(page, "Hello there.")

    wait_until(lambda: bool(desk.history(LOCAL)))
    request = newest(desk).request
    assert isinstance(request, AvatarRequest)
    assert request.moves


@browsing
@pytest.mark.browser
def test_video_may_be_dropped(page: Page) -> None:
    """Anywhere on the page; it is no photo."""
    choose(page, JPEG + b"1")
    seated(page)
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["film"], "nod.mp4", { type: "video/mp4" }));
            document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer: data }));
        }"""
    )

    assert "nod.mp4" == page.evaluate("document.getElementById('moves').files[0].name")
    expect(page.locator("#moves")).to_be_visible()
