"""/models: found by words, turned by pages, and the card of a single one with speed and sample."""

from io import BytesIO

import pytest
from PIL import Image

from bots.chat import Button, Reply, rows
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


def button(reply: Reply, label: str) -> Button:
    """Find a button by what is written on it."""
    return next(one for one in reply.buttons if label == one.label)


async def press(counter: Counter, reply: Reply, label: str) -> Reply:
    """Press a button of a reply."""
    pressed = button(reply, label)
    return await counter.press(pressed.action, pressed.job_id, ADA, ROOM, key())


async def test_kinds_are_listed_by_pages(stocked: Counter) -> None:
    """Of ten, each with a button; a page beyond the last is the last."""
    first, last = await ask(stocked, "lora"), await ask(stocked, "lora --page 99")

    assert "2. ink-00 (lora, for pocket) – Ink" in first.text.splitlines()
    assert "Page 1 of 7" in first.text
    assert "ink-59" in last.text
    assert "Page 7 of 7" in last.text


async def test_pages_turn_by_buttons_in_a_circle(stocked: Counter) -> None:
    """The search is kept, however long it is; back from the first comes the last."""
    first = await ask(stocked, "lora ink")

    second, last = await press(stocked, first, "›"), await press(stocked, first, "‹")

    assert "Page 2 of 6" in second.text
    assert "ink-10" in second.text
    assert "Page 6 of 6" in last.text
    assert {"1/6", "2/6"} <= {one.label for one in (*first.buttons, *second.buttons)}


async def test_list_is_narrowed_to_a_kind_by_a_button(stocked: Counter) -> None:
    """The kinds that there are, the one that is shown marked; or by an option."""
    drawn = await ask(stocked)

    loras = await press(stocked, drawn, "LoRAs")

    assert loras.text == (await ask(stocked, "--kind lora")).text
    assert {"✓ LoRAs", "Models", "All"} <= {one.label for one in loras.buttons}
    assert "Faces" not in {one.label for one in loras.buttons}


async def test_buttons_of_a_list_fit_into_a_message(stocked: Counter) -> None:
    """Discord takes five rows of five, each id once; Telegram 64 bytes a button."""
    shown = await ask(stocked, "ink")

    carried = [f"{one.action}:{one.job_id}" for one in shown.buttons]
    assert 5 >= len(rows(shown.buttons, 5))
    assert len(carried) == len(set(carried))
    assert all(len(one.encode()) <= 64 for one in carried)


async def test_picked_lora_fills_its_words_in(stocked: Counter) -> None:
    """The command for it draws as it stands, in a model that it fits."""
    card = await ask(stocked, "ink-07")

    draft = (await press(stocked, card, "Draw with it")).draft

    assert draft is not None
    assert "/imagine inkwash --lora ink-07" == draft.text
    assert card.draft == draft


async def test_picked_model_draws_from_now_on(counter: Counter) -> None:
    """As /prefer would set it; what hides from somebody cannot be taken by a forged button."""
    shown = await press(counter, await ask(counter, "pocket"), "My model from now on")
    forged = await counter.press("adopt", "0" * 16, ADA, ROOM, key())

    here = await counter.call(counter.desk.admin.local.here, ADA, ROOM)
    assert "pocket" == here.local.model
    assert "pocket draws for you" in shown.text
    assert forged.problem is not None


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

    after, listed = await ask(counter, "pocket"), await ask(counter)

    assert "s a picture here" in listed.text
    assert (b"", False) == (before.preview, "s a picture here" in before.text)
    assert "s a picture here" in after.text
    with Image.open(BytesIO(after.preview)) as sample:
        assert "JPEG" == sample.format
