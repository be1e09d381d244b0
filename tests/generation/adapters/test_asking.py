"""What people type becomes adapters, or one sentence that says what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generation.adapters.asking import put_on, typed_loras, typed_prompt
from generation.adapters.errors import (
    AdapterMisfit,
    AdapterMisplaced,
    AdapterTwice,
    AdapterUnknown,
    AdapterUnreadable,
    AdapterWeight,
    TooManyAdapters,
)
from generation.catalogue import Base, Catalogue, ExtraCard, Purpose
from generation.compose import ImageForm, compose
from generation.errors import PromptEmpty, Refusal
from generation.modes.forms import ControlForm, RemixForm, control, remix
from generation.requests import Adapter, AdapterKind
from tests.generation.adapters.making import card


@pytest.fixture(scope="module")
def shelf(shipped_catalogue: Catalogue) -> Catalogue:
    """Put adapters beside those that ship."""

    def more(purpose: Purpose, name: str, base: Base | None = Base.POCKET, trigger: str = "") -> ExtraCard:
        return card(purpose, Path("/none"), name, base=base, trigger=trigger)

    lora, word = Purpose.LORA, Purpose.TEXTUAL_INVERSION
    extras = (
        *shipped_catalogue.extras,
        *(more(lora, f"style-{number}") for number in range(6)),
        more(lora, "ink", trigger="ink drawing, black lines"),
        more(lora, "watercolour", Base.SDXL),
        more(word, "worst"),
        more(Purpose.HYPERNETWORK, "oil"),
        more(Purpose.VAE, "clear", None),
    )
    return Catalogue(shipped_catalogue.cards, "pocket", extras)


def asked(shelf: Catalogue, prompt: str = "a house", **options: Any) -> Any:  # noqa: ANN401 - of the form
    """Ask for a picture."""
    return compose(ImageForm(prompt=prompt, **options), shelf)


def lora(name: str, weight: float = 1.0, added: str = "") -> Adapter:
    """Wear a LoRA."""
    return Adapter(kind=AdapterKind.LORA, name=name, weight=weight, added=added)


@pytest.mark.parametrize(
    ("typed", "worn"),
    [
        ("sepia", (lora("pocket-lora-sepia"),)),
        ("Pocket-LoRA-Sepia:0.8", (lora("pocket-lora-sepia", 0.8),)),
        ("style-1:.5, style-2：-1", (lora("style-1", 0.5), lora("style-2", -1.0))),
        ("style-1;style-2", (lora("style-1"), lora("style-2"))),
    ],
)
def test_names_and_weights_are_read(shelf: Catalogue, typed: str, worn: tuple[Adapter, ...]) -> None:
    """The end of a name is enough; no weight is 1."""
    assert worn == asked(shelf, lora=typed).adapters


def test_tags_are_taken_out_of_the_prompt(shelf: Catalogue) -> None:
    """As A1111 writes them, beside the option."""
    found = asked(shelf, "a <lora:sepia:0.8> red <hypernet:oil:0.5>house", lora="style-3")

    oil = Adapter(kind=AdapterKind.HYPERNETWORK, name="oil", weight=0.5)
    assert "a red house" == found.prompt
    assert (lora("style-3"), lora("pocket-lora-sepia", 0.8), oil) == found.adapters


def test_trigger_words_are_added_where_they_lack(shelf: Catalogue) -> None:
    """Those that are there, in whatever case, are not said twice; what was added is known."""
    found = asked(shelf, "a house, Ink drawing", lora="ink")

    assert "a house, Ink drawing, black lines" == found.prompt
    assert "black lines" == found.adapters[0].added


@pytest.mark.parametrize("typed", ["a <mira> at sea", "a <pocket-ti-mira> at sea"])
def test_words_are_called_by_themselves_and_by_name(shelf: Catalogue, typed: str) -> None:
    """A textual inversion is worn because its word is there."""
    found = asked(shelf, typed)

    assert "a <mira> at sea" == found.prompt
    assert (Adapter(kind=AdapterKind.TEXTUAL_INVERSION, name="pocket-ti-mira"),) == found.adapters


def test_words_to_keep_away_from_are_called_too(shelf: Catalogue) -> None:
    """A word without a trigger is called by its name; a smiley calls nothing."""
    found = asked(shelf, "a house <3", negative_prompt="<worst>")

    assert ["worst"] == [one.name for one in found.adapters]


def test_a_vae_is_found(shelf: Catalogue) -> None:
    """One that says nothing of its base fits every model, until it is loaded."""
    assert "clear" == asked(shelf, vae="Clear").vae


@pytest.mark.parametrize(
    ("options", "refusal", "facts"),
    [
        ({"lora": "sepio"}, AdapterUnknown, {"kind": "lora", "name": "sepio"}),
        ({"lora": "watercolour"}, AdapterMisfit, {"base": "sdxl", "model": "pocket"}),
        ({"lora": "sepia:2.5"}, AdapterWeight, {"weight": 2.5, "low": -2.0, "high": 2.0}),
        ({"lora": "sepia:much"}, AdapterUnreadable, {"value": "sepia:much"}),
        ({"prompt": "a <lora:sepia:1:1>"}, AdapterUnreadable, {"value": "sepia:1:1"}),
        ({"prompt": "a <lora:sepia>", "lora": "sepia"}, AdapterTwice, {"name": "pocket-lora-sepia"}),
        ({"lora": ",".join(f"style-{n}" for n in range(6))}, TooManyAdapters, {"count": 6, "most": 5}),
        ({"vae": "foggy"}, AdapterUnknown, {"kind": "vae", "near": "clear"}),
        ({"negative_prompt": "cars <lora:sepia:1>"}, AdapterMisplaced, {"value": "<lora:sepia:1>"}),
        ({"prompt": "<lora:sepia>"}, PromptEmpty, {}),
    ],
)
def test_what_is_wrong_is_said(
    shelf: Catalogue, options: dict[str, str], refusal: type[Refusal], facts: dict[str, object]
) -> None:
    """Before anything is charged."""
    with pytest.raises(refusal) as caught:
        asked(shelf, **{"prompt": "a house"} | options)

    assert facts.items() <= caught.value.facts.items()


def test_names_of_another_base_are_not_proposed(shelf: Catalogue) -> None:
    """Nothing that looks like it fits, so those that fit are named."""
    with pytest.raises(AdapterUnknown) as caught:
        asked(shelf, lora="watercolours")

    assert "watercolour" not in caught.value.near
    assert "pocket-lora-sepia" in caught.value.near


def test_pictures_of_pictures_wear_them_too(shelf: Catalogue) -> None:
    """Tags and options alike; words that are only tags draw nothing along a map."""
    form = RemixForm(prompt="red <lora:style-1>", lora="ink:0.5", vae="clear")

    found = remix(form, "key", (128, 128), shelf)

    assert ["ink", "style-1"] == [one.name for one in found.adapters]
    assert ("red, ink drawing, black lines", "clear") == (found.prompt, found.vae)
    with pytest.raises(PromptEmpty):
        control(ControlForm(prompt="<lora:style-1>"), "key", (128, 128), shelf)


def test_what_is_typed_again_asks_for_the_same(shelf: Catalogue) -> None:
    """A request written as words and read again."""
    first = asked(shelf, "a <mira> <hypernet:oil:0.5>, green", lora="ink:0.5,sepia", seed=3)

    prompt, loras = typed_prompt(first.prompt, first.adapters), typed_loras(first.adapters)

    assert "a <mira> , green <hypernet:oil:0.5>" == prompt
    assert "ink:0.5,pocket-lora-sepia:1" == loras
    assert first == asked(shelf, prompt, lora=loras, seed=3)


def test_nothing_is_worn_unasked(shelf: Catalogue) -> None:
    """Plain words wear nothing."""
    card = shelf.card("pocket")

    worn = put_on("a house", "cars", "", None, card, shelf)

    assert ((), "") == (worn.adapters, worn.vae)
