"""A plain face's 68 points, laid into a box."""

import numpy as np

from avatar.animator import Box
from avatar.face.landmarks import Points


def points_in(box: Box) -> Points:
    """Give 68 points of a face that fills a box as `avatar.face.face.Face` has it: hairline to chin."""
    shares = np.concatenate([_jaw(), _brows(), _nose(), _eye(0.31), _eye(0.69), _ring(12, 0.17, 0.05, 0.69)])
    shares = np.concatenate([shares, _ring(8, 0.13, 0.02, 0.69)])
    points = shares * (box.width_px, box.height_px) + (box.left_px, box.top_px)
    return points.astype(np.float32)


def lean(points: Points, degrees: float) -> Points:
    """Turn the points around their middle."""
    turn = np.deg2rad(degrees)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = points.mean(axis=0)
    turned: Points = ((points - middle) @ matrix.T + middle).astype(np.float32)
    return turned


def _jaw() -> Points:
    angle = np.linspace(np.pi, 0, 17)
    return np.stack([0.5 + 0.47 * np.cos(angle), 0.35 + 0.65 * np.sin(angle)], axis=1)


def _brows() -> Points:
    across = np.concatenate([np.linspace(0.16, 0.42, 5), np.linspace(0.58, 0.84, 5)])
    return np.stack([across, np.full(10, 0.2)], axis=1)


def _nose() -> Points:
    bridge = np.stack([np.full(4, 0.5), np.linspace(0.31, 0.52, 4)], axis=1)
    wings = np.stack([np.linspace(0.42, 0.58, 5), np.full(5, 0.56)], axis=1)
    return np.concatenate([bridge, wings])


def _eye(across: float) -> Points:
    eye: Points = _ring(6, 0.07, 0.03, 0.31) + np.array([across - 0.5, 0])
    return eye


def _ring(count: int, wide: float, high: float, down: float) -> Points:
    """Lay points around the face's middle line, from the left corner over the top."""
    angle = np.pi + np.arange(count) * 2 * np.pi / count
    return np.stack([0.5 + wide * np.cos(angle), down + high * np.sin(angle)], axis=1)
