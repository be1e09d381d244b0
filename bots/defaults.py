"""What a form leaves open and its place, or its person, has a default for."""

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from tasks.local_settings import PERSONAL

if TYPE_CHECKING:
    from bots.command import Visit

F = TypeVar("F", bound=BaseModel)


async def furnish(form: F, visit: "Visit") -> F:
    """Fill in what nobody said: a model, a list of things to leave out."""
    fields = type(form).model_fields
    bare = [name for name in PERSONAL if "prompt" in fields and name in fields and not getattr(form, name)]
    if not bare:
        return form
    here = await visit.counter.call(visit.counter.desk.admin.local.here, visit.sender, visit.place)
    known = {name: value for name in bare if (value := getattr(here.local, name))}
    return form.model_copy(update=known) if known else form
