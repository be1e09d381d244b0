"""Finds the faces of a picture, photographed or drawn."""

from collections.abc import Sequence

from avatar.animator import Pixels
from avatar.face.drawings import DrawingFinder
from avatar.face.face import Face, FaceFinder, overlap
from avatar.face.photographs import CascadeFinder

SAME = 0.3  # overlap
FINDERS: tuple[FaceFinder, ...] = (DrawingFinder(), CascadeFinder())  # whoever comes first decides


def find_faces(pixels: Pixels, finders: Sequence[FaceFinder] = FINDERS) -> tuple[Face, ...]:
    """Find every frontal face in RGB pixels, uint8 [h, w, 3], sorted from the left.

    Where two finders see a face at one place, the earlier one is believed: the cascade finds drawn
    faces now and then, but misplaces their boxes.
    """
    kept: list[Face] = []
    for finder in finders:
        found = finder.find(pixels)
        kept += [face for face in found if all(overlap(face.box, each.box) < SAME for each in kept)]
    return tuple(sorted(kept, key=lambda face: face.box.left_px + face.box.width_px / 2))
