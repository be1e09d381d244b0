"""Reads the coefficients of every frame of a reference video: whose head or eyelids are to be copied."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import numpy as np

from avatar.animator import Pixels
from avatar.face.align import FivePoints, align, five_points, standard_points
from avatar.face.boxnet import find_boxes_in_each
from avatar.face.crop import Framing, take, whole
from avatar.face.errors import NoFaceFound, NoFaceInVideo
from avatar.face.pointnet import points68_of_each
from avatar.face.recon import ROW, Coefficients, coefficient_rows
from avatar.face.source import FaceNets, frame_face, locate, pick
from avatar.requests import PhotoMode

SIZE_PX = 256  # of the cuts, whatever the size of the clip
TOGETHER = 8  # frames in memory


def read_reference(
    nets: FaceNets, frames: Iterable[Pixels], mode: PhotoMode = PhotoMode.CROP, together: int = TOGETHER
) -> Coefficients:
    """Read the coefficients of RGB frames of one size: float32 [frames, 73].

    The first frame decides what is cut out of all of them; ``together`` frames are in memory at a time. A
    frame without a face is read at the points of the one before it.

    Raises NoFaceInVideo if there is no frame, or no face in the first one.
    """
    held = iter(frames)
    first = next(held, None)
    if first is None:
        raise NoFaceInVideo
    framing = _framing(nets, first, mode)
    points = standard_points(SIZE_PX)
    rows = [np.empty((0, ROW), np.float32)]
    for batch in _batches(chain([first], held), together):
        cuts = [take(pixels, framing, SIZE_PX) for pixels in batch]
        placed = _place(nets, cuts, points)
        points = placed[-1]
        faces = [align(cut, five) for cut, five in zip(cuts, placed, strict=True)]
        rows.append(coefficient_rows(nets.coefficients, faces))
    return np.concatenate(rows)


def _framing(nets: FaceNets, first: Pixels, mode: PhotoMode) -> Framing:
    try:
        box = locate(nets.boxes, first, None)
    except NoFaceFound:
        raise NoFaceInVideo from None
    if mode is PhotoMode.RESIZE:
        return whole((first.shape[1], first.shape[0]))
    return frame_face(nets.points, first, box, mode)


def _place(nets: FaceNets, cuts: list[Pixels], before: FivePoints) -> list[FivePoints]:
    """Find the five points of every cut; where there is no face, take those of the cut before."""
    boxes = find_boxes_in_each(nets.boxes, np.stack(cuts)[..., ::-1])  # BGR, as for a photo's cut
    seen = [at for at, found in enumerate(boxes) if len(found)]
    found = points68_of_each(nets.points, [(cuts[at], pick(boxes[at], None)) for at in seen]) if seen else []
    known = {at: five_points(points, SIZE_PX) for at, points in zip(seen, found, strict=True)}
    placed = []
    for at in range(len(cuts)):
        before = known.get(at, before)
        placed.append(before)
    return placed


def _batches(frames: Iterator[Pixels], size: int) -> Iterator[list[Pixels]]:
    """Gather frames; `itertools.batched` is not there before Python 3.12."""
    while batch := list(islice(frames, size)):
        yield batch
