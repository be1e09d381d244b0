"""The page in a real browser, as a person uses it."""

import os
import shutil
from base64 import b64encode
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from generation.picture import encode_preview
from tasks.desk import Desk
from tasks.job import Status
from tests.bots.web.conftest import LOCAL, newest, wait_until
from tests.factories import recipe
from tests.fakes.worker import FakeWorker, plain

CHROMIUM = os.environ.get("LIMNER_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser for all tests of this file."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """Open the page."""
    yield from visited(browser, served, "/")


def visited(browser: Browser, address: str, path: str) -> Iterator[Page]:
    """Open a page in a browser of its own; an error in its scripts fails the test."""
    context = browser.new_context(base_url=address, locale="en")
    errors: list[str] = []
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(path)
    yield opened
    context.close()
    assert errors == []


def draw(page: Page, text: str) -> None:
    """Type a line and send it."""
    page.get_by_role("textbox", name="Describe a picture").fill(text)
    page.keyboard.press("Enter")


def test_a_picture_appears(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """Typed, waiting, growing sharp, there; and still there after a reload."""
    draw(page, "/imagine a red house on a green hill at night")
    expect(page.get_by_text("Next in line")).to_be_visible()
    job = worker.claim(newest(desk).id)
    worker.progress(job, 0.5, b64encode(encode_preview(plain(recipe(job), 7))).decode())

    expect(page.locator("canvas.painted")).to_be_visible()
    expect(page.locator("progress")).to_have_js_property("value", 0.5)
    expect(page.get_by_text("50 %")).to_be_visible()
    assert "blur(7px)" == page.locator("canvas.preview").evaluate("canvas => canvas.style.filter")

    worker.finish(job)
    picture = page.get_by_role("img", name="Picture 1 of 1")
    expect(picture).to_be_visible()
    wait_until(lambda: picture.evaluate("image => image.complete && image.naturalWidth === 128"))
    expect(page.locator("progress")).to_have_count(0)
    expect(page.locator("#quota")).to_contain_text("199 / 200")

    page.reload()
    expect(picture).to_be_visible()
    expect(page.get_by_text("What shall we draw?")).to_be_hidden()


def test_buttons_cancel_again_and_delete(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """All that can be done with a picture."""
    draw(page, "a red house")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".card").get_by_text("Cancelled. Nothing was charged.")).to_be_visible()
    page.get_by_role("button", name="Again").click()
    expect(page.locator("progress")).to_be_visible()
    worker.work(newest(desk).id)
    expect(page.locator(".pictures img")).to_be_visible()
    page.locator(".turn").last.get_by_role("button", name="Delete").click()
    expect(page.locator(".turn")).to_have_count(1)

    page.locator(".turn").first.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("What shall we draw?")).to_be_visible()
    assert [] == desk.history(LOCAL)


def test_bad_input_shows_its_sentence_and_keeps_the_text(page: Page, desk: Desk) -> None:
    """What is wrong, and nothing to type again."""
    draw(page, "a castle --stpes 30")
    expect(page.get_by_role("alert")).to_have_text(
        "There is no flag --stpes. Did you mean --steps? Nothing was charged."
    )
    expect(page.get_by_role("textbox", name="Describe a picture")).to_have_value("a castle --stpes 30")
    assert [] == desk.history(LOCAL)

    draw(page, "a castle --steps 30")
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.locator(".turn")).to_have_count(1)


def test_options_are_checked_while_they_are_typed(page: Page, desk: Desk) -> None:
    """A size off the grid is marked before it is sent; a good one is used."""
    page.locator("#options summary").click()
    width = page.get_by_label("width")
    width.fill("70")
    expect(width).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Multiples of 32, 64 to 1024").first).to_be_visible()
    width.fill("160")
    expect(width).to_have_attribute("aria-invalid", "false")
    page.get_by_label("Number of pictures").fill("2")
    draw(page, "a red house")
    expect(page.locator(".turn")).to_have_count(1)

    assert (160, 2) == (recipe(newest(desk)).width_px, recipe(newest(desk)).count)


def test_example_is_one_click(page: Page, desk: Desk) -> None:
    """Nobody must think of a first prompt."""
    page.get_by_role("button", name="a red house on a green hill at night").click()
    expect(page.locator(".turn")).to_have_count(1)

    assert "a red house on a green hill at night" == recipe(newest(desk)).prompt


