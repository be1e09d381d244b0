"""Subjects: what is drawn in training, and what is kept for evaluation."""

from __future__ import annotations

import numpy as np

from training.dataset import subject_of
from training.labels import HEADS, IGNORED, labels
from training.subjects import Portrait, Scene, held_out, imagine


def test_reserved_combinations_are_never_drawn_in_training() -> None:
    """Evaluation asks for what training has not seen."""
    assert not any(held_out(subject_of(seed)) for seed in range(2000))


def test_evaluation_draws_reserved_combinations_only() -> None:
    """Each held-out subject holds a reserved combination."""
    assert all(held_out(subject_of(seed, for_evaluation=True)) for seed in range(200))


def test_the_reserve_is_the_same_everywhere() -> None:
    """The choice does not depend on the run or the machine."""
    rng = np.random.default_rng(1)

    first = [imagine(rng, for_evaluation=True) for _ in range(3)]

    rng = np.random.default_rng(1)
    assert first == [imagine(rng, for_evaluation=True) for _ in range(3)]


def test_lights_fit_the_time_of_day() -> None:
    """No sun at night, no moon by day."""
    for seed in range(500):
        subject = subject_of(seed)
        if isinstance(subject, Scene):
            assert subject.light != "sun" or subject.time in ("day", "sunset")
            assert subject.light != "moon" or subject.time == "night"


def test_things_stand_in_places_of_their_own() -> None:
    """Two things share neither a kind nor a place."""
    for seed in range(500):
        subject = subject_of(seed)
        if isinstance(subject, Scene):
            assert len({thing.place for thing in subject.things}) == len(subject.things)
            assert len({thing.kind for thing in subject.things}) == len(subject.things)


def test_women_have_no_beard() -> None:
    """Beards are drawn on men only, so that a prompt's words can be told apart."""
    portraits = [s for s in map(subject_of, range(500)) if isinstance(s, Portrait)]

    assert not any(who.beard and who.woman for who in portraits)


def test_labels_fill_the_heads_of_their_kind() -> None:
    """A portrait has no time of day, a scene no hair."""
    for seed in range(100):
        subject = subject_of(seed)

        known = dict(zip(HEADS, labels(subject), strict=True))

        portrait = isinstance(subject, Portrait)
        assert known["kind"] == int(portrait)
        assert (known["time"] == IGNORED) == portrait
        assert (known["skin"] == IGNORED) != portrait
        assert all(value == IGNORED or 0 <= value < HEADS[name] for name, value in known.items())
