"""One line that stands for several prompts, and words that a seed draws for it."""

from pathlib import Path

import pytest

from generation.compose import ImageForm
from generation.errors import TooManyVariants, WildcardEmpty
from generation.lots import draw
from generation.permutations import expand, is_plain, literal
from generation.provenance import Drawn
from generation.variants import variants
from generation.wildcards import read_lists
from tests.factories import catalogue

ANIMALS = {"animal": ("fox", "heron", "red panda", "otter")}


@pytest.mark.parametrize(
    ("prompt", "meant"),
    [
        ("a red house", ["a red house"]),
        ("{red,blue} {house,boat}", ["red house", "red boat", "blue house", "blue boat"]),
        ("{red {house,boat},blue}", ["red house", "red boat", "blue"]),
        ("a {,red} house", ["a house", "a red house"]),
        ("{red,red} house", ["red house"]),
        ("{{a,b},c}", ["a", "b", "c"]),
        (r"{a\,b,c}", ["a,b", "c"]),
        ("a smiley :{ and {this}", ["a smiley :{ and {this}"]),
        ("{a,b", ["{a,b"]),
        ("a } b", ["a } b"]),
    ],
)
def test_braces_stand_for_several_prompts(prompt: str, meant: list[str]) -> None:
    """In the order of their options; what is no group is itself."""
    assert meant == list(expand(prompt, 99))


def test_prompts_are_counted_before_they_are_written() -> None:
    """A line of 2^40 prompts costs nothing."""
    with pytest.raises(TooManyVariants) as raised:
        expand("{a,b}" * 40, 16)

    assert (2**40, 16) == (raised.value.count, raised.value.limit)


def test_deep_braces_end() -> None:
    """Beyond ten levels they are themselves; no text brings the reader to its knees."""
    assert expand("{a," * 500 + "}" * 500, 10**9)


def test_seed_draws_the_same_words() -> None:
    """Each place of its own; another seed draws others."""
    prompt = "a __animal__ and an __Animal__"
    ((text, drawn),) = draw(prompt, ANIMALS, 1)

    assert "a fox and an otter" == text
    assert (Drawn(name="animal", words="fox"), Drawn(name="Animal", words="otter")) == drawn
    assert ((text, drawn),) == draw(prompt, ANIMALS, 1)
    assert 4 < len({draw(prompt, ANIMALS, seed)[0][0] for seed in range(64)})


def test_missing_list_is_named_with_those_that_look_like_it() -> None:
    """Nothing is left standing in a prompt that no model knows."""
    with pytest.raises(WildcardEmpty) as raised:
        draw("an __animals__", ANIMALS, 1)
    assert ("animals", "animal") == (raised.value.name, raised.value.near)

    with pytest.raises(WildcardEmpty) as raised:
        draw("an __animals__", {}, 1)
    assert not raised.value.near


@pytest.mark.parametrize("text", ["a {b,c} house", "an __animal__", "{", "a_b __ c", "{,}", "________"])
def test_literal_is_read_as_it_is(text: str) -> None:
    """What a recipe writes for a prompt with braces makes that prompt again."""
    written = literal(text)

    assert (written,) == expand(written, 1)
    assert ((text, ()),) == draw(written, ANIMALS, 1)


@pytest.mark.parametrize(("prompt", "plain"), [("a house", True), ("{a,b}", False), ("__a__", False)])
def test_plain_prompt_stands_for_itself(prompt: str, plain: bool) -> None:
    """Nothing is read from a database for it."""
    assert plain is is_plain(prompt)


def test_prompts_share_their_seed_and_repetitions_go_on() -> None:
    """So nothing but words tells prompts apart, and no repetition draws a picture twice."""
    form = ImageForm(prompt="{red,blue} house", seed=7, count=2, repeat=2)
    requests = variants(form, catalogue(), {}, 16)

    assert [("red house", 7), ("blue house", 7), ("red house", 9), ("blue house", 9)] == [
        (request.prompt, request.seed) for request in requests
    ]
    assert {"{red,blue} house"} == {one.provenance.typed for one in requests if one.provenance}


def test_plain_prompt_has_no_provenance() -> None:
    """Its request is what it always was; escapes are resolved."""
    (request,) = variants(ImageForm(prompt=r"a \{red\} house", seed=7), catalogue(), {}, 16)

    assert ("a {red} house", None) == (request.prompt, request.provenance)


def test_repetitions_count(tmp_path: Path) -> None:
    """The limit is for prompts and repetitions together."""
    form = ImageForm(prompt="{red,blue} house", repeat=9)
    with pytest.raises(TooManyVariants) as raised:
        variants(form, catalogue(), {}, 16)
    assert 18 == raised.value.count


def test_folder_holds_lists(tmp_path: Path) -> None:
    """A line each; what is empty, a remark or no text is left out."""
    (tmp_path / "animal.txt").write_text("# animals\n\nfox\n  red   panda \n", "utf-8")
    (tmp_path / "empty.txt").write_text("# nothing\n", "utf-8")
    (tmp_path / "broken.txt").write_bytes(b"\xff\xfe")

    assert {"animal": ("fox", "red panda")} == read_lists(tmp_path)
    assert {} == read_lists(None)
    assert {} == read_lists(tmp_path / "missing")
