"""The order of the numbers that describe a face in one frame."""

from typing import Final

EXPRESSIONS: Final = slice(0, 64)  # of the face model, about N(0, 1)
POSES: Final = slice(64, 70)  # pitch, yaw and roll (radian), then x, y and z in the model's units
EXPRESSION = EXPRESSIONS.stop - EXPRESSIONS.start
POSE = POSES.stop - POSES.start
MOVING = POSES.stop  # what follows says how the face was cut out of the photo: scale, x, y
ALL = 73
