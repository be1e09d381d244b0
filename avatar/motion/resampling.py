"""Brings a voice to the rate that SadTalker hears."""

import math

import numpy as np
from scipy.signal import firwin, resample_poly

from avatar.sound import Samples, Sound

RATE_HZ = 16000
ZEROS = 64  # zero crossings of the sinc on either side
ROLLOFF = 0.9475937  # cutoff, in shares of the lower Nyquist frequency
KAISER_BETA = 14.769656


def resample(sound: Sound) -> Samples:
    """Resample a sound to RATE_HZ by a windowed sinc; one of that rate comes back as it is.

    Returns: float32 [ceil(n * RATE_HZ / rate)].
    Source: Smith, Digital Audio Resampling, with the window and cutoff of the filter "kaiser best".
    """
    if sound.rate_hz == RATE_HZ:
        return sound.samples
    shared = math.gcd(RATE_HZ, sound.rate_hz)
    up, down = RATE_HZ // shared, sound.rate_hz // shared
    slower = max(up, down)
    taps = firwin(2 * ZEROS * slower + 1, ROLLOFF / slower, window=("kaiser", KAISER_BETA))
    return np.asarray(resample_poly(sound.samples, up, down, window=taps), np.float32)
