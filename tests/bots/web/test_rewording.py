"""Prompts of a prompt on the page and in the API."""

from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from generation.notes import Note
from generation.requests import ExpandRequest, ShortenRequest
from tasks.desk import Desk
from tasks.job import DESCRIBED, WEIGHED
from tests.bots.web.conftest import newest
from tests.bots.web.test_browser import CHROMIUM, browser, visited  # noqa: F401 - a fixture
from tests.fakes.worker import FakeWorker

TEXTS = ("a red {house}", "<b>red</b>")
WEIGHTS = (("very", 0.05, 2), ("red", 0.4, 7), ("house", 0.55, 11))


def notes() -> tuple[Note, ...]:
    """Give what a worker tells."""
    weighed = [
        Note(code=WEIGHED, facts={"text": text, "share": share, "at": at}) for text, share, at in WEIGHTS
    ]
    return (*weighed, *(Note(code=DESCRIBED, facts={"text": text}) for text in TEXTS))


async def test_api_gives_weights_and_proposals(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """Each once, and none of them among the notes."""
    job = (await client.post("/api/shorten", json={"prompt": "a very red house"})).json()
    worker.finish(worker.claim(UUID(job["id"])), notes=notes())
    told = (await client.get(f"/api/jobs/{job['id']}")).json()
    rich = await client.post("/api/expand", json={"prompt": "a house", "seed": 7})

    assert isinstance(desk.job(UUID(job["id"])).request, ShortenRequest)
    assert (list(TEXTS), [], []) == (told["descriptions"], told["notes"], told["media"])
    assert [("very", True), ("red", False), ("house", False)] == [
        (one["text"], one["little"]) for one in told["weights"]
    ]
    assert (202, ExpandRequest(prompt="a house", model="pocket", seed=7)) == (
        rich.status_code,
        newest(desk).request,
    )


async def test_buttons_ask_about_the_words_that_are_typed(client: httpx.AsyncClient, desk: Desk) -> None:
    """To the model that is chosen beside them; a command that is typed counts more."""
    await client.post("/say", data={"text": "a very red house", "ask": "shorten", "model": "pocket"})
    short = newest(desk).request
    await client.post("/say", data={"text": "/imagine a boat", "ask": "expand"})
    rich = newest(desk).request
    await client.post("/say", data={"text": "/shorten a red boat", "ask": "expand"})

    assert ShortenRequest(prompt="a very red house", model="pocket") == short
    assert isinstance(rich, ExpandRequest)
    assert "a boat" == rich.prompt
    assert "shorten" == newest(desk).request.kind


async def test_page_takes_the_commands_and_draws_at_a_press(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """What counts little is struck through; a proposal is drawn, or stands in the text field first."""
    await client.post("/say", data={"text": "/shorten a very red house"})
    job = newest(desk)
    worker.finish(worker.claim(job.id), notes=notes())
    shown = (await client.get("/")).text
    kept = (await client.get(f"/gallery/{job.id}")).text
    edited = (await client.get("/", params={"text": r"a red \{house\}"})).text
    await client.post(f"/jobs/{job.id}/draw", data={"variant": "1"})

    assert '<s title="5 %">very</s>' in shown
    assert "&lt;b&gt;red&lt;/b&gt;" in shown
    assert 'title="Edit first">a red {house}</a>' in kept
    assert "/?text=a%20red%20%5C%7Bhouse%5C%7D" in shown
    assert r">a red \{house\}</textarea>" in edited
    assert TEXTS[0] == newest(desk).words


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:  # noqa: F811 - a fixture
    """Open the page of a studio."""
    yield from visited(browser, served, "/")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_proposal_is_edited_in_the_text_field(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """Typed, enriched, changed and only then drawn; on a phone nothing crosses the screen."""
    page.set_viewport_size({"width": 390, "height": 844})
    text = page.locator("#text")
    text.fill("a very red house")
    page.locator("#options summary").click()
    page.get_by_role("button", name="Shorten").click()
    expect(page.locator(".turn[data-kind=shorten]")).to_be_visible()
    worker.finish(worker.claim(newest(desk).id), notes=notes())
    page.reload()
    expect(page.locator(".weights s")).to_have_text("very")
    page.get_by_title("Edit first").first.click()
    expect(text).to_have_value(r"a red \{house\}")
    page.keyboard.press("Enter")
    expect(page.locator(".turn[data-kind=text-to-image]")).to_be_visible()

    assert TEXTS[0] == newest(desk).words
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
