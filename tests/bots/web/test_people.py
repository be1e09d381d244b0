"""Linking the page to a chat, for programs."""

import httpx
from openapi_schema_validator import OAS31Validator

from tasks.desk import Desk
from tests.bots.web.conftest import LOCAL
from tests.factories import sender


async def test_page_and_chat_are_linked_and_parted(client: httpx.AsyncClient, desk: Desk) -> None:
    """A code made on the page joins a chat; the page can leave again, once."""
    made = await client.post("/api/link", json={})
    desk.link(sender(), made.json()["code"])

    assert ["web", "telegram"] == (await client.get("/api/link")).json()["platforms"]
    assert ["web"] == (await client.delete("/api/link")).json()["platforms"]
    assert (422, "not_linked") == _problem(await client.delete("/api/link"))


async def test_code_of_a_chat_joins_the_page(client: httpx.AsyncClient, desk: Desk) -> None:
    """Typed in small letters, too; a second time it says the same."""
    code = desk.link_code(sender()).text.lower()
    answers = [(await client.post("/api/link", json={"code": code})).json() for _ in range(2)]

    assert [["telegram", "web"]] * 2 == [answer["platforms"] for answer in answers]
    assert ["telegram", "web"] == list(desk.platforms(LOCAL))


async def test_answers_are_what_openapi_says(client: httpx.AsyncClient) -> None:
    """Every kind of answer fits the schema that we publish."""
    spec = (await client.get("/openapi.json")).json()
    asked = [
        await client.get("/api/link"),
        await client.post("/api/link", json={}),
        await client.post("/api/link", json={"code": "AAAABBBB"}),
        await client.post("/api/link", json={"kode": "AAAABBBB"}),
        await client.delete("/api/link"),
    ]

    assert [200, 200, 422, 422, 422] == [answer.status_code for answer in asked]
    for answer in asked:
        described = spec["paths"]["/api/link"][answer.request.method.lower()]["responses"]
        schema = described[str(answer.status_code)]["content"]["application/json"]["schema"]
        OAS31Validator({**schema, "components": spec["components"]}).validate(answer.json())


def _problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["problem"]["code"]
