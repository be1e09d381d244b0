"""What we publish as our API is what it does, whatever is sent: found out by schemathesis."""

from itertools import product
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tasks.actor import Actor
from tasks.desk import Desk
from tasks.keys import Scope, Terms
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker

ADA = sender("ada", name="Ada")
EXAMPLES = 4  # right ones of each operation, and as many wrong ones; each time the same ones
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def harm(operation: Any) -> int:  # noqa: ANN401 - an operation of schemathesis, of whatever shape
    """Tell how much a call takes away that others want: those come last."""
    return 2 if operation.label == "POST /api/mydata/erase" else operation.label.startswith("DELETE")


@pytest.mark.timeout(300)
def test_every_call_answers_as_described(served: str, app: FastAPI, desk: Desk, worker: FakeWorker) -> None:
    """No call fails, and each answer has a status, a kind and a shape that are on paper."""
    object.__setattr__(app.state.studio, "patience_s", 0.05)
    job = worker.work(desk.submit(image_request(), ADA, place("local", "web"), key()).id)
    known = {"job_id": str(job.id), "key": job.media[0].key, "name": "pocket"}
    terms = Terms(scopes=frozenset(Scope), per_minute=6000, lasts=None)
    headers = {"Authorization": f"Bearer {desk.keys.make(Actor(ADA), terms)[1]}"}
    schema = schemathesis.openapi.from_url(f"{served}/openapi.json")
    wrong: list[str] = []
    turns: list[object] = []
    found: Any = schema.get_all_operations()
    operations = sorted((one.ok() for one in found), key=harm)
    for operation, mode in product(operations, GenerationMode):
        if mode is GenerationMode.NEGATIVE and not operation.body:
            continue  # any text is a right one where a name is wanted

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def hold(case: Any) -> None:  # noqa: ANN401 - a case of schemathesis, of whatever shape
            turns.append(case)
            if len(turns) % 2:  # every other call is about something that is there
                there = case.path_parameters.keys() & known.keys()
                case.path_parameters |= {name: known[name] for name in there}
            # Nobody works here: that pictures are not there yet is on paper, as 504.
            waits = case.operation.label.startswith("POST /v1/images/")
            case.call_and_validate(headers=headers, checks=CHECKS[1:] if waits else CHECKS)

        try:
            hold()
        except (Failure, FailureGroup) as error:
            wrong.append(f"{operation.label}: {error}")

    assert [] == wrong, "\n\n".join(wrong)
    assert len(operations) > 40
    assert len(turns) > len(operations)
