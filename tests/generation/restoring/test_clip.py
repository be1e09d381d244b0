"""Clips: one face, steady over time."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from generation.restore import Ground
from generation.restoring.clip import HISTORY, ClipRestorer
from generation.restoring.faces import Landmarks
from generation.restoring.network import Restorer
from tests.gfpgan import small_restorer

Pixels = NDArray[np.uint8]
FACE = np.s_[95:150, 80:122]  # in the portrait, wholly drawn anew
NOISE = 8.0  # standard deviation, of 255


@pytest.fixture(scope="module")
def noisy(portrait: Pixels) -> list[Pixels]:
    """Film a still face with a poor camera."""
    rng = np.random.default_rng(0)
    return [
        np.clip(portrait + rng.normal(0, NOISE, portrait.shape), 0, 255).astype(np.uint8) for _ in range(9)
    ]


def flicker(frames: list[Pixels]) -> float:
    """Measure how much a pixel of the face changes from frame to frame (mean, of 255)."""
    film = np.stack([frame[FACE] for frame in frames]).astype(float)
    return float(np.abs(np.diff(film, axis=0)).mean())


def restored(clip: ClipRestorer, frames: list[Pixels], lead_in: int = 0) -> list[Pixels]:
    """Restore a whole clip."""
    return list(clip.restore(frames, lead_in))


@pytest.fixture(scope="module")
def whole(noisy: list[Pixels], face: Landmarks) -> list[Pixels]:
    """Restore the noisy clip in one piece."""
    return restored(ClipRestorer(small_restorer(), face), noisy)


def test_still_noisy_clip_flickers_less(noisy: list[Pixels], whole: list[Pixels], face: Landmarks) -> None:
    """At most half as much as frame by frame, once there is a past to look at."""
    alone = restored(ClipRestorer(small_restorer(), face, smoothing=0.0), noisy)

    assert flicker(whole[HISTORY:]) < 0.5 * flicker(alone[HISTORY:])


def test_identical_frames_stay_identical(portrait: Pixels, face: Landmarks, restorer: Restorer) -> None:
    """Every bit of them, from the first on."""
    first, *others = restored(ClipRestorer(restorer, face), [portrait] * 6)

    assert all(np.array_equal(first, other) for other in others)


def test_what_moves_is_not_smeared(portrait: Pixels, face: Landmarks, restorer: Restorer) -> None:
    """Where a cut changes the light, the past is forgotten at once."""
    dark = (portrait // 3).astype(np.uint8)
    after_a_cut = restored(ClipRestorer(restorer, face), [dark, dark, portrait])[-1]

    alone = restored(ClipRestorer(restorer, face), [portrait])[0]
    lit = portrait[FACE].max(-1) > 90
    assert np.abs(after_a_cut[FACE].astype(int) - alone[FACE])[lit].mean() < 1


@pytest.mark.parametrize("first", [1, HISTORY, 7])
def test_range_gives_the_bits_of_the_whole(
    noisy: list[Pixels], whole: list[Pixels], face: Landmarks, first: int
) -> None:
    """Many machines may restore one clip."""
    begin = max(0, first - HISTORY)

    part = restored(ClipRestorer(small_restorer(), face), noisy[begin:], first - begin)

    assert len(part) == len(noisy) - first
    assert all(np.array_equal(one, other) for one, other in zip(part, whole[first:], strict=True))


def test_no_strength_leaves_every_pixel(noisy: list[Pixels], face: Landmarks, restorer: Restorer) -> None:
    """Strength 0 is the clip itself, as long as it was."""
    same = restored(ClipRestorer(restorer, face, strength=0.0), noisy, 2)

    assert len(same) == len(noisy) - 2
    assert all(np.array_equal(one, other) for one, other in zip(same, noisy[2:], strict=True))


def test_ground_stays_as_it_is(noisy: list[Pixels], whole: list[Pixels]) -> None:
    """What is not the face keeps every bit, and the frames that came in are not written to."""
    for before, after in zip(noisy, whole, strict=True):
        assert np.array_equal(before[:10], after[:10])
        assert not np.array_equal(before[FACE], after[FACE])


def test_clip_twice_as_large(noisy: list[Pixels], face: Landmarks, restorer: Restorer) -> None:
    """As the original program shows restored clips."""
    (frame,) = restored(ClipRestorer(restorer, face, ground=Ground(2)), noisy[:1])

    assert frame.shape == (480, 400, 3)


def test_frames_are_made_while_they_are_taken(portrait: Pixels, face: Landmarks, restorer: Restorer) -> None:
    """A clip of any length takes the memory of a few frames."""
    taken = 0

    def film() -> Iterator[Pixels]:
        nonlocal taken
        while True:
            taken += 1
            yield portrait

    frames = ClipRestorer(restorer, face).restore(film())
    for _ in range(3):
        next(frames)

    assert taken <= 3 + restorer.size
