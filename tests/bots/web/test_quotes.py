"""Prices before the press: what the page shows beside its buttons, and scripts may ask for."""

import httpx
import pytest

from tasks.desk import Desk
from tasks.plan import Plan
from tasks.plans import subject_of


def plan(desk: Desk, **values: object) -> None:
    """Give everybody a plan."""
    desk.plans.put(Plan.model_validate({"name": "all", **values}))
    desk.plans.assign(subject_of("role:member"), "all")


async def test_picture_is_quoted_as_it_would_be_charged(client: httpx.AsyncClient, desk: Desk) -> None:
    """Flags and fields say the same things; nothing is held."""
    answer = await client.post("/api/quote", json={"prompt": "a red house --n 2"})
    body = answer.json()

    assert (2, 200, 198, True, "fast") == tuple(
        body[name] for name in ("price", "left", "after", "fits", "lane")
    )
    assert "This costs 2 credits and leaves you 198" == body["message"]
    assert 1 == body["cheaper"]["price"]
    made = await client.post("/api/imagine", json={"prompt": "a red house --n 2"})
    assert body["price"] == made.json()["price"]


async def test_too_dear_picture_comes_with_what_would_fit(client: httpx.AsyncClient, desk: Desk) -> None:
    """And says when the credits fill up."""
    plan(desk, daily_credits=3)
    body = (await client.post("/api/quote", json={"prompt": "a red house", "count": 4})).json()

    assert "This costs 4 credits, and you have 3 left until 00:00 UTC." == body["message"]
    assert not body["fits"]
    made = await client.post("/api/imagine", json=body["cheaper"]["options"])
    assert (3, 3) == (made.json()["price"], made.json()["recipe"]["count"])


async def test_slow_lane_is_said_before(client: httpx.AsyncClient, desk: Desk) -> None:
    """It costs nothing."""
    plan(desk, daily_credits=3, slow_lane=True)
    body = (await client.post("/api/quote", json={"prompt": "a red house", "count": 4})).json()

    assert ("slow", True, 3) == (body["lane"], body["fits"], body["after"])
    assert "slow lane" in body["message"]


@pytest.mark.parametrize(
    ("fields", "price"),
    [
        ({"text": "Hello there."}, 1),
        ({"sound_s": 95}, 10),
        ({"sound_s": 95, "size": "512"}, 20),
        ({"sound_s": 95, "preview": "on"}, 1),
    ],
)
async def test_clip_is_quoted_by_its_length(
    client: httpx.AsyncClient, fields: dict[str, object], price: int
) -> None:
    """Neither photo nor recording need be there."""
    answer = await client.post("/api/quote/clip", json=fields)

    assert price == answer.json()["price"]


async def test_too_dear_clip_comes_with_what_would_fit(client: httpx.AsyncClient, desk: Desk) -> None:
    """The fields that change ask for just that; what is cheapest has none."""
    plan(desk, daily_credits=15)
    fields: dict[str, object] = {"sound_s": 95, "size": "512"}
    body = (await client.post("/api/quote/clip", json=fields)).json()
    smaller = (await client.post("/api/quote/clip", json=fields | body["cheaper"]["options"])).json()

    assert (20, False) == (body["price"], body["fits"])
    assert {"size": "256", "restore": 0.0} == body["cheaper"]["options"]
    assert (10, True) == (smaller["price"], smaller["fits"])
    assert body["cheaper"]["price"] == smaller["price"]
    assert smaller["cheaper"] is None


@pytest.mark.parametrize(
    ("address", "fields", "code"),
    [
        ("/api/quote", {"prompt": "a house --steps 9999"}, "out_of_range"),
        ("/api/quote", {"prompt": ""}, "prompt_empty"),
        ("/api/quote/clip", {}, "speech_empty"),
    ],
)
async def test_what_cannot_be_made_has_no_price(
    client: httpx.AsyncClient, address: str, fields: dict[str, object], code: str
) -> None:
    """It says what is wrong, as the request itself would."""
    answer = await client.post(address, json=fields)

    assert (422, code) == (answer.status_code, answer.json()["problem"]["code"])
