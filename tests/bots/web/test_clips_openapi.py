"""The description of the API, as far as it deals with faces and voices."""

from uuid import UUID

import httpx
from openapi_schema_validator import OAS31Validator

from bots.sitting import CONSENT_VERSION
from tasks.queue import QUEUE_OF
from tests.bots.web.test_clips import PHOTO, SAID, clip
from tests.fakes.worker import FakeWorker


async def test_answers_are_what_openapi_says(client: httpx.AsyncClient, worker: FakeWorker) -> None:
    """Every kind of answer fits the schema that we publish."""
    spec = (await client.get("/openapi.json")).json()
    job = (await clip(client, **SAID)).json()
    worker.work(UUID(job["id"]))
    asked = [
        ("/api/avatar", await clip(client, **SAID)),
        ("/api/avatar", await clip(client)),
        ("/api/avatar", await clip(client, {"photo": ("a", bytes(21_000_000), "")})),
        ("/api/speech", await client.post("/api/speech", json={"text": "Hello."})),
        ("/api/speech", await client.post("/api/speech", json={})),
        ("/api/restore", await client.post("/api/restore", files={"photo": PHOTO})),
        ("/api/restore", await client.post("/api/restore", files={})),
        ("/api/verify", await client.post("/api/verify", files={"file": PHOTO})),
        ("/api/verify", await client.post("/api/verify", files={})),
        ("/api/voices", await client.get("/api/voices?language=en")),
        ("/api/voices", await client.get("/api/voices?language=xx")),
        ("/api/consent", await client.get("/api/consent")),
        ("/api/consent", await client.post("/api/consent", json={"version": CONSENT_VERSION})),
        ("/api/consent", await client.post("/api/consent", json={})),
        ("/api/jobs/{job_id}", await client.get(f"/api/jobs/{job['id']}")),
        ("/api/jobs", await client.get("/api/jobs")),
    ]
    for route, answer in asked:
        described = spec["paths"][route][answer.request.method.lower()]["responses"]
        schema = described[str(answer.status_code)]["content"]["application/json"]["schema"]
        OAS31Validator({**schema, "components": spec["components"]}).validate(answer.json())


async def test_openapi_describes_the_forms(client: httpx.AsyncClient) -> None:
    """All fields with their ranges and choices; nothing points nowhere."""
    text = (await client.get("/openapi.json")).text
    spec = (await client.get("/openapi.json")).json()
    form = spec["paths"]["/api/avatar"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    references = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}

    assert {"photo", "audio", "consent", "text", "voice", "face", "seed"} < set(form["properties"])
    assert ["photo", "1:1", "9:16", "16:9"] == form["properties"]["aspect"]["enum"]
    assert (0, 2) == tuple(form["properties"]["head"][edge] for edge in ("minimum", "maximum"))
    assert references <= set(spec["components"]["schemas"])
    assert set(QUEUE_OF) == set(spec["components"]["schemas"]["JobOut"]["properties"]["kind"]["enum"])
