"""Turns the whole head a little: what is near moves farther than what is far."""

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.puppet.framing import Stage

TURN = 0.042  # of the face's width, that the nose moves at a yaw or a pitch of 1
FLAT = 0.45  # share of it that all of the head moves
ROLL_RADIANS = 0.03
HEAD_WIDE, HEAD_HIGH = 0.62, 0.78  # half axes of the head with its hair, in widths of the face
FADE = 0.9  # of those axes, over which the neck and the air around the hair follow less and less
BORDER = 0.1  # of the frame, over which all movement dies away: its edges never show

Maps = NDArray[np.float32]  # [3, 2, size, size]


class Head:
    """Moves a finished face by yaw, pitch and roll, down to the size of the clip."""

    def __init__(self, stage: Stage, size_px: int) -> None:
        self._still = _grid(size_px, stage.pixels.shape[0])
        self._moves = _moves(stage, self._still)

    def turn(self, pixels: Pixels, yaw: float, pitch: float, roll: float) -> Pixels:
        """Draw the frame, uint8 [size, size, 3]."""
        maps = self._still - np.tensordot(np.array([yaw, pitch, roll], np.float32), self._moves, 1)
        frame = cv2.remap(pixels, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        return frame.astype(np.uint8)


def _grid(size_px: int, side: int) -> NDArray[np.float32]:
    """Tell where every pixel of the frame comes from while the head is still, float32 [2, size, size]."""
    steps = ((np.arange(size_px) + 0.5) * side / size_px - 0.5).astype(np.float32)
    return np.stack(np.meshgrid(steps, steps)).astype(np.float32)


def _moves(stage: Stage, grid: NDArray[np.float32]) -> Maps:
    """Tell how far every pixel moves at yaw, pitch and roll of 1."""
    unit, side = stage.face_px, stage.pixels.shape[0]
    x, y = grid[0] - stage.middle[0], grid[1] - stage.middle[1]
    away = np.hypot(x / (HEAD_WIDE * unit), (y + 0.1 * unit) / (HEAD_HIGH * unit))
    edge = np.minimum(np.minimum(grid[0], grid[1]), side - 1 - np.maximum(grid[0], grid[1]))
    held = _smooth(edge / (BORDER * side))
    follows = _smooth((1 + FADE - away) / FADE) * held
    dome = np.sqrt(np.maximum(0, 1 - np.minimum(away, 1) ** 2))
    shift = TURN * unit * follows * (FLAT + (1 - FLAT) * dome)
    below = y - 0.55 * unit  # the head rolls about the neck
    still = np.zeros_like(shift)
    moves = [
        [shift, still],
        [still, shift],
        [-ROLL_RADIANS * below * follows, ROLL_RADIANS * x * follows],
    ]
    return np.array(moves, np.float32)


def _smooth(share: NDArray[np.float32]) -> NDArray[np.float32]:
    held = np.clip(share, 0, 1)
    return (held * held * (3 - 2 * held)).astype(np.float32)
