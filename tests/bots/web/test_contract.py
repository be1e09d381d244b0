"""The API is what its OpenAPI document says."""

from uuid import uuid4

import httpx
import jsonschema
import pytest
from openapi_schema_validator import OAS31Validator

from tasks.job import Status
from tests.bots.web.test_api import imagine, job_of
from tests.fakes.worker import FakeWorker


async def test_answers_are_what_openapi_says(client: httpx.AsyncClient, worker: FakeWorker) -> None:
    """Every kind of answer fits the schema that we publish."""
    spec = (await client.get("/openapi.json")).json()
    job = await imagine(client, count=2)
    path = f"/api/jobs/{job['id']}"
    worker.work((await job_of(client, job)).id)
    asked = [
        ("/api/imagine", await client.post("/api/imagine", json={"prompt": "a"})),
        ("/api/imagine", await client.post("/api/imagine", json={})),
        ("/api/imagine", await client.post("/api/imagine", json={}, headers={"Origin": "http://x.example"})),
        ("/api/imagine", await client.post("/api/imagine", json={}, headers={"Host": "x.example"})),
        ("/api/jobs", await client.get("/api/jobs")),
        ("/api/jobs", await client.get("/api/jobs?limit=x")),
        ("/api/jobs/{job_id}", await client.get(path)),
        ("/api/jobs/{job_id}", await client.get(f"/api/jobs/{uuid4()}")),
        ("/api/jobs/{job_id}", await client.delete(path)),
        ("/api/jobs/{job_id}/events", await client.get(f"/api/jobs/{uuid4()}/events")),
        ("/healthz", await client.get("/healthz")),
        ("/media/{key}", await client.get("/media/x")),
    ]
    for route, answer in asked:
        method = answer.request.method.lower()
        described = spec["paths"][route][method]["responses"]
        schema = described[str(answer.status_code)]["content"]["application/json"]["schema"]
        OAS31Validator({**schema, "components": spec["components"]}).validate(answer.json())

    schema = {"$ref": "#/components/schemas/JobOut", "components": spec["components"]}
    with pytest.raises(jsonschema.ValidationError):
        OAS31Validator(schema).validate({**job, "progress": 2})


async def test_openapi_describes_the_form(client: httpx.AsyncClient) -> None:
    """Nothing in the description points nowhere."""
    text = (await client.get("/openapi.json")).text
    spec = (await client.get("/openapi.json")).json()
    form = spec["paths"]["/api/imagine"]["post"]["requestBody"]["content"]["application/json"]["schema"]

    assert {"prompt", "width", "height", "steps", "guidance", "seed", "count", "scheduler", "model"} < set(
        form["properties"]
    )
    assert all(f'"{name}":' in text for name in ("Scheduler", "Refused", "JobOut"))
    OAS31Validator({**form, "components": spec["components"]}).validate({"prompt": "a", "scheduler": "ddim"})


def test_states_are_those_of_the_contract() -> None:
    """Scripts rely on the names."""
    assert ["queued", "running", "rendered", "delivered", "refunded"] == [status.value for status in Status]
