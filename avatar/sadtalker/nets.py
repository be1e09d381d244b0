"""SadTalker's networks, each loaded when it is first asked for and kept while the process lives."""

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from threading import RLock

from torch import Tensor

from avatar.face import source as faces
from avatar.face.source import FaceNets
from avatar.motion import nets as motions
from avatar.motion.nets import MotionNets
from avatar.render.renderer import Renderer, RenderWeights
from avatar.weights.files import Part, SizePx
from avatar.weights.read import read_part


class Nets:
    """The networks of one folder. Thread-safe."""

    def __init__(self, folder: Path, device: str = "cpu", precision: str = "fp32") -> None:
        self._folder = folder
        self._device = device
        self._precision = precision
        self._loading = RLock()
        self._renderer = cache(self._open_renderer)

    @property
    def faces(self) -> FaceNets:
        """What looks at faces."""
        with self._loading:
            return self._faces

    @property
    def motion(self) -> MotionNets:
        """What makes motion of a voice."""
        with self._loading:
            return self._motion

    def renderer(self, size_px: SizePx, whole: bool) -> Renderer:
        """Give what draws frames of a size; ``whole`` chooses the mapping net for whole photos."""
        with self._loading:
            return self._renderer(size_px, whole)

    @cached_property
    def _faces(self) -> FaceNets:
        boxes, points, coefficients = self._read(Part.BOXES, Part.POINTS, Part.FACE_3DRECON)
        return faces.load_nets(boxes, points, coefficients)

    @cached_property
    def _motion(self) -> MotionNets:
        expression, pose = self._read(Part.AUDIO2EXP, Part.AUDIO2POSE)
        return motions.load_nets(expression, pose)

    def _read(self, *parts: Part) -> Iterator[dict[str, Tensor]]:
        return (read_part(self._folder, part) for part in parts)

    def _open_renderer(self, size_px: SizePx, whole: bool) -> Renderer:
        mapping = Part.MAPPING_FULL if whole else Part.MAPPING_CROP
        weights = RenderWeights(
            kp_extractor=read_part(self._folder, Part.KP_EXTRACTOR, size_px),
            generator=read_part(self._folder, Part.GENERATOR, size_px),
            mapping=read_part(self._folder, mapping),
        )
        return Renderer(weights, size_px, self._device, self._precision)
