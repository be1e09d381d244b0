"""/models: found by words, turned by pages, and the card of a single one with speed and sample."""

from io import BytesIO

import pytest
from PIL import Image

from bots.chat import Reply
from bots.commands import models
from bots.counter import Counter
from generation.catalogue import Base, Catalogue, ExtraCard, Purpose
from tasks.desk import Desk
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker

ADA = sender("1001")
ROOM = place("77")


@pytest.fixture
def stocked(counter: Counter, catalogue: Catalogue) -> Counter:
    """Give a counter whose catalogue has many LoRAs."""
    loras = tuple(
        ExtraCard(
            name=f"ink-{number:02}",
            title="Ink",
            source="nowhere",
            purpose=Purpose.LORA,
            base=Base.POCKET,
            trigger="inkwash" if number == 7 else "",
            licence="CC-BY-4.0",
            limits=("For pictures of boats, of houses by the sea, and of nothing else in the world.",),
        )
        for number in range(60)
    )
    counter.catalogue = Catalogue(catalogue.cards, catalogue.default, (*catalogue.extras, *loras))
    return counter


async def ask(counter: Counter, text: str = "") -> Reply:
    """Ask for models."""
    return await counter.say(f"/models {text}".strip(), ADA, ROOM, key())


async def test_kinds_are_listed_by_pages(stocked: Counter) -> None:
    """Of twenty-five; a page beyond the last is the last."""
    first, last = await ask(stocked, "lora"), await ask(stocked, "lora --page 9")

    assert models.PAGE + 1 == len(first.text.splitlines())
    assert "• ink-00 (lora, for pocket) – Ink" in first.text.splitlines()
    assert first.text.endswith("Page 1 of 3; turn with --page.")
    assert "ink-59" in last.text
    assert last.text.endswith("Page 3 of 3; turn with --page.")


async def test_single_model_shows_its_card(stocked: Counter) -> None:
    """Found by any of its words; limits are told whole."""
    shown = (await ask(stocked, "inkWASH lora")).text

    assert "• called by: inkwash" in shown
    assert "• licence: CC-BY-4.0" in shown
    assert "of nothing else in the world." in shown


async def test_name_that_begins_others_shows_its_own_card(stocked: Counter) -> None:
    """And what nothing fits is said."""
    assert "draws 128×128 in 20 steps" in (await ask(stocked, "Pocket")).text
    assert "There is no model for “ship”" in (await ask(stocked, "ship")).text


async def test_card_tells_speed_and_shows_the_latest_picture(counter: Counter, desk: Desk) -> None:
    """Both once there is one."""
    before = await ask(counter, "pocket")
    job = FakeWorker(desk).work(desk.submit(image_request("a boat"), ADA, ROOM, key()).id)
    desk.delivered(job.id, job.attempt, "5")

    after = await ask(counter, "pocket")

    assert (b"", False) == (before.preview, "s a picture here" in before.text)
    assert "s a picture here" in after.text
    with Image.open(BytesIO(after.preview)) as sample:
        assert "JPEG" == sample.format
