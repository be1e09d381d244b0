"""Puts a face that speaks back into the whole photo, through a soft mask of the face's own shape."""

import cv2
import numpy as np

from avatar.animator import Pixels
from avatar.face.crop import Rectangle
from avatar.face.landmarks import Points
from avatar.paste.mask import Mask, face_mask
from avatar.paste.place import Photos, Slices, Squares, copies, place
from avatar.paste.tint import Tint


class Paster:
    """Pastes frames into a photo. A frame's result depends on no other frame.

    Set up once a clip: mask, the photo's share of the blend and the membrane's matrix are worked out then.
    """

    def __init__(self, photo: Pixels, region: Rectangle, points: Points | None = None) -> None:
        """Set up for a photo, uint8 [H, W, 3], and the face's 68 points in its pixels, if they are known.

        Raises ValueError where the region has nothing of the photo.
        """
        self._photo = photo
        self._place = place(photo, region)
        seen, ground = self._place.visible, photo[self._place.inside]
        moved = None if points is None else points - np.array([seen.left, seen.top], np.float32)
        mask = face_mask(ground, moved, self._place.on_edge)
        self._touched = _bounds(mask)
        self._mask = self._whole(mask)
        self._tint = Tint(ground, mask)
        share = np.repeat(mask[self._touched][..., None], 3, axis=2)
        self._share = np.ascontiguousarray(share)
        self._kept = (1 - share) * ground[self._touched]

    @property
    def mask(self) -> Mask:
        """How much of the frames is seen, [H, W]: 0 where the photo stays as it is, bit for bit."""
        return self._mask

    def paste(self, frames: Squares) -> Photos:
        """Paste frames, uint8 [b, h, w, 3]: uint8 [b, H, W, 3]."""
        pasted = copies(self._photo, len(frames))
        for square, whole in zip(frames, pasted, strict=True):
            if self._share.size:
                whole[self._place.inside][self._touched] = self._blended(self._place.fit(square, steady=True))
        return pasted

    def _blended(self, square: Pixels) -> Pixels:
        field = self._tint.field(square)
        size = square.shape[1::-1]
        tint = cv2.resize(field, size, interpolation=cv2.INTER_LINEAR)[self._touched]
        tinted = cv2.add(square[self._touched], tint, dtype=cv2.CV_32F)
        cv2.multiply(tinted, self._share, dst=tinted)
        return np.asarray(cv2.add(tinted, self._kept, dtype=cv2.CV_8U), np.uint8)

    def _whole(self, mask: Mask) -> Mask:
        whole = np.zeros(self._photo.shape[:2], np.float32)
        whole[self._place.inside] = mask
        return whole


def _bounds(mask: Mask) -> Slices:
    """Give the rows and columns outside of which a mask is 0."""
    rows, columns = (np.flatnonzero((mask > 0).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
