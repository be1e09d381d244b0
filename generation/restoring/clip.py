"""Restores the face of a clip: where it is in the first frame, steadily over time, in bounded memory."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np

from generation.restore import AS_IT_WAS, Ground
from generation.restoring.faces import Landmarks, Pixels, Plane, Window, cut, window
from generation.restoring.network import Restorer

HISTORY = 4  # frames before one that still change it
STILL_BLUR_PX = 5.0  # of an aligned face: noise is averaged away, what moves is not
STILL_STEP = 4.0  # a change of light (of 255) by which most of the past is forgotten

Size = tuple[int, int]  # width and height, pixels


@dataclass(frozen=True)
class ClipRestorer:
    """Restores one face in all frames of a clip.

    The face is looked for once and cut out at one place ever after, so nothing jumps. What the network draws
    is averaged with what it drew in the frames before, as far as the face kept still there: less and less for
    older ones, none beyond HISTORY. (What it *adds* could be averaged instead; but of a noisy frame it takes
    the noise away, and the average of that does not fit the next frame's noise.) A frame depends on HISTORY
    others alone: it comes out the same, bit for bit, in whatever range it is made.
    """

    restorer: Restorer
    face: Landmarks  # in the first frame
    strength: float = 1.0  # 0 leaves the face as it is, 1 draws it wholly anew
    smoothing: float = 0.7  # 0..1, the weight of each frame next to the one after it; 0: each for itself
    ground: Ground = AS_IT_WAS

    def restore(self, frames: Iterable[Pixels], lead_in: int = 0) -> Iterator[Pixels]:
        """Restore frames, each uint8 [h, w, 3], RGB; a few of them are held at once.

        The first ``lead_in`` frames only prepare for the ones that follow, and do not come out: a range in
        the middle of a clip wants HISTORY frames before it, or as many as there are.
        Returns: frames [h, w, 3] times the ground's scale.
        """
        source = iter(frames)
        if self.strength <= 0:
            yield from map(self.ground.enlarged_pixels, islice(source, lead_in, None))
            return
        matrix = self.face.to_aligned()
        past: deque[_Moment] = deque(maxlen=HISTORY)
        places: dict[Size, Window] = {}
        number = 0
        while some := list(islice(source, self.restorer.size)):
            cuts = np.stack([cut(frame, matrix) for frame in some])
            for frame, before, drawn in zip(some, cuts, self.restorer.restore(cuts), strict=True):
                moment = _Moment(drawn, _light(before))
                if number >= lead_in:
                    yield self._shown(frame, self._steady(moment, past), places)
                past.appendleft(moment)
                number += 1

    def _shown(self, frame: Pixels, face: Plane, places: dict[Size, Window]) -> Pixels:
        larger = self.ground.enlarged_pixels(frame)
        size = larger.shape[1], larger.shape[0]
        if size not in places:  # once a clip: its frames are all of one size
            places[size] = window(self.face.to_aligned(), *size, self.ground.scale)
        places[size].paste(larger, face, min(self.strength, 1.0))
        return larger

    def _steady(self, moment: "_Moment", past: Iterable["_Moment"]) -> Plane:
        """Average what was drawn over time, where nothing moved.

        Only differences are averaged: where all frames are equal, every bit stays as it is.
        """
        before = list(past) if self.smoothing > 0 else []
        total = sum(self.smoothing**age for age in range(len(before) + 1))
        steady = moment.drawn.copy()
        for age, one in enumerate(before, 1):
            weight = self.smoothing**age / total * _stillness(moment.light, one.light)
            steady += weight[..., None] * (one.drawn - moment.drawn)
        return steady


@dataclass(frozen=True)
class _Moment:
    drawn: Plane  # [SIDE_PX, SIDE_PX, 3]
    light: Plane  # [SIDE_PX, SIDE_PX], of what was drawn anew, without its noise


def _light(face: Plane) -> Plane:
    grey = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY)
    return cv2.GaussianBlur(grey, (0, 0), STILL_BLUR_PX).astype(np.float32)


def _stillness(one: Plane, other: Plane) -> Plane:
    """Tell where a face kept still between two frames: 1, and 0 where it moved."""
    stillness: Plane = np.exp(-(((one - other) / STILL_STEP) ** 2))
    return stillness
