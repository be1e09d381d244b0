"""Lists whose entries hold wildcards and groups, and entries that weigh more than others."""

from collections import Counter

import pytest

from generation.compose import ImageForm
from generation.errors import Refusal, TooManyVariants, WildcardDeep, WildcardEmpty, WildcardLoop
from generation.lots import DEEPEST, draw
from generation.permutations import Lists
from generation.provenance import Drawn
from generation.variants import variants
from tests.factories import catalogue

LISTS: Lists = {
    "animal": ("a __colour__ fox",),
    "colour": ("red", "grey"),
    "home": ("a {small,large} __colour__ house", "a {small,large} __colour__ house"),
    "often": ("3::fox", "heron", "0::otter"),
    "circle": ("one __square__",),
    "square": ("__Circle__",),
    **{f"deep{number}": (f"__deep{number + 1}__",) for number in range(DEEPEST + 1)},
}


def test_entry_may_hold_other_lists() -> None:
    """Drawn by the same seed, and all of it told; another seed draws another colour."""
    ((text, drawn),) = draw("__animal__ by night", LISTS, 1)
    colour = drawn[1].words

    assert f"a {colour} fox by night" == text
    assert (Drawn(name="animal", words=f"a {colour} fox"), Drawn(name="colour", words=colour)) == drawn
    assert {"a red fox", "a grey fox"} == {draw("__animal__", LISTS, seed)[0][0] for seed in range(16)}


def test_entry_may_stand_for_several_prompts() -> None:
    """Nothing but their words tells them apart: they share seed and colour, and are counted first."""
    form = ImageForm(prompt="__home__ {by night,}", seed=7)
    requests = variants(form, catalogue(), LISTS, 4)

    assert 4 == len({request.prompt for request in requests})
    assert {7} == {request.seed for request in requests}
    assert 1 == len({request.provenance.drawn[1].words for request in requests if request.provenance})
    with pytest.raises(TooManyVariants) as caught:
        variants(form, catalogue(), LISTS, 3)
    assert (4, 3) == (caught.value.count, caught.value.limit)


def test_many_prompts_of_lists_are_counted_before_they_are_written() -> None:
    """A list of 2^40 prompts, or many lists beside each other, cost nothing."""
    for prompt in ("__huge__", "__home__ " * 40):
        with pytest.raises(TooManyVariants) as caught:
            draw(prompt, {**LISTS, "huge": ("{a,b}" * 40,)}, 1, 16)
        assert 2**40 == caught.value.count


@pytest.mark.parametrize(
    ("prompt", "wrong", "told"),
    [
        ("__circle__", WildcardLoop("Circle", "circle → square → circle"), "through"),
        ("__deep0__", WildcardDeep(f"deep{DEEPEST}", DEEPEST), "limit"),
        ("__deep2__", WildcardEmpty(f"deep{DEEPEST + 1}", ""), "name"),
    ],
)
def test_lists_that_lead_nowhere_are_refused(prompt: str, wrong: Refusal, told: str) -> None:
    """In one sentence that names the list."""
    with pytest.raises(type(wrong)) as caught:
        draw(prompt, LISTS, 1)

    assert (wrong.facts["name"], wrong.facts[told]) == (caught.value.facts["name"], caught.value.facts[told])


def test_weight_says_how_often_an_entry_is_drawn() -> None:
    """Three times as often; never at a weight of nothing. Whatever else has colons is itself."""
    seen = Counter(draw("__often__", LISTS, seed)[0][0] for seed in range(2000))

    assert {"fox", "heron"} == set(seen)
    assert 2.6 < seen["fox"] / seen["heron"] < 3.4
    assert "a::b" == draw("__odd__", {"odd": ("a::b",)}, 1)[0][0]
    with pytest.raises(WildcardEmpty):
        draw("__none__", {"none": ("0::fox",)}, 1)
