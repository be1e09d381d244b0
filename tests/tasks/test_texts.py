"""No words of a request escape the word lists."""

from typing import get_args

import pytest
from pydantic import BaseModel

from tasks.job import Request
from tasks.rules import Asked
from tasks.texts import UNWANTED, WANTED, asked_in, reworded
from tests.factories import avatar_request, image_request, preview_request, speech_request

KINDS: tuple[type[BaseModel], ...] = get_args(get_args(Request)[0])
# Keys of stored files and names from lists: nobody can write words into them.
NO_WORDS = frozenset(
    {
        "kind",
        "model",
        "upscaler",
        "net",
        "photo",
        "sound",
        "moves",
        "voice",
        "animator",
        "idea",
        "picture",
        "pictures",
        "mask",
        "map",
        "vae",
        "added",  # the trigger words of an adapter's card
        "typed",  # each prompt that it stands for is looked at, as a request of its own
        "style",
        "name",  # of a list, and the words from it that stand in the prompt
        "words",
        "source",
    }
)


def texts(kind: type[BaseModel]) -> set[str]:
    """Name the fields of a request that hold any text, those of its parts too."""
    found: set[str] = set()
    for name, field in kind.model_fields.items():
        for part in (field.annotation, *get_args(field.annotation)):
            if part is str:
                found.add(name)
            elif isinstance(part, type) and issubclass(part, BaseModel):
                found |= texts(part)
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
def test_every_text_of_a_request_is_looked_at_or_known_to_be_none(kind: type[BaseModel]) -> None:
    """Whoever adds a field that holds words adds it to the lists as well."""
    assert set() == texts(kind) - WANTED - UNWANTED - NO_WORDS


@pytest.mark.parametrize(
    ("request_", "asked"),
    [
        (image_request("a house", negative_prompt="a tree"), Asked("a house", "a tree")),
        (speech_request("Hello."), Asked("Hello.")),
        (avatar_request(speech=speech_request("Hello.")), Asked("Hello.")),
        (preview_request(speech=speech_request("Hello.")), Asked("Hello.")),
        (avatar_request(speech=None, sound="uploads/a.flac"), Asked("")),
    ],
)
def test_words_are_found_in_every_kind(request_: BaseModel, asked: Asked) -> None:
    """However deep they lie."""
    assert asked == asked_in(request_)
    assert asked.wanted.upper() == asked_in(reworded(request_, str.upper)).wanted
