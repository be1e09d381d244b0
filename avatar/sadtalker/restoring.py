"""Draws the face of frames anew, finer; see `generation.restoring.clip`."""

from avatar.sadtalker.stage import Stage
from generation.restore import Ground
from generation.restoring.clip import ClipRestorer
from generation.restoring.faces import Landmarks, Point
from generation.restoring.network import Restorer

SMALL_PX = 256  # frames of this side are shown twice as large: finer faces would not fit in
TWICE = Ground(2)
AS_LARGE = Ground(1)

# Where the parts of a face are among the 68 points.
LEFT_EYE, RIGHT_EYE = slice(36, 42), slice(42, 48)
NOSE, LEFT_MOUTH, RIGHT_MOUTH = slice(30, 31), slice(48, 49), slice(54, 55)


def ground_of(stage: Stage) -> Ground:
    """Tell how much larger restored frames are shown."""
    return TWICE if stage.size_px <= SMALL_PX else AS_LARGE


def restorer_of(stage: Stage, restorer: Restorer, strength: float) -> ClipRestorer:
    """Set up what restores the frames of a stage, unsqueezed, each as if it were the first."""
    return ClipRestorer(restorer, _landmarks(stage), strength, ground=ground_of(stage))


def _landmarks(stage: Stage) -> Landmarks:
    width, height = stage.unsqueezed()
    across, down = width / stage.size_px, height / stage.size_px

    def at(part: slice) -> Point:
        x, y = stage.points[part].mean(axis=0).tolist()
        return ((x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5)

    return Landmarks(at(LEFT_EYE), at(RIGHT_EYE), at(LEFT_MOUTH), at(RIGHT_MOUTH), at(NOSE))