def test_enter_in_an_option_draws_what_was_written(page: Page, desk: Desk) -> None:
    """Browsers press the first button of a form then: that must be Draw, not an example."""
    page.get_by_role("textbox", name="Describe a picture").fill("a blue boat")
    page.locator("#options summary").click()
    page.get_by_label("Seed").fill("7")
    page.get_by_label("Seed").press("Enter")
    expect(page.locator(".turn")).to_have_count(1)

    assert ("a blue boat", 7) == (recipe(newest(desk)).prompt, recipe(newest(desk)).seed)


def test_keyboard_recalls_and_breaks_lines(page: Page, desk: Desk) -> None:
    """Up brings the last prompt back, Shift+Enter makes a line, Enter sends."""
    text = page.get_by_role("textbox", name="Describe a picture")
    draw(page, "a red house")
    expect(text).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(text).to_have_value("a red house")
    page.keyboard.press("Shift+Enter")
    expect(text).to_have_value("a red house\n")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)

    assert 2 == len(desk.history(LOCAL))


def test_picture_opens_in_full_size(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """A click enlarges, the arrows walk, Escape closes."""
    draw(page, "a red house --n 2 --seed 7")
    expect(page.locator(".turn")).to_have_count(1)
    worker.work(newest(desk).id)
    page.locator(".picture").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("128 × 128 · 7")
    page.keyboard.press("ArrowRight")
    expect(dialog).to_contain_text("128 × 128 · 8")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()


def test_older_pictures_come_on_scrolling_up(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """History is a matter of the wheel."""
    for number in range(14):
        page.request.post("/api/imagine", data={"prompt": f"house number {number}"})
        worker.work(newest(desk).id)
    page.goto("/")
    expect(page.locator(".turn")).to_have_count(10)
    page.mouse.move(400, 300)

    def at_top() -> bool:
        page.mouse.wheel(0, -100_000)  # again: the page may still have been growing
        return bool(page.evaluate("scrollY") < 300)

    wait_until(at_top)
    page.mouse.wheel(0, -10)

    expect(page.locator(".turn")).to_have_count(14)
    expect(page.locator(".mine").first).to_have_text("You: house number 0")


def test_reload_in_the_middle_goes_on(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """Progress is not lost with the tab."""
    draw(page, "a red house")
    expect(page.locator(".turn")).to_have_count(1)
    job = worker.claim(newest(desk).id)
    worker.progress(job, 0.4)
    expect(page.get_by_text("40 %")).to_be_visible()
    page.reload()
    expect(page.get_by_text("40 %")).to_be_visible()
    worker.finish(job)
    expect(page.locator(".pictures img")).to_be_visible()

    assert Status.DELIVERED is newest(desk).status


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, desk: Desk, worker: FakeWorker, width: int) -> None:
    """The page fits a phone, whatever was typed."""
    page.set_viewport_size({"width": width, "height": 700})
    draw(page, "x" * 400)
    expect(page.locator(".turn")).to_have_count(1)
    worker.work(newest(desk).id)
    expect(page.locator(".pictures img")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_page_works_without_scripts(browser: Browser, served: str, desk: Desk, worker: FakeWorker) -> None:
    """Posting and reloading is enough."""
    context = browser.new_context(base_url=served, java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto("/")
    page.fill("#text", "a red house")
    page.click("#send")
    worker.work(newest(desk).id)
    page.reload()
    shown = page.locator(".pictures img").count()
    context.close()

    assert 1 == shown


def test_price_stands_beside_the_button_before_it_is_pressed(page: Page, desk: Desk) -> None:
    """While people type; what is too dear can be sent cheaper with one press."""
    desk.quota_set("web:local", 3, "admin", "once")
    field = page.get_by_role("textbox", name="Describe a picture")
    field.fill("a red house")
    expect(page.get_by_text("This costs 1 credit and leaves you 2")).to_be_visible()
    field.fill("a red house --n 4")
    expect(page.get_by_text("This costs 4 credits, and you have 3 left")).to_be_visible()
    page.get_by_role("button", name="3 × 128×128").click()
    expect(page.get_by_text("Next in line")).to_be_visible()

    assert 3 == newest(desk).price
