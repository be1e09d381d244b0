"""What the API says is wrong, as JSON."""

from math import isfinite
from typing import Any

from pydantic import BaseModel, Field

from bots.web.codes import every
from bots.wording import FACT_LIMIT, Wording
from generation.errors import Fact
from tasks.job import Problem


def _with_codes(schema: dict[str, Any]) -> None:  # Any: a JSON schema
    """List the codes that there are; clients must bear others, so it is no enum."""
    schema["x-extensible-enum"] = every()


class ProblemOut(BaseModel):
    """What is wrong: a code and facts for programs, a sentence for people."""

    code: str = Field(
        description="for programs; never changes, though there will be more",
        json_schema_extra=_with_codes,
    )
    message: str
    facts: dict[str, Fact] = Field(
        description="for example how many faces there are, or the version to agree to"
    )


class Refused(BaseModel):
    """The answer to a request that was not carried out."""

    problem: ProblemOut


def problem_out(problem: Problem, wording: Wording) -> ProblemOut:
    """Write what is wrong."""
    facts = {name: _plain(fact) for name, fact in problem.facts.items() if not _endless(fact)}
    return ProblemOut(code=problem.code, message=wording.problem(problem), facts=facts)


def _endless(fact: Fact) -> bool:
    """Tell whether a fact is an end that a range does not have: JSON knows no such number."""
    return isinstance(fact, float) and not isfinite(fact)


def _plain(fact: Fact) -> Fact:
    """Make of what somebody typed a text that JSON can hold, of a bearable length."""
    return fact.encode(errors="replace").decode()[:FACT_LIMIT] if isinstance(fact, str) else fact
