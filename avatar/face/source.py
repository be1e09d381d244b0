"""Makes a photo ready to be animated: everything that depends on the photo, its mode and the size alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
from torch import Tensor

from avatar.animator import Box, Pixels
from avatar.face.align import align, five_points
from avatar.face.boxnet import Boxes, BoxNet, find_boxes, load_box_net
from avatar.face.crop import Cut, Framing, frame, into_cut, out_of_cut, take, whole
from avatar.face.errors import FaceTooSmall, NoFaceFound
from avatar.face.landmarks import Points
from avatar.face.modes import choose_mode
from avatar.face.pointnet import PointNet, load_point_net, points68
from avatar.face.recon import CoefficientNet, Coefficients, coefficient_rows, load_coefficient_net
from avatar.requests import PhotoMode

LEAST_PX = 24  # width and height of a face, in the photo and in its cut; less shows neither eyes nor lips
ALIKE = 0.2  # intersection over union of a box that was found and the one that was expected


@dataclass(frozen=True)
class FaceNets:
    """The networks that look at faces."""

    boxes: BoxNet
    points: PointNet
    coefficients: CoefficientNet


@dataclass(frozen=True)
class Source:
    """A photo that is ready to be animated. Nothing in it depends on the voice, so it can be kept."""

    cut: Cut
    points: Points  # [68, 2], in pixels of the photo
    coefficients: Coefficients  # float32 [73]; see `avatar.face.recon.coefficient_rows`
    mode: PhotoMode  # never AUTO


def load_nets(
    boxes: Mapping[str, Tensor], points: Mapping[str, Tensor], coefficients: Mapping[str, Tensor]
) -> FaceNets:
    """Load the networks from their files' state dicts; see the functions called here."""
    return FaceNets(load_box_net(boxes), load_point_net(points), load_coefficient_net(coefficients))


def prepare_source(
    nets: FaceNets,
    pixels: Pixels,
    box: Box | None,
    mode: PhotoMode,
    size_px: int,
    longest_px: int | None = None,
) -> Source:
    """Find the face of an RGB photo, cut it out for a mode, and read its coefficients.

    ``box`` is the face that is to speak; without it, it is the surest. ``longest_px`` bounds the size at
    which the photo's faces are looked for; with none everything is as in the original.

    Raises NoFaceFound where there is neither a box nor a face, FaceTooSmall, and FeaturesUnclear where eyes
    and mouth cannot be told.
    """
    size_wh = (pixels.shape[1], pixels.shape[0])
    if mode is PhotoMode.RESIZE:
        framing = whole(size_wh)
    else:
        box = locate(nets.boxes, pixels, box, longest_px)
        framing = frame_face(nets.points, pixels, box, mode)
    image = take(pixels, framing, size_px)
    near = None if box is None else _into_cut(box, framing, size_px)
    # The original reads the cut from a file by OpenCV, and so the net gets BGR here, and RGB above.
    points = points68(nets.points, image, locate(nets.boxes, image[..., ::-1], near))
    aligned = align(image, five_points(points, size_px))
    cut = Cut(image, (framing.window.width, framing.window.height), framing.region, points)
    outside = out_of_cut(points.astype(np.float64), framing.region, size_px).astype(np.float32)
    return Source(cut, outside, coefficient_rows(nets.coefficients, [aligned])[0], framing.mode)


def frame_face(net: PointNet, pixels: Pixels, box: Box, mode: PhotoMode) -> Framing:
    """Decide what to cut out of an RGB photo around the face in a box. Raises as `prepare_source`."""
    size_wh = (pixels.shape[1], pixels.shape[0])
    points = points68(net, pixels, check_size(box, size_wh))
    return frame(points, size_wh, choose_mode(pixels, points) if mode is PhotoMode.AUTO else mode)


def locate(net: BoxNet, pixels: Pixels, near: Box | None, longest_px: int | None = None) -> Box:
    """Find the face that is most like the box ``near``; that very box where the net sees none there.

    Drawn faces are often not seen. Without ``near`` it is the surest face. Raises NoFaceFound if that is
    not there either.
    """
    return pick(find_boxes(net, pixels, longest_px), near)


def pick(boxes: Boxes, near: Box | None) -> Box:
    """Pick the box of one face; see `locate`."""
    found = [Box(left, top, right - left, bottom - top) for left, top, right, bottom, _ in boxes.tolist()]
    if near is None:
        if not found:
            raise NoFaceFound
        return found[0]
    best = max(found, key=lambda box: alike(box, near), default=near)
    return best if alike(best, near) >= ALIKE else near


def alike(one: Box, other: Box) -> float:
    """Tell how alike two boxes are: their intersection over their union, 0..1."""
    right = min(one.left_px + one.width_px, other.left_px + other.width_px)
    bottom = min(one.top_px + one.height_px, other.top_px + other.height_px)
    width, height = right - max(one.left_px, other.left_px), bottom - max(one.top_px, other.top_px)
    shared = max(0.0, width) * max(0.0, height)
    return shared / max(one.width_px * one.height_px + other.width_px * other.height_px - shared, 1e-6)


def check_size(box: Box, size_wh: tuple[int, int], least_px: int = LEAST_PX) -> Box:
    """Give the box. Raises FaceTooSmall if the photo shows less of it than that, across or down."""
    width = min(box.left_px + box.width_px, size_wh[0]) - max(box.left_px, 0)
    height = min(box.top_px + box.height_px, size_wh[1]) - max(box.top_px, 0)
    if min(width, height) < least_px:
        raise FaceTooSmall(max(0, int(min(width, height))), least_px)
    return box


def _into_cut(box: Box, framing: Framing, size_px: int) -> Box:
    """Move a box of the photo into its cut. Raises FaceTooSmall if the cut would show too little of it."""
    region = framing.region
    shrunk = max(1.0, region.width / size_px, region.height / size_px)
    check_size(box, framing.size_wh, ceil(LEAST_PX * shrunk))
    corners = [(box.left_px, box.top_px), (box.left_px + box.width_px, box.top_px + box.height_px)]
    (left, top), (right, bottom) = into_cut(np.array(corners), region, size_px).tolist()
    return Box(left, top, right - left, bottom - top)
