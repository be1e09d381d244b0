"""Measures a mouth in finished frames, by their pixels alone: it knows nothing of how they were drawn."""

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Box, Pixels
from avatar.face.features import place_features

Counts = NDArray[np.float64]  # [columns]

BESIDE = 0.6  # of the mouth's half width: the columns looked at
ABOVE, BELOW = 0.09, 0.22  # of the face's width: the rows looked at, from the middle of the mouth
DARKER = 0.5  # than the skin: the inside of a mouth
PALER, LIGHTER = 0.5, 0.6  # than the skin, and still this light: teeth


class MouthMeter:
    """Measures how far the mouth is open in the frames of one clip whose head is held still."""

    def __init__(self, still: Pixels, face: Box) -> None:
        features = place_features(still, face)
        left, right = float(features.upper[0, 0]), float(features.upper[-1, 0])
        middle, half = (left + right) / 2, BESIDE * (right - left) / 2
        height = float((features.upper[:, 1] + features.lower[:, 1]).mean() / 2)
        top, low = height - ABOVE * face.width_px, height + BELOW * face.width_px
        self._rows = slice(max(0, int(top)), int(low))
        self._columns = slice(max(0, int(middle - half)), int(middle + half) + 1)
        self._unit = face.width_px
        self._shut = self._inside(still)

    def mouth_opening(self, frame: Pixels) -> float:
        """Measure the mean height between the lips, in widths of the face.

        What is dark or pale where the still shows skin and lips counts, whoever drew it.
        """
        return float(np.maximum(self._inside(frame) - self._shut, 0).mean() / self._unit)

    def _inside(self, picture: Pixels) -> Counts:
        """Count in every column the pixels that are neither skin nor lips."""
        cut = np.ascontiguousarray(picture[self._rows, self._columns])
        lab = cv2.cvtColor(cut, cv2.COLOR_RGB2LAB).astype(np.float32)
        chroma = np.hypot(lab[..., 1] - 128, lab[..., 2] - 128)
        skin = np.median(np.concatenate([lab[:3].reshape(-1, 3), lab[-3:].reshape(-1, 3)]), axis=0)
        skin_chroma = float(np.hypot(skin[1] - 128, skin[2] - 128))
        dark = lab[..., 0] < DARKER * skin[0]
        pale = (chroma < PALER * skin_chroma) & (lab[..., 0] > LIGHTER * skin[0])
        return np.asarray((dark | pale).sum(0), np.float64)
