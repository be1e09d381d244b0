"""A real face, a drawn one, and something that sounds like speech."""

import numpy as np
import pytest
from skimage.data import astronaut

from avatar.animator import Portrait
from avatar.face.finder import find_faces
from avatar.sound import Phone, Sound, Speech
from training.drawing import example

RATE_HZ = 16000
BARE_EYED = 13  # seed of a drawn portrait with bare eyes and shut lips


@pytest.fixture(scope="session")
def photograph() -> Portrait:
    """Give the astronaut, who smiles and shows her teeth."""
    pixels = np.asarray(astronaut(), np.uint8)  # type: ignore[no-untyped-call]  # of scikit-image
    return Portrait(pixels, find_faces(pixels)[0].box)


@pytest.fixture(scope="session")
def drawing() -> Portrait:
    """Give a portrait as the pocket models draw them."""
    pixels = example(BARE_EYED, scale=2)[1].picture
    return Portrait(pixels, find_faces(pixels)[0].box)


@pytest.fixture(scope="session")
def babble() -> Speech:
    """Give syllables of noise of different loudness, and a second of quiet at the end."""
    rng = np.random.default_rng(5)
    samples = np.zeros(3 * RATE_HZ, np.float32)
    phones = []
    for number, (start_s, symbol) in enumerate(((0.3, "a"), (0.55, "i"), (0.9, "ɔ"), (1.3, "ɛ"), (1.6, "u"))):
        length = round(0.2 * RATE_HZ)
        burst = np.convolve(rng.normal(0, 1, length), np.hanning(9) / 4.5, "same") * np.hanning(length)
        first = round(start_s * RATE_HZ)
        samples[first : first + length] = (0.08 + 0.05 * number) * burst
        phones.append(Phone(symbol, start_s, start_s + 0.2))
    return Speech(Sound(samples, RATE_HZ), tuple(phones))
