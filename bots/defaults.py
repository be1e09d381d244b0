"""What a form leaves open and its place, its person or its style has a word for."""

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from bots.styling import styled
from generation.compose import ImageForm, Switch
from generation.layers import merge
from generation.provenance import Layer, Provenance
from generation.requests import Drawing
from tasks.local_settings import PERSONAL
from tasks.negatives import PERSON

if TYPE_CHECKING:
    from bots.command import Visit

F = TypeVar("F", bound=BaseModel)
D = TypeVar("D", bound=Drawing)

OPEN = tuple(name for name in PERSONAL if name != "negative_prompt")  # what a default fills in
MODEL = "model"  # where the layer of a model's card comes from


async def furnish(form: F, visit: "Visit") -> tuple[F, "Visit"]:
    """Fill in what nobody said: a style and a model, and behind all layers what is typed to be left out.

    Returns: the form, and the visit that knows where its words come from. Raises StyleUnknown.
    """
    fields = type(form).model_fields
    if "prompt" not in fields:
        return form, visit
    if "negative_prompt" not in fields:  # it is about the words, or about a picture that is there
        return await _filled(form, visit), visit
    bare = getattr(form, "no_defaults", None) is Switch.ON
    filled = form if bare else await _filled(form, visit)
    told = Provenance()
    if isinstance(filled, ImageForm):
        worn, told = await styled(filled, visit)
        filled = form.model_copy(update={name: getattr(worn, name) for name in ImageForm.model_fields})
    filled = await _spelt(filled, visit)
    layers = () if bare else await _layers(filled, visit)
    negative, kept = merge(layers, getattr(filled, "negative_prompt", ""))
    told = told.model_copy(update={"layers": kept})
    known = replace(visit, provenance=None if told == Provenance() else told)
    return filled.model_copy(update={"negative_prompt": negative}), known


def told(request: D, visit: "Visit") -> D:
    """Note in a request where its words come from, as far as nobody typed them."""
    return request.model_copy(update={"provenance": visit.provenance}) if visit.provenance else request


async def _filled(form: F, visit: "Visit") -> F:
    names = [name for name in OPEN if name in type(form).model_fields and not getattr(form, name)]
    if not names:
        return form
    here = await visit.counter.call(visit.counter.desk.admin.local.here, visit.sender, visit.place)
    known = {name: value for name in names if (value := getattr(here.local, name))}
    return form.model_copy(update=known) if known else form


async def _spelt(form: F, visit: "Visit") -> F:
    """Call what somebody trained for themselves by the names that the shelf knows."""
    prompt, lora = getattr(form, "prompt", ""), getattr(form, "lora", "")
    if not lora and "<" not in prompt:
        return form
    counter = visit.counter
    prompt, lora = await counter.call(counter.desk.trainings.spelt, visit.sender, prompt, lora)
    changed = {name: value for name, value in (("prompt", prompt), ("lora", lora)) if hasattr(form, name)}
    return form.model_copy(update=changed)


async def _layers(form: BaseModel, visit: "Visit") -> tuple[Layer, ...]:
    """Gather what is left out anyway, the widest layer first; a person's own comes behind the model's."""
    counter = visit.counter
    found = await counter.call(counter.desk.negatives.of, visit.sender, visit.place)
    name = getattr(form, "model", None) or counter.catalogue.default
    words = next((card.negative_prompt for card in counter.catalogue.cards if card.name == name), "")
    wide = tuple(one for one in found if one.source != PERSON)
    own = tuple(one for one in found if one.source == PERSON)
    return (*wide, *((Layer(source=MODEL, words=words),) if words else ()), *own)
