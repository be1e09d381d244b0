"""Finds the faces of a photo and restores them. Importing this imports no torch; the first photo does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from avatar.face.errors import NoFaceFound
from avatar.face.features import place_features
from avatar.face.finder import find_faces
from avatar.weights.errors import WeightsMissing
from avatar.weights.files import GFPGAN, RESTORER
from avatar.weights.folder import folder_of, missing, path_of
from generation.restoring.faces import Landmarks

if TYPE_CHECKING:
    from PIL.Image import Image

    from avatar.animator import Box, Pixels
    from avatar.settings import AvatarSettings
    from generation.restoring.network import Restorer
    from generation.upscalers.upscale import Upscaler

FACES = 10  # of a photo, at most: from the left

Told = Callable[[int, int], None]  # faces done, and of how many


class PhotoRestorer:
    """Restores photos one after the other; its networks are loaded at first use and kept. Thread-safe."""

    def __init__(self, settings: AvatarSettings, device: str, upscaler: Path | None = None) -> None:
        """Take where the weights are, ``auto`` or a device, and an upscaler's file or folder."""
        self._settings = settings
        self._device = device
        self._upscaler = upscaler
        self._lock = Lock()

    def restore(self, picture: Image, strength: float, scale: int, on_face: Told) -> Image:
        """Restore the faces of a picture; ``scale`` 2 makes all of it twice as large.

        Raises NoFaceFound if it shows no face; WeightsMissing, WeightsDamaged, ModelUnavailable and
        RestorerMissing.
        """
        faces = landmarks_in(np.asarray(picture.convert("RGB")))
        if not faces:
            raise NoFaceFound
        with self._lock:
            from generation.restore import Ground, restore  # noqa: PLC0415 - torch

            ground = Ground(scale, self._enlarging if scale > 1 else None)
            return restore(picture, faces, strength, self._network, ground, on_face)

    @cached_property
    def _network(self) -> Restorer:
        return open_restorer(self._settings, self._device)

    @cached_property
    def _enlarging(self) -> Upscaler | None:
        return open_upscaler(self._upscaler, self._device)


def open_restorer(settings: AvatarSettings, device: str) -> Restorer:
    """Load GFPGAN from where the operator keeps it, onto ``auto`` or a device.

    Raises WeightsMissing, WeightsDamaged, ModelUnavailable, RestorerMissing and DeviceMissing.
    """
    from generation.gpu import choose_device  # noqa: PLC0415 - torch, through it
    from generation.restoring.network import load_restorer  # noqa: PLC0415 - torch

    path = path_of(folder_of(GFPGAN, settings), GFPGAN, RESTORER)
    return load_restorer(path, choose_device(device))


def open_upscaler(source: Path | None, device: str) -> Upscaler | None:
    """Load what enlarges what is around restored faces, if there is such a file or folder.

    Raises ModelUnavailable and DeviceMissing.
    """
    from generation.gpu import choose_device  # noqa: PLC0415 - torch, through it
    from generation.upscalers.upscale import load_upscaler  # noqa: PLC0415 - torch

    return load_upscaler(source, choose_device(device)) if source else None


def insist_on_weights(settings: AvatarSettings) -> None:
    """Raise WeightsMissing unless what restores faces is on this machine. Nothing is read."""
    folder = folder_of(GFPGAN, settings)
    for name in missing(folder, GFPGAN):
        raise WeightsMissing(GFPGAN.name, name, str(folder))


def landmarks_in(pixels: Pixels) -> tuple[Landmarks, ...]:
    """Find eyes and mouths in RGB pixels, uint8 [h, w, 3], from the left; a blurred face counts, too."""
    return tuple(landmarks_of(pixels, face.box) for face in find_faces(pixels)[:FACES])


def landmarks_of(pixels: Pixels, box: Box) -> Landmarks:
    """Place the eyes and the corners of the mouth in a face's box."""
    features = place_features(pixels, box)
    left, right = ((float(x), float(y)) for x, y in (features.upper[0], features.upper[-1]))
    return Landmarks((features.left.x, features.left.y), (features.right.x, features.right.y), left, right)
