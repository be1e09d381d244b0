"""Six variants of a clip, and the clip that is made of one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.cast import Engine
from avatar.requests import (
    SEED_LIMIT,
    STYLES,
    VARIANTS,
    AvatarRequest,
    Idea,
    PhotoMode,
    PreviewRequest,
    Variant,
    take,
)
from avatar.variants import preview_of
from generation.errors import OutOfRange

NUMBERS = range(1, VARIANTS + 1)
VARIED = frozenset(Variant.model_fields) - {"idea"}

share = st.floats(0, 2)


def asked(**fields: object) -> AvatarRequest:
    """Ask for a clip of a recording."""
    return AvatarRequest.model_validate({"photo": "photo", "sound": "sound", "seed": 5} | fields)


requests = st.builds(
    AvatarRequest,
    photo=st.just("photo"),
    sound=st.just("sound"),
    animator=st.sampled_from([engine.value for engine in Engine]),
    head=share,
    eyes=share,
    mouth=share,
    mode=st.sampled_from(PhotoMode),
    style=st.integers(0, STYLES - 1),
    still=st.booleans(),
    restore=st.floats(0, 1),
    seed=st.integers(0, SEED_LIMIT),
)


@given(requests)
def test_no_two_variants_are_alike(request: AvatarRequest) -> None:
    """Whatever was asked for, and however close to a limit."""
    variants = preview_of(request).variants

    assert VARIANTS == len({variant.model_dump_json(exclude={"idea"}) for variant in variants})


@given(requests)
def test_first_variant_is_what_was_asked_for(request: AvatarRequest) -> None:
    """To take it is to ask without a preview."""
    assert request == take(preview_of(request), 1)


@given(requests, st.sampled_from(NUMBERS))
def test_taken_clip_differs_only_in_what_variants_vary(request: AvatarRequest, number: int) -> None:
    """Photo, voice, size and all the rest stay; the variant's choices are taken to the last digit."""
    preview = preview_of(request)
    taken = take(preview, number)

    before, after = request.model_dump(), taken.model_dump()
    assert {name for name in before if before[name] != after[name]} <= VARIED
    assert preview.variants[number - 1].model_dump(exclude={"idea"}) == {name: after[name] for name in VARIED}


@given(requests)
def test_puppet_is_offered_only_what_it_knows(request: AvatarRequest) -> None:
    """It has neither framings nor styles."""
    preview = preview_of(request.model_copy(update={"animator": "puppet"}))

    assert {(request.mode, request.style)} == {(one.mode, one.style) for one in preview.variants}


@given(requests, st.integers(0, SEED_LIMIT))
def test_sheet_drawn_anew_keeps_its_ideas(request: AvatarRequest, seed: int) -> None:
    """Only chance is another; those that differ by their seed go on differing."""
    first = preview_of(request)
    again = first.drawn_anew(seed)

    assert again.of.seed == seed
    assert [one.idea for one in first.variants] == [one.idea for one in again.variants]
    assert VARIANTS == len({variant.model_dump_json(exclude={"idea"}) for variant in again.variants})
    assert take(again, 1).seed == seed


@given(requests)
def test_sheet_survives_the_history(request: AvatarRequest) -> None:
    """It is kept as JSON for as long as its job is."""
    preview = preview_of(request)

    assert preview == PreviewRequest.model_validate_json(preview.model_dump_json())


def test_usual_ideas() -> None:
    """Head, eyes and mouth for all; SadTalker has another framing, the puppet another draw."""
    puppet, learnt = (preview_of(asked(animator=name)) for name in ("puppet", "sadtalker"))

    usual = [Idea.ASKED, Idea.CALMER, Idea.LIVELIER, Idea.STILL, Idea.MOUTH]
    assert [*usual, Idea.CHANCE] == [one.idea for one in puppet.variants]
    assert [*usual, Idea.FRAMING] == [one.idea for one in learnt.variants]


def test_idea_that_changes_nothing_makes_way() -> None:
    """A head that is still cannot be stilled, nor a mouth opened beyond its limit."""
    preview = preview_of(asked(animator="sadtalker", head=0.0, mouth=2.0))

    ideas = [one.idea for one in preview.variants]
    assert [Idea.ASKED, Idea.CALMER, Idea.LIVELIER, Idea.FRAMING, Idea.STYLE, Idea.CHANCE] == ideas


@pytest.mark.parametrize("mode", list(PhotoMode))
def test_other_framing_is_another(mode: PhotoMode) -> None:
    """And what AUTO may have chosen by itself is none."""
    preview = preview_of(asked(animator="sadtalker", mode=mode))
    [other] = [one.mode for one in preview.variants if one.idea is Idea.FRAMING]

    assert other not in {mode, PhotoMode.AUTO}


@pytest.mark.parametrize("number", [-1, 0, 7])
def test_seventh_variant_is_refused(number: int) -> None:
    """They are counted from one."""
    with pytest.raises(OutOfRange) as caught:
        take(preview_of(asked()), number)

    assert (1, VARIANTS) == (caught.value.low, caught.value.high)
