"""What several people leave out, joined and said once."""

from pathlib import Path

import pytest

from generation.compose import ImageForm
from generation.layers import merge, parts
from generation.provenance import Layer
from generation.style import Style, read_styles, wear

SERVER = Layer(source="discord:server:55", words="text, Blurry")
PERSON = Layer(source="person", words="blurry, cars")


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("a, b ,c", ["a", "b", "c"]),
        ("(a, b:1.2), [c, d]", ["(a, b:1.2)", "[c, d]"]),
        ("模糊，文字", ["模糊", "文字"]),
        (" , ", []),
        (":), (", [":)", "("]),
    ],
)
def test_commas_part_but_not_in_emphasis(text: str, cut: list[str]) -> None:
    """So what is weighed together stays together."""
    assert cut == parts(text)


def test_layers_come_widest_first_and_say_nothing_twice() -> None:
    """Each layer is told with what it adds."""
    negative, layers = merge((SERVER, PERSON), "cars, trees")

    assert "text, Blurry, cars, trees" == negative
    assert (SERVER, Layer(source="person", words="cars")) == layers


def test_what_is_typed_alone_stays_as_it_is() -> None:
    """To the comma."""
    assert ("cars,  cars", ()) == merge((), "cars,  cars")


def test_typed_words_are_never_cut_for_a_layer() -> None:
    """The widest layer goes first where there is no room."""
    wide = Layer(source="studio", words="w" * 600)
    negative, layers = merge((wide, PERSON), "t" * 600)

    assert "blurry, cars, " + "t" * 600 == negative
    assert (PERSON,) == layers
    assert ("t" * 999, ()) == merge((wide, PERSON), "t" * 999)


def test_style_adds_words_and_fills_choices() -> None:
    """What somebody chose stays."""
    style = Style(
        prompt="oil of {prompt}, thick", negative_prompt="photo, cars", steps=30, guidance=5, width=64
    )
    form = wear(ImageForm(prompt="a fox", negative_prompt="cars", steps=12, aspect="3:2"), style)

    assert ("oil of a fox, thick", "cars, photo") == (form.prompt, form.negative_prompt)
    assert (12, 5, None, "3:2") == (form.steps, form.guidance, form.width, form.aspect)
    assert "a fox, thick" == wear(ImageForm(prompt="a fox"), Style(prompt="thick")).prompt


def test_folder_holds_styles(tmp_path: Path) -> None:
    """What is no style is left out."""
    (tmp_path / "Oil.json").write_text('{"prompt": "oil"}', "utf-8")
    (tmp_path / "bad.json").write_text('{"colour": "red"}', "utf-8")

    assert {"oil": Style(prompt="oil")} == read_styles(tmp_path)
