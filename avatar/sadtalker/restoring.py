"""Draws the face of frames anew, finer; see `generation.restoring.clip`."""

from collections.abc import Callable
from functools import cache

from avatar.sadtalker.stage import Stage
from generation.restore import AS_IT_WAS, Ground
from generation.restoring.clip import ClipRestorer
from generation.restoring.faces import Landmarks, Point
from generation.restoring.network import Restorer
from generation.upscalers.upscale import Upscaler

SMALL_PX = 256  # frames of this side are shown twice as large: finer faces would not fit in

# Where the parts of a face are among the 68 points.
LEFT_EYE, RIGHT_EYE = slice(36, 42), slice(42, 48)
NOSE, LEFT_MOUTH, RIGHT_MOUTH = slice(30, 31), slice(48, 49), slice(54, 55)


class Restorers:
    """Sets up what restores the faces of clips; what that loads is loaded once, when it is needed."""

    def __init__(self, restorer: Callable[[], Restorer], upscaler: Callable[[], Upscaler | None]) -> None:
        """Take what loads the network, and what loads an upscaler for what is around faces, if any."""
        self._restorer = cache(restorer)
        self._upscaler = cache(upscaler)

    def of(self, stage: Stage, strength: float) -> ClipRestorer:
        """Set up what restores the frames of a stage, unsqueezed; small ones it makes twice as large.

        Raises ModelUnavailable and RestorerMissing.
        """
        ground = Ground(2, self._upscaler()) if stage.size_px <= SMALL_PX else AS_IT_WAS
        return ClipRestorer(self._restorer(), _landmarks(stage), strength, ground=ground)


def _landmarks(stage: Stage) -> Landmarks:
    width, height = stage.unsqueezed()
    across, down = width / stage.size_px, height / stage.size_px

    def at(part: slice) -> Point:
        x, y = stage.points[part].mean(axis=0).tolist()
        return ((x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5)

    return Landmarks(at(LEFT_EYE), at(RIGHT_EYE), at(LEFT_MOUTH), at(RIGHT_MOUTH), at(NOSE))
