"""The form that makes a face talk, in a real browser, as a person uses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect, sync_playwright

from avatar.requests import AvatarRequest
from bots.sitting import CONSENT_VERSION
from tasks.desk import Desk
from tests.bots.giving import JPEG
from tests.bots.web.conftest import LOCAL, newest, wait_until
from tests.bots.web.test_browser import CHROMIUM, FLAGS
from tests.fakes.worker import FakeWorker
from tests.patience import PATIENCE_S

MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser whose microphone beeps."""
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *MICROPHONE])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """Open the form; an error in its scripts fails the test."""
    yield from opened(browser, served)


def opened(browser: Browser, address: str) -> Iterator[Page]:
    """Open the form of a page."""
    context = browser.new_context(base_url=address, locale="en", permissions=["microphone"])
    errors: list[str] = []
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/")
    page.get_by_role("link", name="Make a face talk").click()
    yield page
    context.close()
    assert errors == []


def choose(page: Page, data: bytes, name: str = "me.jpg") -> None:
    """Choose a photo; the intake of these tests reads in its last digit how many faces it has."""
    page.set_input_files("#photo", {"name": name, "mimeType": "image/jpeg", "buffer": data})


def seated(page: Page) -> None:
    """Wait until a photo was checked and found to be good."""
    expect(page.locator('#sitter:not([data-seat=""])')).to_be_attached()


def say(page: Page, text: str) -> None:
    """Write a line and send it."""
    page.get_by_role("textbox", name="What the face shall say").fill(text)
    page.keyboard.press("Enter")


def request(desk: Desk) -> AvatarRequest:
    """Take the request of the latest clip."""
    found = newest(desk).request
    assert isinstance(found, AvatarRequest)
    return found


