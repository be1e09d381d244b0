"""Flags in a prompt, as people really type them."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.errors import (
    BadSize,
    Contradiction,
    MissingValue,
    RepeatedFlag,
    UnknownFlag,
)
from bots.forms import fill
from bots.grammar import flags_of, parse, split_command, write
from generation.catalogue import Scheduler
from generation.compose import ImageForm
from generation.errors import Refusal


def read(text: str) -> dict[str, object]:
    """Parse the text behind /imagine."""
    return parse(text, ImageForm, "prompt")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a red house", {"prompt": "a red house"}),
        ("a red house --ar 3:2", {"prompt": "a red house", "aspect": "3:2"}),
        ("a house --seed=7", {"prompt": "a house", "seed": "7"}),
        ("a house --AR 3:2", {"prompt": "a house", "aspect": "3:2"}),
        ("a house —ar 3:2 –n 4", {"prompt": "a house", "aspect": "3:2", "count": "4"}),
        ("--n 4 a house", {"prompt": "a house", "count": "4"}),
        ("a --n 4 house", {"prompt": "a house", "count": "4"}),
        ("x --no cars and people --n 2", {"prompt": "x", "negative_prompt": "cars and people", "count": "2"}),
        ('x --no "cars, people" on a hill', {"prompt": "x on a hill", "negative_prompt": "cars, people"}),
        ("x --no “cars, people” --n 2", {"prompt": "x", "negative_prompt": "cars, people", "count": "2"}),
        ("x --no=cars people", {"prompt": "x", "negative_prompt": "cars people"}),
        ('x --no "cars', {"prompt": "x", "negative_prompt": '"cars'}),
        ("x --size 128x96", {"prompt": "x", "width": "128", "height": "96"}),
        ("x --size 128×96", {"prompt": "x", "width": "128", "height": "96"}),
        ("x --negative-prompt cars", {"prompt": "x", "negative_prompt": "cars"}),
        ('a cat\'s "house"', {"prompt": 'a cat\'s "house"'}),
        ("a castle — old --", {"prompt": "a castle — old --"}),
        ("a castle —ancient and grey", {"prompt": "a castle —ancient and grey"}),
        ("x --seed -1", {"prompt": "x", "seed": "-1"}),
        ("x --lora sepia:0.8 on a hill --lora ink:-1", {"prompt": "x on a hill", "lora": "sepia:0.8,ink:-1"}),
        ("a <lora:ink:0.5> house", {"prompt": "a <lora:ink:0.5> house"}),
        ("", {"prompt": ""}),
    ],
)
def test_text_becomes_values(text: str, values: dict[str, object]) -> None:
    """Free words are the prompt, flags fill fields, wherever they stand."""
    assert values == read(text)


@pytest.mark.parametrize(
    ("text", "error", "facts"),
    [
        ("a --stpes 3", UnknownFlag, {"flag": "stpes", "near": "--steps"}),
        ("a —stpes 3", UnknownFlag, {"flag": "stpes", "near": "--steps"}),
        ("a --qqqq", UnknownFlag, {"flag": "qqqq", "near": ""}),
        ("a --n 1 --n 2", RepeatedFlag, {"flag": "n"}),
        ("a --n 1 --count 2", RepeatedFlag, {"flag": "count"}),
        ("a --seed", MissingValue, {"flag": "seed", "example": "7"}),
        ("a --seed --n 2", MissingValue, {"flag": "seed", "example": "7"}),
        ("a --no --n 2", MissingValue, {"flag": "no", "example": "cars, people"}),
        ("a --seed=", MissingValue, {"flag": "seed", "example": "7"}),
        ("a --size big", BadSize, {"value": "big"}),
        ("a --size 64x64 --width 64", Contradiction, {"field": "width"}),
        ("a --size 64x64 --ar 1:1", Contradiction, {"field": "aspect"}),
    ],
)
def test_broken_flags_are_named(text: str, error: type[Refusal], facts: dict[str, object]) -> None:
    """Each mistake is a case of its own, with what would be right."""
    with pytest.raises(error) as caught:
        read(text)

    assert facts == caught.value.facts


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("/imagine a house", ("imagine", "a house")),
        ("/imagine@limner_bot a house", ("imagine", "a house")),
        ("/IMAGINE\na house", ("imagine", "a house")),
        ("/help", ("help", "")),
        ("/", ("", "")),
        ("  a house ", ("", "a house")),
    ],
)
def test_command_is_split_from_its_text(text: str, split: tuple[str, str]) -> None:
    """The name comes without its slash, its bot and its case."""
    assert split == split_command(text)


FLAGLIKE = st.sampled_from(
    [*(f"--{name}" for name in flags_of(ImageForm, "prompt")), "—ar", "--x", '"', "“", "=", "7"]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(st.lists(st.one_of(FLAGLIKE, st.text(max_size=12))).map(" ".join))
def test_no_text_breaks_the_grammar(text: str) -> None:
    """Whatever is typed is read or refused."""
    with suppress(Refusal):
        fill(ImageForm, read(text))


WORDS = st.lists(st.from_regex(r"[a-zäöü一-龥0-9,.']{1,8}", fullmatch=True), min_size=1, max_size=6).map(
    " ".join
)
FORMS = st.builds(
    ImageForm,
    prompt=WORDS,
    negative_prompt=st.one_of(st.just(""), WORDS),
    width=st.none() | st.integers(64, 4096),
    height=st.none() | st.integers(64, 4096),
    aspect=st.none() | st.sampled_from(["1:1", "3:2", "9:16"]),
    steps=st.none() | st.integers(1, 150),
    guidance=st.none() | st.integers(0, 300).map(lambda tenths: tenths / 10),
    seed=st.none() | st.integers(0, 2**32 - 1),
    count=st.integers(1, 4),
    scheduler=st.none() | st.sampled_from(Scheduler),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(FORMS)
def test_written_form_is_read_back(form: ImageForm) -> None:
    """What is written as flags means the same when it is read."""
    values = {name: value for name, value in form.model_dump(mode="json").items() if value != ""}

    assert form == fill(ImageForm, read(write(values, "prompt")))
