"""Trainings over HTTP: for programs all at once, on the page bit by bit."""

import re

import httpx
import pytest
from PIL import Image

from bots.sitting import CONSENT_VERSION
from bots.teaching import LEARNING_CONSENT
from generation.requests import TrainingRequest
from tasks.desk import Desk
from tasks.job import Place
from tests.bots.giving import FakeIntake, as_png
from tests.bots.web.conftest import LOCAL, newest

COLOURS = ("red", "green", "blue", "white", "black", "pink", "gold", "navy")
HERE = Place(platform="web", chat="local")
SCRIPT = {"X-Limner": "1"}
NAMED = {"name": "wuff", "words": "a photo of wuff", "steps": "100"}

NOTHING = {"pictures": ("", b"")}  # what a browser sends of a field for files that is empty

Files = list[tuple[str, tuple[str, bytes, str]]]


def pictures(count: int, start: int = 0) -> Files:
    """Give pictures that differ, as a form sends them."""
    return [
        ("pictures", (f"{colour}.png", as_png(Image.new("RGB", (128, 128), colour)), "image/png"))
        for colour in COLOURS[start : start + count]
    ]


async def test_training_is_answered_with_its_job(client: httpx.AsyncClient, desk: Desk) -> None:
    """Sent again with the same key, it is the same; what was learnt so far is listed."""
    headers = {"Idempotency-Key": "abc"}
    first, second = [
        await client.post("/api/train", data=NAMED, files=pictures(5), headers=headers) for _ in range(2)
    ]
    listed = await client.get("/api/adapters")

    request = newest(desk).request
    assert (202, "train") == (first.status_code, first.json()["kind"]), first.text
    assert first.json()["id"] == second.json()["id"]
    assert isinstance(request, TrainingRequest)
    assert ("wuff", "a photo of wuff", 100, 5) == (
        request.name,
        request.words,
        request.steps,
        len(request.pictures),
    )
    assert (200, {"adapters": []}) == (listed.status_code, listed.json())


async def test_pictures_are_named_by_their_keys(client: httpx.AsyncClient, desk: Desk) -> None:
    """What was sent before is not sent again."""
    keys = [desk.keep(LOCAL, data, "image/png") for _, (_, data, _) in pictures(5)]
    sent = [("pictures", (None, key)) for key in keys]
    answer = await client.post(
        "/api/train", files=[*sent, *[(name, (None, text)) for name, text in NAMED.items()]]
    )

    assert 202 == answer.status_code, answer.text


@pytest.mark.parametrize(
    ("fields", "count", "code"),
    [
        (NAMED, 4, "too_few_to_learn"),
        ({**NAMED, "name": ""}, 5, "model_name_unfit"),
        ({**NAMED, "name": "sepia"}, 5, "model_name_taken"),
        ({**NAMED, "steps": "1"}, 5, "out_of_range"),
        ({**NAMED, "model": "pocket-inpainting"}, 5, "unknown_choice"),
        ({**NAMED, "colour": "red"}, 5, "unknown_field"),
    ],
)
async def test_what_is_wrong_is_one_sentence(
    client: httpx.AsyncClient, desk: Desk, fields: dict[str, str], count: int, code: str
) -> None:
    """Nothing is taken then."""
    answer = await client.post("/api/train", data=fields, files=pictures(count))

    assert (422, code) == (answer.status_code, answer.json()["problem"]["code"])
    assert [] == desk.history(LOCAL)


async def test_faces_want_a_consent_of_their_own(
    client: httpx.AsyncClient, desk: Desk, intake: FakeIntake
) -> None:
    """That faces are animated is another matter."""
    intake.shown = 1
    desk.consent(LOCAL, CONSENT_VERSION)
    asked = await client.post("/api/train", data=NAMED, files=pictures(5))
    agreed = await client.post("/api/train", data={**NAMED, "consent": "true"}, files=pictures(5))

    assert "consent_needed" == asked.json()["problem"]["code"]
    assert LEARNING_CONSENT in asked.json()["problem"]["message"]
    assert 202 == agreed.status_code


async def test_unknown_adapter_is_a_sentence(client: httpx.AsyncClient) -> None:
    """Whether its file is wanted, or it shall go."""
    for answer in (await client.get("/api/adapters/x/file"), await client.delete("/api/adapters/x")):
        assert (422, "adapter_unknown") == (answer.status_code, answer.json()["problem"]["code"])


async def test_page_gathers_and_begins(client: httpx.AsyncClient, desk: Desk) -> None:
    """Pictures come in parts; the button carries what it begins, and a card shows how it goes."""
    await client.post("/train", data=NAMED, files=pictures(3), headers=SCRIPT)
    part = await client.post("/train", data=NAMED, files=pictures(3, start=3), headers=SCRIPT)
    fewer = await client.post("/train", data={**NAMED, "without": "2"}, headers=SCRIPT, files=NOTHING)
    button = re.search(r'name="press" value="(learn:[^"]+)"', part.text)
    assert button is not None
    begun = await client.post(
        "/train/press", data={**NAMED, "press": button[1]}, headers=SCRIPT, files=NOTHING
    )

    request = newest(desk).request
    assert 6 == part.text.count("/media/uploads/")
    assert 5 == fewer.text.count("/media/uploads/")
    assert isinstance(request, TrainingRequest)
    assert 5 == len(request.pictures)
    assert 'data-kind="train"' in begun.text
    assert "/media/uploads/" not in begun.text


async def test_price_is_told_anew_where_the_form_has_changed(client: httpx.AsyncClient, desk: Desk) -> None:
    """Nothing begins at a price that nobody has seen."""
    part = await client.post("/train", data=NAMED, files=pictures(5), headers=SCRIPT)
    button = re.search(r'name="press" value="(learn:[^"]+)"', part.text)
    assert button is not None
    changed = {**NAMED, "steps": "200", "press": button[1]}
    told = await client.post("/train/press", data=changed, headers=SCRIPT, files=NOTHING)

    assert "200 steps" in told.text
    assert [] == desk.history(LOCAL)


async def test_page_works_without_a_script(client: httpx.AsyncClient, desk: Desk) -> None:
    """It is posted and opened again, with everything that is kept."""
    posted = await client.post("/train", data=NAMED, files=pictures(5))
    page = await client.get("/?make=train")
    portfolio = desk.portfolios.of(LOCAL, HERE)

    assert (303, "/?make=train#end") == (posted.status_code, posted.headers["location"])
    assert portfolio is not None
    assert all(one.small in page.text for one in portfolio.pictures)
    assert "5 of 5–20 pictures" in page.text
    assert 'value="wuff"' in page.text
