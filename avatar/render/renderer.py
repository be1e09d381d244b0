"""The renderer: a photo, made ready once, and the frames of any range of a clip."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from avatar.render.cuda import drawn_by_graph
from avatar.render.generator import BRAIN, FULL, HALF, Generator, PreparedFace
from avatar.render.keypoints import KeypointNet
from avatar.render.layers import Weights
from avatar.render.mapping import Mapping
from avatar.render.transform import Camera, transform

STEP_PX = 128  # the key point network halves a picture seven times
POSES_AT_ONCE = 32
CUDA_FRAMES = 8  # drawn at once; a processor gains nothing from more than one
PRECISIONS = {"fp32": FULL, "bf16": BRAIN, "fp16": HALF}

Pixels = NDArray[np.uint8]  # [s, s, 3], RGB
Window = NDArray[np.float32]  # [c, 27], coefficients of a frame and of 13 to either side
Windows = Callable[[int, int], NDArray[np.float32]]  # first frame and count -> [count, c, 27]
Track = NDArray[np.float32]  # degrees, one for each frame of the clip


@dataclass(frozen=True)
class RenderWeights:
    """The networks' weights, the keys without their prefix."""

    kp_extractor: Weights
    generator: Weights
    mapping: Weights


@dataclass(frozen=True)
class CameraTracks:
    """Angles in place of those that the coefficients ask for; None: those stay."""

    yaw: Track | None = None
    pitch: Track | None = None
    roll: Track | None = None


@dataclass(frozen=True)
class Prepared:
    """What depends on the photo alone, some 15 MB at 256: worth keeping from one clip to the next."""

    canonical: Tensor  # [1, 15, 3], key points of the face, not turned
    face: PreparedFace


class Renderer:
    """Draws a face as coefficients say. Not to be used by two threads at once."""

    def __init__(
        self, weights: RenderWeights, size_px: int, device: str = "cpu", precision: str = "fp32"
    ) -> None:
        """Build and fold the networks, which were trained for one size: 256 or 512.

        ``precision`` is fp32, or bf16 for processors with instructions for it (some 48 dB from the exact
        frames), or fp16 for CUDA. Raises ValueError for an impossible size or precision, RuntimeError for
        weights that are not those of these networks.
        """
        if size_px % STEP_PX or precision not in PRECISIONS:
            raise ValueError(f"no size {size_px} or no precision {precision}: {', '.join(PRECISIONS)}")
        self.size_px, self.device = size_px, torch.device(device)
        self.frames_at_once = CUDA_FRAMES if self.device.type == "cuda" else 1
        with torch.inference_mode():
            self.generator = Generator(weights.generator, PRECISIONS[precision], self.device)
            self._keypoints, self._mapping = KeypointNet(weights.kp_extractor), Mapping(weights.mapping)
        self._keypoints.net.to(self.device)
        self._mapping.net.to(self.device)

    @torch.inference_mode()
    def prepare(self, image: Pixels, source: Window) -> Prepared:
        """Work out all that depends on the photo [s, s, 3] and its own coefficients alone.

        Raises ValueError if the photo has another size than the renderer.
        """
        if image.shape != (self.size_px, self.size_px, 3):
            raise ValueError(f"a photo of {self.size_px} pixels a side is needed, not {image.shape}")
        pixels = torch.from_numpy(np.ascontiguousarray(image)).to(self.device)
        picture = pixels.permute(2, 0, 1)[None].float() / 255
        canonical = self._keypoints(picture)
        posed = transform(canonical, self._mapping(self._tensor(source[None])))
        return Prepared(canonical, self.generator.prepare(picture, posed))

    @torch.inference_mode()
    def frames(
        self, prepared: Prepared, windows: Windows, camera: CameraTracks | None, first: int, count: int
    ) -> Iterator[Pixels]:
        """Draw the frames ``first`` .. ``first`` + ``count`` - 1 of a clip, uint8 [s, s, 3] each.

        A frame is the same, bit for bit, in whatever range it is drawn.
        """
        batches = self.driving(prepared, windows, camera, first, count)
        if self.device.type == "cuda":
            drawn = drawn_by_graph(lambda points: self._bytes(prepared, points), batches)
        else:
            drawn = (self._bytes(prepared, points).numpy() for points in batches)
        left = count
        skip = first % self.frames_at_once
        for batch in drawn:
            kept = batch[skip : skip + left]
            yield from kept
            left, skip = left - len(kept), 0

    def driving(
        self, prepared: Prepared, windows: Windows, camera: CameraTracks | None, first: int, count: int
    ) -> Iterator[Tensor]:
        """Give the key points of a range, frames_at_once at a time.

        Sums may round differently at other places of a batch, or in a batch of another size. So a frame has
        the same place in every range: that of its number. What else is in its batch doesn't matter.
        """
        end = first + count
        if count <= 0:
            return
        for start in range(first - first % POSES_AT_ONCE, end, POSES_AT_ONCE):
            low, high = max(first, start), min(end, start + POSES_AT_ONCE)
            slots = np.arange(start, start + POSES_AT_ONCE).clip(low, high - 1)
            head = self._mapping(self._tensor(windows(low, high - low)[slots - low]))
            points = transform(prepared.canonical, head, self._camera(camera, slots))
            for at in range(0, POSES_AT_ONCE, self.frames_at_once):
                if start + at < high and low < start + at + self.frames_at_once:
                    yield points[at : at + self.frames_at_once]

    def _camera(self, camera: CameraTracks | None, slots: NDArray[np.int64]) -> Camera | None:
        if camera is None:
            return None
        tracks = (camera.yaw, camera.pitch, camera.roll)
        return Camera(*(None if track is None else self._tensor(track[slots]) for track in tracks))

    def _bytes(self, prepared: Prepared, points: Tensor) -> Tensor:
        """Draw one batch: uint8 [b, s, s, 3], on the device."""
        frames = self.generator(prepared.face, points)
        return frames.mul_(255).round_().permute(0, 2, 3, 1).to(torch.uint8)

    def _tensor(self, values: NDArray[np.float32]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(values, np.float32)).to(self.device)
