"""The words in a request, whatever it asks for: to look at, and to write anew."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel

from generation.provenance import Provenance
from tasks.rules import Asked

WANTED = frozenset(
    {"prompt", "text", "translated", "words"}
)  # fields that say what shall be seen or heard, in every kind of request
UNWANTED = frozenset({"negative_prompt", "translated_negative"})  # and what shall not

R = TypeVar("R", bound=BaseModel)


def asked_in(request: BaseModel) -> Asked:
    """Gather the words of a request."""
    return Asked("\n".join(_read(request, WANTED)), "\n".join(_read(request, UNWANTED)))


def reworded(request: R, change: Callable[[str], str]) -> R:
    """Give the request with what it wants in other words."""
    changes: dict[str, Any] = {}  # of whatever fields there are
    for name in type(request).model_fields:
        value = getattr(request, name)
        if isinstance(value, str) and name in WANTED:
            changes[name] = change(value)
        elif isinstance(value, Provenance):
            changes[name] = None  # it holds the words of before
        elif isinstance(value, BaseModel):
            changes[name] = reworded(value, change)
    return request.model_copy(update=changes)


def _read(request: BaseModel, names: frozenset[str]) -> Iterator[str]:
    for name in type(request).model_fields:
        value = getattr(request, name)
        if isinstance(value, str) and name in names and value:
            yield value
        elif isinstance(value, BaseModel):
            yield from _read(value, names)
