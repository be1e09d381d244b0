"""Where the key points are when the head is turned, moved and expresses something. Always in float32."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

BINS = 66  # classes that an angle falls into
DEGREES_PER_BIN, FIRST_BIN = 3, -99
PI = 3.14  # as in training: the exact number would turn every head a little differently


@dataclass(frozen=True)
class Head:
    """How the head is held in n frames, and what the face does."""

    yaw: Tensor  # [n], degrees
    pitch: Tensor
    roll: Tensor
    shift: Tensor  # [n, 3]
    expression: Tensor  # [n, 15, 3], what is added to each key point


@dataclass(frozen=True)
class Camera:
    """Angles in place of the head's own (degrees, [n] or one for all); None: its own stays."""

    yaw: Tensor | None = None
    pitch: Tensor | None = None
    roll: Tensor | None = None


def degrees(logits: Tensor) -> Tensor:
    """Give the expected angle from the votes for its classes.

    Takes [n, 66], gives [n] in degrees. Source: Ruiz et al. (2018), Fine-grained head pose estimation.
    """
    bins = torch.arange(BINS, dtype=logits.dtype, device=logits.device)
    return DEGREES_PER_BIN * (functional.softmax(logits, dim=1) * bins).sum(dim=1) + FIRST_BIN


def rotation(yaw: Tensor, pitch: Tensor, roll: Tensor) -> Tensor:
    """Give the rotation matrices [n, 3, 3] of angles in degrees [n]: roll first, then yaw, then pitch."""
    angles = [angle / 180 * PI for angle in (pitch, yaw, roll)]
    (s, t, u), (c, d, e) = map(torch.sin, angles), map(torch.cos, angles)
    one, zero = torch.ones_like(yaw), torch.zeros_like(yaw)
    around_x = _matrix(one, zero, zero, zero, c, -s, zero, s, c)
    around_y = _matrix(d, zero, t, zero, one, zero, -t, zero, d)
    around_z = _matrix(e, -u, zero, u, e, zero, zero, zero, one)
    return around_x @ around_y @ around_z


def transform(canonical: Tensor, head: Head, camera: Camera | None = None) -> Tensor:
    """Move canonical key points to where they are in each frame.

    Of the shift only y counts: the networks were trained so. Takes [1 | n, 15, 3], gives [n, 15, 3].
    Source: Wang et al. (2021), One-shot free-view neural talking-head synthesis, eq. 2.
    """
    own, forced = (head.yaw, head.pitch, head.roll), camera or Camera()
    angles = [
        mine if other is None else other.to(mine).expand_as(mine)
        for mine, other in zip(own, (forced.yaw, forced.pitch, forced.roll), strict=True)
    ]
    turned = canonical @ rotation(*angles).transpose(1, 2)
    lift = head.shift * head.shift.new_tensor((0.0, 1.0, 0.0))
    return turned + lift[:, None] + head.expression


def _matrix(*cells: Tensor) -> Tensor:
    return torch.stack(cells, dim=1).view(-1, 3, 3)
