"""The codes of the API never change."""

import importlib
import pkgutil
from collections.abc import Iterator

import httpx

import avatar
import bots
import generation
import tasks
from bots.web.codes import LISTED, failures, refusals
from bots.web.statuses import STATUS
from generation.errors import Failure, Refusal, StudioError

ROOMS = {"generation", "avatar", "tasks", "bots"}


def below(kind: type[StudioError]) -> Iterator[type[StudioError]]:
    """List the errors of our rooms that are of a kind."""
    for one in kind.__subclasses__():
        if one.__module__.split(".")[0] in ROOMS:
            yield one
        yield from below(one)


def test_every_error_has_its_code_on_the_list() -> None:
    """A new class is written down there; a class that is renamed or goes has to keep its code."""
    for room in (generation, avatar, bots, tasks):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if module.name.endswith("errors"):
                importlib.import_module(module.name)

    assert {error.code for error in below(Refusal)} == refusals()
    assert {error.code for error in below(Failure)} == failures()


def test_list_is_in_order() -> None:
    """So that two who add a code seldom meet."""
    codes = [line.split()[1] for line in LISTED.read_text("utf-8").splitlines()]

    assert sorted(set(codes)) == codes


def test_statuses_are_of_codes_that_there_are() -> None:
    """None is forgotten behind a class that was renamed."""
    assert STATUS.keys() <= refusals() | failures()


async def test_description_lists_the_codes(client: httpx.AsyncClient) -> None:
    """As an open list: a client must bear a code that it does not know."""
    spec = (await client.get("/openapi.json")).json()
    code = spec["components"]["schemas"]["ProblemOut"]["properties"]["code"]

    assert sorted(refusals() | failures()) == code["x-extensible-enum"]
    assert "enum" not in code
