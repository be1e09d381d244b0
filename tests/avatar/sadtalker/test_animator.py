"""SadTalker from a photo and a voice to frames, with networks of full size and weights of no meaning."""

from collections.abc import Sequence
from itertools import islice

import numpy as np
import pytest
from skimage.data import astronaut

from avatar.animator import KEY_FRAMES, Manner, Pixels, Portrait, Score
from avatar.face.finder import find_faces
from avatar.motion.errors import VoiceTooBrief
from avatar.requests import PhotoMode
from avatar.sadtalker.animator import SadTalker
from avatar.sadtalker.open import open_sadtalker
from avatar.sadtalker.stage import LONGEST_PX
from avatar.settings import AvatarSettings
from avatar.sound import Sound, Speech
from tests.sadtalker import golden, installed

SIZE_PX = 256
AT = KEY_FRAMES - 1  # a frame before a range, and the one that begins it


@pytest.fixture(scope="module")
def sadtalker() -> SadTalker:
    """Set up the animator as an operator would who has pulled the weights."""
    return open_sadtalker(AvatarSettings(_env_file=None, sadtalker=installed(), device="cpu"))


@pytest.fixture(scope="module")
def portrait() -> Portrait:
    """Take a photo of a person."""
    pixels = np.asarray(astronaut(), np.uint8)  # type: ignore[no-untyped-call]  # of scikit-image
    return Portrait(pixels, find_faces(pixels)[0].box)


@pytest.fixture(scope="module")
def speech() -> Speech:
    """Take a voice, some seconds of it."""
    samples = np.asarray(golden("mel_16k")["waveform_16k"], np.float32)
    return Speech(Sound(np.resize(samples, 16_000 * 3), 16_000))


@pytest.fixture(scope="module")
def score(sadtalker: SadTalker, portrait: Portrait, speech: Speech) -> Score:
    """Plan a clip of the whole photo."""
    return sadtalker.plan(portrait, speech, Manner(seed=3, mode=PhotoMode.FULL), SIZE_PX)


def drawn(animator: SadTalker, portrait: Portrait, score: Score, first: int, count: int) -> Sequence[Pixels]:
    """Draw the first frames of a range."""
    frames = animator.draw(portrait, score, SIZE_PX, first, score.count - first)
    made = list(islice(frames.pictures, count))
    assert all(picture.shape == (frames.height_px, frames.width_px, 3) for picture in made)
    return made


def test_a_frame_is_the_same_in_whatever_range(
    sadtalker: SadTalker, portrait: Portrait, score: Score
) -> None:
    """Bit for bit; and the face moves while all else of the photo stays as it was."""
    before, one = drawn(sadtalker, portrait, score, AT, 2)
    (other,) = drawn(sadtalker, portrait, score, AT + 1, 1)

    np.testing.assert_array_equal(one, other)
    assert not np.array_equal(before, one)
    assert max(one.shape) <= LONGEST_PX
    left, top, right, bottom = (int(edge) for edge in score.tracks["region"])
    outside = np.ones(one.shape[:2], bool)
    outside[top:bottom, left:right] = False
    np.testing.assert_array_equal(one[outside], portrait.pixels[outside])


def test_the_same_seed_plans_the_same(
    sadtalker: SadTalker, portrait: Portrait, speech: Speech, score: Score
) -> None:
    """All that was drawn lies in the score; another seed moves the head in another way."""
    manner = Manner(seed=3, mode=PhotoMode.FULL)
    again = sadtalker.plan(portrait, speech, manner, SIZE_PX)
    other = sadtalker.plan(portrait, speech, Manner(seed=4, mode=PhotoMode.FULL), SIZE_PX)

    for name, track in score.tracks.items():
        np.testing.assert_array_equal(track, again.tracks[name], err_msg=name)
    assert not np.array_equal(score.tracks["rows"], other.tracks["rows"])
    assert score.count == 75


def test_a_voice_of_no_length_is_refused(sadtalker: SadTalker, portrait: Portrait) -> None:
    """A clip has one frame at least."""
    with pytest.raises(VoiceTooBrief):
        sadtalker.plan(portrait, Speech(Sound(np.zeros(200, np.float32), 16_000)), Manner(), SIZE_PX)
