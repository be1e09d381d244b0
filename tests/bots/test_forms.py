"""Values become forms, or one exact refusal."""

from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avatar.compose import AvatarForm
from bots.commands.avatar import AvatarSheet
from bots.commands.history import HistoryForm
from bots.errors import BadValue, Contradiction, UnknownField
from bots.forms import fill, merge
from generation.catalogue import Scheduler
from generation.compose import ImageForm
from generation.errors import NotANumber, OutOfRange, Refusal, TextTooLong, UnknownChoice


@pytest.mark.parametrize(
    "value", ["nan", "1e9", "0x10", "٣", "1,5", "1.5", "", "−1", "five", True, 1.5, [3], {}]
)
def test_broken_number_is_refused(value: object) -> None:
    """Only plain digits are a whole number."""
    with pytest.raises(NotANumber) as caught:
        fill(ImageForm, {"prompt": "a", "steps": value})

    assert ("steps", 1, 150) == (caught.value.field, caught.value.low, caught.value.high)


@pytest.mark.parametrize(
    ("field", "value", "low", "high"),
    [
        ("steps", 9999, 1, 150),
        ("steps", "-1", 1, 150),
        ("count", 5, 1, 4),
        ("seed", 2**64, 0, 2**32 - 1),
        ("seed", 10**300, 0, 2**32 - 1),
        ("guidance", "30.5", 0, 30),
        ("width", 0, 64, 4096),
    ],
)
def test_number_out_of_range_is_refused(field: str, value: object, low: int, high: int) -> None:
    """The refusal knows the range."""
    with pytest.raises(OutOfRange) as caught:
        fill(ImageForm, {"prompt": "a", field: value})

    assert (field, low, high) == (caught.value.field, caught.value.low, caught.value.high)


@pytest.mark.parametrize("value", [7, "7", 7.0, " 7 ", "+7"])
def test_plain_number_is_taken(value: object) -> None:
    """Typed or as text, a number is a number."""
    assert 7 == fill(ImageForm, {"prompt": "a", "seed": value}).seed


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"prompt": 3}, BadValue),
        ({"prompt": "a", "stepz": 3}, UnknownField),
        ({"prompt": "a", "scheduler": "eular"}, UnknownChoice),
        ({"prompt": "a", "negative_prompt": "x" * 1001}, TextTooLong),
        ({}, BadValue),
    ],
)
def test_unfit_value_is_refused(values: dict[str, object], error: type[Refusal]) -> None:
    """Each case has its own class."""
    with pytest.raises(error):
        fill(ImageForm, values)


def test_choice_is_found_whatever_its_case() -> None:
    """Names are typed carelessly."""
    assert Scheduler.DPM_2M is fill(ImageForm, {"prompt": "a", "scheduler": "DPM++-2M"}).scheduler


@pytest.mark.parametrize(
    ("given", "found"), [({"size": 512}, "512"), ({"captions": True}, "on"), ({"captions": False}, "off")]
)
def test_choice_may_be_written_as_programs_do(given: dict[str, object], found: str) -> None:
    """JSON has numbers and truth values."""
    filled = fill(AvatarForm, given)

    assert found == getattr(filled, next(iter(given)))


@pytest.mark.parametrize("value", ["photo.jpg", 3, b"x", {"name": "photo.jpg"}, True])
def test_file_is_nothing_but_a_file(value: object) -> None:
    """A name is no photo."""
    with pytest.raises(BadValue):
        fill(AvatarSheet, {"photo": value})


def test_none_counts_as_not_given() -> None:
    """Platforms send options that were left out as None."""
    assert 1 == fill(ImageForm, {"prompt": "a", "count": None}).count


def test_broken_id_is_refused() -> None:
    """An id is a UUID."""
    with pytest.raises(BadValue):
        fill(HistoryForm, {"before": "yesterday"})

    assert UUID(int=5) == fill(HistoryForm, {"before": str(UUID(int=5))}).before


def test_same_option_twice_must_agree() -> None:
    """A flag and a field may repeat, but not contradict, each other."""
    assert {"seed": 7, "count": 2} == merge(ImageForm, {"seed": "7"}, {"seed": 7, "count": 2})
    with pytest.raises(Contradiction):
        merge(ImageForm, {"seed": "8"}, {"seed": 7})


VALUES: Any = st.recursive(  # JSON of any shape
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(st.dictionaries(st.sampled_from([*ImageForm.model_fields, "x"]), VALUES))
def test_no_values_break_the_form(values: dict[str, object]) -> None:
    """Whatever JSON comes, it is taken or refused."""
    with suppress(Refusal):
        fill(ImageForm, values)
