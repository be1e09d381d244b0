"""What a person may fill in to have a model learn pictures, and how that becomes a request. No torch."""

import secrets
from collections.abc import Sequence

from pydantic import BaseModel, Field

from generation.catalogue import Base, Card, Catalogue, Purpose
from generation.learning.errors import CannotLearn, TooFewToLearn, TooManyToLearn
from generation.requests import (
    LEARNING_LEAST,
    LEARNING_MOST,
    LEARNT_LEAST,
    LEARNT_MOST,
    LEARNT_WORDS_LIMIT,
    SEED_LIMIT,
    TrainingRequest,
)
from generation.shelf.errors import ModelNameTaken
from generation.shelf.names import check_name
from generation.text import clean

STEPS = 400  # where nobody says how many
TAUGHT = frozenset({Base.POCKET, Base.SD_1, Base.SD_2})  # what learns here


class TrainForm(BaseModel, frozen=True, extra="forbid"):
    """The options of a training."""

    name: str = Field("", max_length=60, examples=["wuff"])  # what its owner types to have it worn
    words: str = Field("", max_length=LEARNT_WORDS_LIMIT, examples=["a photo of wuff"])  # nothing: the name
    model: str | None = None
    steps: int | None = Field(None, ge=LEARNING_LEAST, le=LEARNING_MOST)
    seed: int | None = Field(None, ge=0, le=SEED_LIMIT)


def training(form: TrainForm, pictures: Sequence[str], catalogue: Catalogue) -> TrainingRequest:
    """Make the request of a form; ``pictures`` are keys of the store, in their order.

    Raises TooFewToLearn, TooManyToLearn, ModelNameUnfit, ModelNameTaken, UnknownChoice, CannotLearn, and
    what ``clean`` raises.
    """
    insist_on_count(len(pictures))
    name = check_name(form.name.strip().casefold())
    card = teachable(catalogue.card(form.model or catalogue.default))
    insist_unlike_public(name, catalogue)
    return TrainingRequest(
        name=name,
        words=clean(form.words, "words", LEARNT_WORDS_LIMIT) or name,
        pictures=tuple(pictures),
        model=card.name,
        steps=form.steps or STEPS,
        seed=secrets.randbelow(SEED_LIMIT + 1) if form.seed is None else form.seed,
    )


def insist_on_count(count: int) -> None:
    """Make sure that there are neither too few nor too many. Raises TooFewToLearn, TooManyToLearn."""
    if count < LEARNT_LEAST:
        raise TooFewToLearn(count, LEARNT_LEAST)
    if count > LEARNT_MOST:
        raise TooManyToLearn(count, LEARNT_MOST)


def insist_unlike_public(name: str, catalogue: Catalogue) -> None:
    """Make sure that nothing that is there for others is called so. Raises ModelNameTaken."""
    known = [one.name for one in catalogue.extras if one.purpose is Purpose.LORA]
    if any(one == name or one.endswith(f"-{name}") for one in (*known, *(c.name for c in catalogue.cards))):
        raise ModelNameTaken(name)


def teachable(card: Card) -> Card:
    """Make sure that a model learns here. Raises CannotLearn."""
    learns = card.family == "stable-diffusion" and card.purpose is Purpose.TEXT_TO_IMAGE
    if not learns or (card.base is not None and card.base not in TAUGHT):
        raise CannotLearn(card.name)
    return card
