"""The form that makes pictures of pictures: posted, and in a real browser."""

from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from generation.notes import Note
from generation.requests import (
    DescribeRequest,
    ImageToImageRequest,
    InpaintRequest,
    OutpaintRequest,
    UpscaleRequest,
)
from tasks.desk import Desk
from tasks.job import DESCRIBED
from tests.bots.giving import as_png
from tests.bots.web.conftest import LOCAL, newest
from tests.bots.web.test_browser import CHROMIUM, browser, visited  # noqa: F401 - a fixture
from tests.factories import image_request, key, place
from tests.fakes.worker import FakeWorker

FULL = 200
PICTURE = ("me.png", as_png(Image.new("RGB", (128, 96), "teal")), "image/png")
SCRIPT = {"X-Limner": "1"}


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:  # noqa: F811 - a fixture
    """Open the form."""
    yield from visited(browser, served, "/?make=edit")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"way": "remix", "prompt": "in winter", "strength": "0.3"}, ImageToImageRequest),
        ({"way": "outpaint", "prompt": "hills", "zoom": "1.5", "factor": "4"}, OutpaintRequest),
        ({"way": "upscale", "factor": "4", "strength": "0.6"}, UpscaleRequest),
        ({"way": "describe", "prompt": "a cat"}, DescribeRequest),
    ],
)
async def test_form_becomes_a_job(
    client: httpx.AsyncClient, desk: Desk, fields: dict[str, str], kind: type
) -> None:
    """Only the fields of the way that was chosen count; without a script it leads back."""
    scripted = await client.post("/edit", data=fields, files={"picture": PICTURE}, headers=SCRIPT)
    plain = await client.post("/edit", data=fields, files={"picture": PICTURE})

    assert isinstance(newest(desk).request, kind)
    assert (200, 303) == (scripted.status_code, plain.status_code)
    assert "data-job" in scripted.text


