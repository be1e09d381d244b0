"""Takes the shaking out of a track."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import savgol_filter

WINDOW = 13  # frames
ORDER = 2


def smooth(track: NDArray[np.float32]) -> NDArray[np.float32]:
    """Smooth a track over its frames, float32 [n, c]; both ends follow the parabola of the WINDOW there.

    A shorter track has the longest odd window that fits into it; one of fewer than 3 frames stays as it is.
    Source: Savitzky and Golay (1964).
    """
    window = WINDOW if len(track) >= WINDOW else (len(track) - 1) // 2 * 2 + 1
    if window <= ORDER:
        return track
    smoothed = savgol_filter(track.astype(np.float64), window, ORDER, axis=0, mode="interp")
    return np.asarray(smoothed, np.float32)
