"""What the filter held back, as people see it; what was made where it is off, kept out of other places."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bots.album import small_of
from bots.command import Visit
from bots.counter import Counter
from bots.reply import job_reply
from bots.wording import Wording
from generation.safety import blurred
from tasks.actor import operator
from tasks.desk import Desk
from tasks.job import Job, Place
from tests.factories import image_request, key, place, sender
from tests.fakes.crew import near_maker
from tests.fakes.signs import drawing, sign_pictures

ADULT = place(chat="-42", server="-42")


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Switch the filter off in one group."""
    adults = desk.settings.model_copy(update={"adult_chats": frozenset({"telegram:-42"})})
    desk.settings = desk.filtering._settings = adults
    desk.admin.local.set(operator("ada"), "telegram:server:-42", "filter", "off")
    return desk


def made(desk: Desk, where: Place, count: int = 1) -> Job:
    """Have a picture with the sign made."""
    job = desk.submit(image_request(seed=1, count=count), sender(), where, key())
    near_maker(desk, sign_pictures()).make(job.id)
    found = desk.job(job.id)
    return desk.delivered(found.id, found.attempt, "1") if found.media else found


@pytest.mark.parametrize("count", [1, 2])
def test_another_seed_is_offered(desk: Desk, count: int) -> None:
    """With one sentence that says why, and that it cost nothing."""
    desk.admin.local.set(operator("ada"), "studio", "filter", "blurred" if count == 2 else "strict")
    job = made(desk, place(server="-9"), count=count)
    reply = job_reply(job, Wording("en"))

    assert "Another seed" in [one.label for one in reply.buttons if one.action == "again"]
    assert "not charged" in reply.text or "Nothing was charged" in reply.text
    assert (count if count == 2 else 0) == len(reply.media)


async def test_picture_of_adults_stays_among_them(desk: Desk, counter: Counter) -> None:
    """Its owner looks it up in a private chat: left out, with a sentence; where it was made it is shown."""
    job = made(desk, ADULT)
    answers = [
        await counter.press("file", job.id, sender(), where, key())
        for where in (ADULT, place(), place(server="-9", chat="-9"))
    ]
    tiles = [small_of(Visit(sender(), where, key(), counter), job) for where in (ADULT, place())]

    cards = [
        (await counter.answer("models", {"words": "pocket"}, sender(), where, key()))
        for where in (ADULT, place())
    ]

    assert [1, 0, 0] == [len(one.media) for one in answers]
    assert all("left out" in one.text for one in answers[1:])
    samples = [one.preview for one in cards]
    for tile, seen in zip((*tiles, *samples), (drawing(True), blurred(drawing(True))) * 2, strict=True):
        with Image.open(BytesIO(tile)) as small:
            shown = np.asarray(small.convert("RGB").resize((128, 128))).astype(int)
        assert np.abs(shown - np.asarray(seen)).mean() < 6


async def test_picking_a_picture_keeps_its_seed(desk: Desk, counter: Counter) -> None:
    """Where the first of two is withheld, the one that is left is still made by its own recipe."""
    job = made(desk, place(server="-9"), count=2)
    told = await counter.press("info", f"{job.id}.1", sender(), place(server="-9"), key())

    assert [2] == [one.seed for one in job.media]
    assert "seed 2" in told.text


async def test_effective_settings_tell_the_filter(desk: Desk, counter: Counter) -> None:
    """Also where nobody set one."""
    here = [await counter.answer("settings", {}, sender(), where, key()) for where in (ADULT, place())]

    assert ["shown here" in one.text for one in here] == [True, False]
    assert "kept back here" in here[1].text