async def test_adapters_of_a_recipe_are_worn_by_what_is_made_of_it(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """The card fills words, LoRA and VAE into the form; what is changed there is drawn."""
    asked = await client.post("/say", data={"text": "a boat", "lora": "sepia:0.5"}, headers=SCRIPT)
    drawn = worker.work(newest(desk).id)
    card = (await client.get(f"/cards/{drawn.id}")).text
    stored = {"stored": drawn.media[0].key, "way": "remix", "prompt": "in winter"}
    await client.post("/edit", data={**stored, "lora": "sepia:0.8", "model": "pocket"}, headers=SCRIPT)

    made = newest(desk).request
    assert 200 == asked.status_code
    assert 'data-words="a boat' in card
    assert 'data-lora="pocket-lora-sepia:0.5"' in card
    assert 'data-fill="/imagine a boat --size' in card
    assert isinstance(made, ImageToImageRequest)
    assert [("pocket-lora-sepia", 0.8)] == [(one.name, one.weight) for one in made.adapters]


@pytest.mark.parametrize(("press", "kind"), [("vary", ImageToImageRequest), ("describe", DescribeRequest)])
async def test_card_goes_on_from_a_picture(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker, press: str, kind: type
) -> None:
    """By a button, as in the chats."""
    await client.post("/say", data={"text": "a boat"}, headers=SCRIPT)
    drawn = worker.work(newest(desk).id)

    made = await client.post(f"/jobs/{drawn.id}/{press}", data={"key": key()}, headers=SCRIPT)

    assert f'formaction="/jobs/{drawn.id}/{press}"' in (await client.get(f"/cards/{drawn.id}")).text
    assert "data-job" in made.text
    assert isinstance(newest(desk).request, kind)


async def test_models_are_turned_and_picked_below_the_text_field(client: httpx.AsyncClient) -> None:
    """A number opens a card, whose command goes into the text field, with and without a script."""
    listed = (await client.post("/say", data={"text": "/models sepia lora"}, headers=SCRIPT)).text
    many = (await client.post("/say", data={"text": "/models pocket"}, headers=SCRIPT)).text
    filled = (await client.get("/", params={"text": "/imagine sepia --lora pocket-lora-sepia"})).text

    assert 'data-fill="/imagine' in listed
    assert "--lora pocket-lora-sepia" in listed
    assert 'formaction="/do/card"' in many or 'formaction="/do/adopt"' in many
    assert "/imagine sepia --lora pocket-lora-sepia</textarea>" in filled


async def test_picture_of_the_conversation_is_named_by_its_key(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """It is not sent again."""
    job = worker.work(desk.submit(image_request(), LOCAL, place("page", "web"), key()).id)
    fields = {"way": "remix", "stored": job.media[0].key}

    answer = await client.post("/edit", data=fields, headers=SCRIPT)
    request = newest(desk).request

    assert 200 == answer.status_code
    assert isinstance(request, ImageToImageRequest)
    assert job.media[0].key == request.picture


async def test_upscaler_that_draws_can_be_chosen(client: httpx.AsyncClient, desk: Desk) -> None:
    """The others are chosen by the factor; what its picture shows is not asked here."""
    fields = {"way": "upscale", "factor": "2", "upscaler": "up-drawn", "prompt": "left over"}
    shown = await client.get("/?make=edit")

    await client.post("/edit", data=fields, files={"picture": PICTURE}, headers=SCRIPT)
    request = newest(desk).request

    assert '<option value="up-drawn">' in shown.text
    assert '<option value="up-2">' not in shown.text
    assert isinstance(request, UpscaleRequest)
    assert request.redraw is not None
    assert ("up-drawn", "") == (request.upscaler, request.redraw.prompt)


@pytest.mark.parametrize("fields", [{"way": "fly"}, {"way": "remix"}, {"way": "remix", "stored": "../../x"}])
async def test_what_is_wrong_is_one_sentence(
    client: httpx.AsyncClient, desk: Desk, fields: dict[str, str]
) -> None:
    """Nothing is charged."""
    answer = await client.post("/edit", data=fields, headers=SCRIPT)

    assert answer.status_code in {404, 422}
    assert "Nothing was charged." in answer.text
    assert FULL == desk.allowance(LOCAL).left


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("width_px", [1280, 390])
def test_painted_part_is_drawn_anew(page: Page, desk: Desk, width_px: int) -> None:
    """A picture is chosen, a stroke painted over it: the mask is white there, and black elsewhere."""
    page.set_viewport_size({"width": width_px, "height": 844})
    page.set_input_files("#edit-picture", {"name": "a.png", "mimeType": "image/png", "buffer": PICTURE[1]})
    page.get_by_text("Change a part").click()
    canvas = page.locator("#edit-mask")
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box is not None
    assert box == page.locator("#edit-shown").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2)
    page.mouse.up()
    page.locator("#edit-words").fill("a red hat")
    page.locator("#edit-send").click()
    expect(page.locator(".turn[data-kind=inpaint]")).to_be_visible()

    request = newest(desk).request

    assert isinstance(request, InpaintRequest)
    mask = Image.open(BytesIO(desk.uploaded(LOCAL, request.mask)))
    assert ((128, 96), 255, 0) == (mask.size, mask.getpixel((34, 48)), mask.getpixel((110, 48)))


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_form_fits_a_phone(page: Page) -> None:
    """Nothing lies beyond the edge of a narrow screen."""
    page.set_viewport_size({"width": 390, "height": 844})

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#edit-send")).to_be_in_viewport()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_description_is_drawn_at_a_press(page: Page, desk: Desk, worker: FakeWorker) -> None:
    """The texts lie below the picture that was sent; no words are asked for, and none cross the screen."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_input_files("#edit-picture", {"name": "a.png", "mimeType": "image/png", "buffer": PICTURE[1]})
    page.get_by_text("Describe", exact=True).click()
    expect(page.locator("#edit-words")).to_be_hidden()
    page.locator("#edit-send").click()
    expect(page.locator(".turn[data-kind=describe]")).to_be_visible()
    texts = ("a teal wall " * 16, "teal")
    notes = tuple(Note(code=DESCRIBED, facts={"text": text}) for text in texts)
    worker.finish(worker.claim(newest(desk).id), notes=notes)
    page.reload()
    page.get_by_title("Draw 2").click()
    expect(page.locator(".turn[data-kind=text-to-image]")).to_be_visible()

    assert "teal" == newest(desk).words
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