def test_photo_line_consent_clip(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """Asked once, waiting, named stages, the clip; the face stays for the next line."""
    choose(page, JPEG + b"1")
    seated(page)
    say(page, "Hello there.")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("please confirm")
    assert [] == desk.history(LOCAL)
    dialog.get_by_role("button", name="I agree").click()
    expect(page.locator(".turn")).to_have_count(1)
    job = worker.claim(newest(desk).id)
    worker.progress(job, 0.5, note="animating")

    expect(page.get_by_text("Animating…")).to_be_visible()
    expect(page.get_by_text("50 %")).to_be_visible()
    worker.finish(job)
    expect(page.get_by_label("Clip: Hello there.")).to_have_attribute(
        "src", f"/media/{newest(desk).media[0].key}"
    )
    say(page, "And once more.")
    expect(page.locator(".turn")).to_have_count(2)
    assert request(desk).photo == desk.history(LOCAL)[1].request.photo  # type: ignore[union-attr]  # both are clips


def test_too_dear_clip_is_sent_cheaper_with_one_press(page: Page, desk: Desk) -> None:
    """Smaller, with the same words; the button says how large and what it costs."""
    desk.consent(LOCAL, CONSENT_VERSION)
    words = "Hello there, and again. " * 12
    price = page.request.post("/api/quote/clip", data={"text": words}).json()["price"]
    desk.quota_set(LOCAL.address, price, "admin", "once")
    choose(page, JPEG + b"1")
    seated(page)
    page.locator("#clip-options summary").click()
    page.locator("#animate select[name=size]").select_option("512")
    page.get_by_role("textbox", name="What the face shall say").fill(words)
    expect(page.locator("#clip-quote")).to_contain_text(f"you have {price} left")
    page.locator("#clip-quote button").click()
    expect(page.locator(".turn")).to_have_count(1)

    assert (256, price) == (request(desk).size_px, newest(desk).price)


def test_wrong_photo_is_told_beside_it_at_once(page: Page, desk: Desk) -> None:
    """Before a voice is asked for; what was written stays."""
    words = page.get_by_role("textbox", name="What the face shall say")
    words.fill("Hello.")
    choose(page, JPEG + b"damaged")
    expect(page.locator("#sitter .trouble")).to_contain_text("damaged or unsafe")
    expect(page.locator("#sitter .drop.refused .shown")).to_be_visible()
    choose(page, b"no picture")
    expect(page.locator("#sitter .trouble")).to_contain_text("This is text, not a picture.")
    page.keyboard.press("Enter")
    choose(page, JPEG + b"1")
    seated(page)

    expect(page.locator("#sitter .trouble")).to_have_count(0)
    expect(words).to_have_value("Hello.")
    assert [] == desk.history(LOCAL)


def test_what_is_missing_is_told(page: Page) -> None:
    """First the photo, then the voice."""
    say(page, "Hello.")
    expect(page.locator("#sitter .trouble")).to_have_text(
        "First choose a photo: one face, seen from the front."
    )
    choose(page, JPEG + b"1")
    seated(page)
    say(page, " ")

    expect(page.get_by_role("alert")).to_have_text("Write a line, record your voice, or upload a sound.")


def test_one_of_several_faces_is_chosen_by_its_number(page: Page, desk: Desk) -> None:
    """The numbered picture is shown; one that looks away is refused, and another may be chosen."""
    desk.consent(LOCAL, CONSENT_VERSION)
    choose(page, JPEG + b"aside3")
    expect(page.get_by_role("img", name="The photo with its faces numbered")).to_be_attached()
    page.get_by_role("button", name="1", exact=True).click()
    expect(page.locator("#sitter .trouble")).to_contain_text("looks to the side")
    expect(page.get_by_role("img", name="The photo with its faces numbered")).to_be_attached()
    page.get_by_role("button", name="2", exact=True).click()
    expect(page.locator(".faces")).to_have_count(0)
    say(page, "Hello.")
    expect(page.locator(".turn")).to_have_count(1)

    assert 1 == request(desk).face


def test_voice_is_recorded(page: Page, desk: Desk) -> None:
    """Level and time are shown; it can be heard again, and it is what the face says."""
    desk.consent(LOCAL, CONSENT_VERSION)
    choose(page, JPEG + b"1")
    seated(page)
    page.get_by_role("button", name="Record", exact=True).click()
    recorder = page.get_by_role("group", name="Recording")
    expect(recorder).to_contain_text("0:01")
    drawn = "canvas => canvas.getContext('2d').getImageData(0, 0, 320, 40).data.some(Boolean)"
    assert page.locator("canvas.level").evaluate(drawn)
    recorder.get_by_role("button", name="Stop").click()
    player = page.get_by_label("Your recording")
    expect(player).to_be_visible()
    sent: list[bytes] = []

    def cut(route: Route) -> None:
        sent.append(route.request.post_data_buffer or b"")
        route.abort()

    page.route("**/avatar", cut)
    page.get_by_role("button", name="Make it talk").click()
    wait_until(lambda: bool(sent))

    assert b'filename="voice.webm"' in sent[0]
    assert b"\x1a\x45\xdf\xa3" in sent[0]  # the magic number of Matroska
    expect(page.get_by_role("alert")).to_contain_text("connection was lost")
    expect(player).to_be_visible()


def test_sound_is_uploaded_and_taken_back(page: Page, desk: Desk) -> None:
    """In the place of words, until it is removed."""
    desk.consent(LOCAL, CONSENT_VERSION)
    choose(page, JPEG + b"1")
    seated(page)
    sound: FilePayload = {"name": "me.ogg", "mimeType": "audio/ogg", "buffer": b"OggS1"}
    page.set_input_files("#audio", sound)
    words = page.get_by_role("textbox", name="What the face shall say")
    expect(words).to_be_hidden()
    page.get_by_role("button", name="Remove the sound").click()
    expect(words).to_be_visible()
    page.set_input_files("#audio", sound)
    page.get_by_role("button", name="Make it talk").click()
    expect(page.locator(".turn")).to_have_count(1)

    assert request(desk).sound
    expect(page.locator(".mine")).to_contain_text("A clip with your recording")


def test_large_photo_is_not_even_sent(page: Page, tmp_path: Path) -> None:
    """The limit is told at once."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    large = tmp_path / "large.jpg"
    large.write_bytes(JPEG + bytes(20_000_001))
    page.set_input_files("#photo", large)

    expect(page.locator("#sitter .trouble")).to_contain_text("up to 20 MB")
    assert not [address for address in sent if address.endswith("/avatar/photo")]


def test_options_count(page: Page, desk: Desk) -> None:
    """Voices have the names of their languages; sliders show their numbers."""
    desk.consent(LOCAL, CONSENT_VERSION)
    choose(page, JPEG + b"1")
    seated(page)
    page.locator("#clip-options summary").click()
    expect(page.locator("optgroup").first).to_have_attribute("label", "English")
    form = page.locator("#animate")
    form.get_by_role("combobox", name="voice").select_option("espeak-ng/en-gb")
    form.get_by_role("combobox", name="aspect ratio").select_option("9:16")
    form.get_by_role("checkbox", name="Show the words in the clip").check()
    form.get_by_role("slider", name="head").fill("0.5")
    expect(page.locator("#clip-options .slider output").first).to_have_text("0.5")
    say(page, "Hello. --mouth 1.5")
    expect(page.locator(".turn")).to_have_count(1)

    made = request(desk)
    assert made.speech is not None
    assert ("espeak-ng/en-gb", "9:16", True, 0.5, 1.5) == (
        made.speech.voice,
        made.aspect.value,
        made.captions,
        made.head,
        made.mouth,
    )


def test_declined_consent_forgets_the_photo(page: Page, desk: Desk) -> None:
    """No is an answer."""
    choose(page, JPEG + b"1")
    seated(page)
    say(page, "Hello.")
    page.get_by_role("dialog").get_by_role("button", name="No").click()

    expect(page.locator("#sitter")).to_contain_text("I have forgotten what you sent")
    expect(page.locator("#sitter .shown")).to_be_hidden()
    assert [] == desk.history(LOCAL)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_form_fits_the_screen(page: Page, desk: Desk, worker: FakeWorker, width: int) -> None:
    """With faces to choose from, all options open and a clip above."""
    desk.consent(LOCAL, CONSENT_VERSION)
    page.set_viewport_size({"width": width, "height": 700})
    choose(page, JPEG + b"1")
    seated(page)
    say(page, "x" * 300)
    expect(page.locator(".turn")).to_have_count(1)
    worker.work(newest(desk).id)
    expect(page.locator("video")).to_be_visible()
    choose(page, JPEG + b"9")
    expect(page.locator(".number")).to_have_count(9)
    page.locator("#clip-options summary").click()

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
