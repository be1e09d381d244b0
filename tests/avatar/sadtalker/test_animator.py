"""SadTalker from a photo and a voice to frames, with networks of full size and weights of no meaning."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import pytest
from skimage.data import astronaut

from avatar.animator import Footage, Manner, Pixels, Portrait, Score
from avatar.face.finder import find_faces
from avatar.motion.coefficients import EXPRESSIONS, POSES
from avatar.motion.errors import VoiceTooBrief
from avatar.pace import FPS, KEY_FRAMES
from avatar.requests import Borrow, PhotoMode
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


class Film:
    """A face that looks left and right in turn; counts how many pictures were taken."""

    def __init__(self, name: str, count: int) -> None:
        self.taken = 0
        face = np.asarray(astronaut(), np.uint8)[40:200, 140:300]  # type: ignore[no-untyped-call]  # as above
        self._pictures = [face if index % 3 else face[:, ::-1] for index in range(count)]
        self.footage = Footage(name, self._take)

    def _take(self) -> Iterator[Pixels]:
        for picture in self._pictures:
            self.taken += 1
            yield picture


@pytest.fixture(scope="module")
def brief(speech: Speech) -> Speech:
    """Say something for six frames."""
    return Speech(Sound(speech.sound.samples[: 16_000 * 6 // FPS], 16_000))


@pytest.mark.parametrize("borrow", list(Borrow))
def test_a_face_borrows_what_was_asked_for(
    sadtalker: SadTalker, portrait: Portrait, brief: Speech, borrow: Borrow
) -> None:
    """The head's way from where it was first, repeated; the eyes in the place of drawn blinks; or both."""
    film = Film("left and right", 3)
    own, lent = (
        np.asarray(sadtalker.plan(portrait, brief, manner, SIZE_PX).tracks["rows"], np.float32)
        for manner in (Manner(seed=3), Manner(seed=3, moves=film.footage, borrow=borrow))
    )

    way = lent[:, POSES] - own[:, POSES]
    np.testing.assert_allclose(way[:3], way[3:], atol=1e-6)
    np.testing.assert_array_equal(way[0], np.zeros_like(way[0]))
    assert (borrow is not Borrow.BLINKS) == bool(np.abs(way).max() > 0)
    kept = np.array_equal(lent[:, EXPRESSIONS], own[:, EXPRESSIONS])
    assert (borrow is Borrow.POSE) == kept


def test_no_more_of_a_video_is_read_than_is_shown(
    sadtalker: SadTalker, portrait: Portrait, brief: Speech
) -> None:
    """And for the next clip of that length nothing at all."""
    film = Film("long", 30)
    for seed in (1, 2):
        score = sadtalker.plan(portrait, brief, Manner(seed=seed, moves=film.footage), SIZE_PX)

    assert score.count == film.taken == 6
