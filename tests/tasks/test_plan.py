"""Plans as values: which of several counts, and why."""

import pytest
from pydantic import ValidationError

from tasks.plan import Origin, Plan, Source, effective

EVERYBODY = (Source(Origin.EVERYBODY, "everybody"), Plan(name="everybody", daily_credits=200, weight=1.0))
SERVER = (
    Source(Origin.SERVER, "club", "discord:server:1"),
    Plan(name="club", daily_credits=50, steps_limit=9),
)
PERSON = (Source(Origin.PERSON, "gold"), Plan(name="gold", steps_limit=40))


def test_first_plan_that_says_something_counts_value_by_value() -> None:
    """A person's plan need not repeat what the server says."""
    found = effective([PERSON, SERVER, EVERYBODY])

    assert (40, 50, 1.0) == (found.plan.steps_limit, found.plan.daily_credits, found.plan.weight)


def test_each_value_says_where_it_comes_from() -> None:
    """An admin can see why somebody has what they have."""
    found = effective([PERSON, SERVER, EVERYBODY])

    assert [
        ("daily_credits", 50, SERVER[0]),
        ("steps_limit", 40, PERSON[0]),
        ("weight", 1.0, EVERYBODY[0]),
    ] == found.explained()


def test_what_nobody_limits_has_no_limit() -> None:
    """Without a word on it, everything is allowed."""
    found = effective([EVERYBODY]).plan

    assert found.running_limit is None
    assert found.allows_model("any")
    assert found.allows_feature("avatar")


def test_narrow_list_can_be_widened_again() -> None:
    """The word for all of them is a value as any other."""
    narrow = (SERVER[0], Plan(name="club", models=("pocket",)))
    wide = (PERSON[0], Plan(name="gold", models=("all",)))

    assert not effective([narrow, EVERYBODY]).plan.allows_model("sdxl")
    assert effective([wide, narrow, EVERYBODY]).plan.allows_model("sdxl")


@pytest.mark.parametrize("wrong", [{"name": "Two words"}, {"weight": 0}, {"carried": 1.5}, {"colour": "red"}])
def test_nonsense_is_no_plan(wrong: dict[str, object]) -> None:
    """Names are short words, numbers have ranges."""
    with pytest.raises(ValidationError):
        Plan.model_validate({"name": "gold", **wrong})
