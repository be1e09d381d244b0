"""Several pictures of one line, by the API and on the page."""

import re

import httpx

from tasks.desk import Desk
from tests.bots.web.conftest import LOCAL

FIELDS = {"prompt": "{red,blue} house --n 2", "seed": 7}


async def test_batch_is_quoted_and_taken_once(client: httpx.AsyncClient, desk: Desk) -> None:
    """The same key gives the same jobs; what is not made yet can be cancelled."""
    quoted = (await client.post("/api/quote", json=FIELDS)).json()
    answers = [
        (await client.post("/api/batch", json=FIELDS, headers={"Idempotency-Key": "one"})) for _ in range(2)
    ]
    batch = answers[0].json()
    halted = await client.delete(f"/api/batch/{batch['id']}")

    assert (200 - quoted["price"], True) == (quoted["after"], quoted["fits"])
    assert "2 requests, 4 pictures" in quoted["message"]
    assert 202 == answers[0].status_code
    assert quoted["price"] == batch["price"]
    assert ["red house", "blue house"] == [job["prompt"] for job in batch["jobs"]]
    assert [job["id"] for job in batch["jobs"]] == [job["id"] for job in answers[1].json()["jobs"]]
    assert {"cancelled": 2} == halted.json()
    assert 2 == len(desk.history(LOCAL))


async def test_one_job_is_not_made_of_several(client: httpx.AsyncClient, desk: Desk) -> None:
    """/api/imagine says where several are made, and with what price."""
    answer = await client.post("/api/imagine", json=FIELDS)

    assert (422, "several_requests") == (answer.status_code, answer.json()["problem"]["code"])
    assert 2 == answer.json()["problem"]["facts"]["count"]
    assert [] == desk.history(LOCAL)


async def test_page_asks_back_and_shows_the_cards(client: httpx.AsyncClient, desk: Desk) -> None:
    """By script a note with two buttons, then the cards; without script the same by whole pages."""
    for headers in ({"X-Limner": "1"}, {}):
        before = len(desk.history(LOCAL, 50))
        asked = (await client.post("/say", data={"text": "{red,blue} house"}, headers=headers)).text
        argument = re.search(r'value="([\w-]{36})" data-action="batch"', asked)
        assert argument
        made = await client.post("/do/batch", data={"argument": argument[1]}, headers=headers)

        assert "2 requests, 2 pictures: 2 credits together" in asked
        assert 200 == made.status_code
        assert "2 requests are in line" in made.text
        assert "red house" in made.text
        assert before + 2 == len(desk.history(LOCAL, 50))


async def test_page_does_nothing_else_for_a_note(client: httpx.AsyncClient) -> None:
    """What is no button below a note is no page."""
    answer = await client.post("/do/approve", data={"argument": "1"}, headers={"X-Limner": "1"})

    assert 404 == answer.status_code
