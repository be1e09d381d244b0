"""Why something was blocked, and the question to the moderators, for programs."""

from uuid import uuid4

import httpx
from openapi_schema_validator import OAS31Validator

from tasks.actor import STUDIO
from tasks.desk import Desk
from tasks.rules import Rule


async def test_program_asks_why_and_asks_the_moderators(client: httpx.AsyncClient, desk: Desk) -> None:
    """By the number that comes with the problem; answers fit the published schema."""
    desk.words.save(STUDIO, "studio", Rule(name="gore", words=("gore",)))
    refused = await client.post("/api/imagine", json={"prompt": "gore"})
    case = refused.json()["problem"]["facts"]["caught"]
    why = await client.get(f"/api/appeals/{case}")
    asked = [await client.post(f"/api/appeals/{case}") for _ in range(2)]
    spec = (await client.get("/openapi.json")).json()

    assert (422, "words_blocked") == (refused.status_code, refused.json()["problem"]["code"])
    assert {"rule": "gore", "scope": "studio", "state": "noted", "warned": False} == why.json()
    assert ["appealed"] * 2 == [answer.json()["state"] for answer in asked]
    assert [case] == [str(one.id) for one in desk.appeals.waiting(STUDIO)]
    schema = {"$ref": "#/components/schemas/CaseOut", "components": spec["components"]}
    assert [] == list(OAS31Validator(schema).iter_errors(why.json()))


async def test_unknown_case_is_not_found(client: httpx.AsyncClient) -> None:
    """Or it is somebody else's."""
    for answer in (
        await client.get(f"/api/appeals/{uuid4()}"),
        await client.post(f"/api/appeals/{uuid4()}"),
    ):
        assert (404, "no_such_case") == (answer.status_code, answer.json()["problem"]["code"])
