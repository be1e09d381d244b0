"""Reads the depth map of a picture by the estimator of a model that was trained to draw with depth."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING

from generation.catalogue import Catalogue, Purpose
from generation.modes.errors import MapUnmade
from generation.requests import ControlKind

if TYPE_CHECKING:
    from PIL.Image import Image

    from generation.pipelines.depth import DepthEstimator

WORK_PX = 384  # the longer side of the map that is read


class DepthReader:
    """Loads the estimator when the first map is wanted. Importing this imports no torch. Thread-safe."""

    def __init__(self, catalogue: Catalogue, device: str) -> None:
        self._catalogue = catalogue
        self._device = device
        self._estimator: DepthEstimator | None = None
        self._lock = Lock()

    def read(self, picture: Image) -> Image:
        """Read the map of a picture, RGB, as large as that: near is white.

        Raises MapUnmade where no model here has an estimator, and ModelUnavailable.
        """
        import torch  # noqa: PLC0415
        from PIL import Image as Images  # noqa: PLC0415 - requests are checked without it

        with self._lock, torch.inference_mode():
            estimator = self._estimator = self._estimator or self._load()
            scale = min(1.0, WORK_PX / max(picture.size))
            size = (max(round(picture.height * scale), 1), max(round(picture.width * scale), 1))
            near = (estimator(picture, size)[0, 0] + 1) / 2  # [rows, columns], 0 .. 1
            grey = (near.clamp(0, 1) * 255).round().to(torch.uint8).cpu().numpy()
        return Images.fromarray(grey).resize(picture.size, Images.Resampling.BILINEAR).convert("RGB")

    def _load(self) -> DepthEstimator:
        from generation.folder import ModelFolder  # noqa: PLC0415 - torch
        from generation.gpu import choose_device, room_on  # noqa: PLC0415 - as above
        from generation.memory import Needs, choose  # noqa: PLC0415 - as above
        from generation.pipelines.load import locate  # noqa: PLC0415 - as above
        from generation.pipelines.parts import Parts  # noqa: PLC0415 - as above
        from generation.pocket.unfold import unfold  # noqa: PLC0415 - as above

        for card in self._catalogue.cards:
            if card.purpose is not Purpose.DEPTH:
                continue
            path = locate(card, half=False)
            with TemporaryDirectory(prefix="limner-model-") as room:
                folder = ModelFolder(unfold(path, Path(room) / path.name))
                device, drawn = choose_device(self._device), card.drawn()
                plan = choose(Needs.of(folder), room_on(device), drawn.width_px, drawn.height_px, "auto")
                found = Parts(folder, device, plan).depth_estimator()
            if found is not None:
                return found
        raise MapUnmade(ControlKind.DEPTH)
