"""What somebody fills in becomes a training, and what cannot be is said before anything is spent."""

import pytest

from generation.adapters.asking import respelt
from generation.cards import pocket, shipped
from generation.catalogue import Card, Catalogue, ExtraCard
from generation.learning.asking import STEPS, TrainForm, training
from generation.learning.errors import CannotLearn, TooFewToLearn, TooManyToLearn
from generation.requests import pictures_of
from generation.shelf.errors import ModelNameTaken, ModelNameUnfit

PICTURES = [f"uploads/{number}.png" for number in range(5)]
SHIPPED = shipped()
CATALOGUE = Catalogue(
    tuple(one for one in SHIPPED if isinstance(one, Card)),
    "pocket",
    tuple(one for one in SHIPPED if isinstance(one, ExtraCard)),
)


def test_what_is_left_open_is_chosen() -> None:
    """The words are the name, the model is the studio's, and the pictures keep their order."""
    request = training(TrainForm(name=" Wuff "), PICTURES[::-1], CATALOGUE)

    assert ("wuff", "wuff", "pocket", STEPS) == (request.name, request.words, request.model, request.steps)
    assert tuple(PICTURES[::-1]) == pictures_of(request)


@pytest.mark.parametrize(
    ("form", "count", "error"),
    [
        ({"name": "wuff"}, 4, TooFewToLearn),
        ({"name": "wuff"}, 21, TooManyToLearn),
        ({"name": "my dog!"}, 5, ModelNameUnfit),
        ({"name": "wuff~0123456789"}, 5, ModelNameUnfit),
        ({"name": "pocket"}, 5, ModelNameTaken),
        ({"name": "sepia"}, 5, ModelNameTaken),
    ],
    ids=["few", "many", "letters", "private", "model", "lora"],
)
def test_what_cannot_be_is_refused(form: dict[str, str], count: int, error: type[Exception]) -> None:
    """A name that calls something for everybody is nobody's own."""
    with pytest.raises(error):
        training(TrainForm(**form), [str(number) for number in range(count)], CATALOGUE)


def test_model_that_learns_nothing_is_refused() -> None:
    """SDXL, for example."""
    card = pocket().model_copy(update={"name": "large", "family": "stable-diffusion-xl"})
    with pytest.raises(CannotLearn):
        training(TrainForm(name="wuff"), PICTURES, Catalogue((card,), "large"))


def test_names_of_ones_own_are_spelt_in_tags_and_options() -> None:
    """Weights stay, other names too, and hypernetworks are none of them."""
    known = {"wuff": "wuff~0123456789"}

    assert (
        "a <lora:wuff~0123456789:0.5> <hypernet:wuff:1> dog <lora:sepia>",
        "wuff~0123456789,sepia:0.8",
    ) == respelt("a <lora:Wuff:0.5> <hypernet:wuff:1> dog <lora:sepia>", "wuff, sepia:0.8", known)
