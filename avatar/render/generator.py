"""Draws frames from key points: what the face looks like, moved to where it is, and painted."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from avatar.folding import load_plain
from avatar.render.appearance import Appearance
from avatar.render.decoder import FastDecoder, FastEntry, save_products
from avatar.render.dense_motion import DenseMotion, PreparedMotion
from avatar.render.layers import Weights, below, part
from avatar.render.spade import Entry, SpadeDecoder

APPEARANCE = ("first", "down_blocks", "second", "resblocks_3d")
ENTRY = ("third", "fourth")
MOTION, DECODER = "dense_motion_network", "decoder"


@dataclass(frozen=True)
class PreparedFace:
    """What depends on the photo alone."""

    features: Tensor  # [1, 32, 16, f, f], what the face looks like
    motion: PreparedMotion


@dataclass(frozen=True)
class Precision:
    """In which types the heavy parts compute; angles, key points and places in the photo stay in float32."""

    painting: torch.dtype = torch.float32  # the decoder
    motion: torch.dtype = torch.float32  # the hourglass of the dense motion and what reads it


FULL = Precision()
BRAIN = Precision(painting=torch.bfloat16)
HALF = Precision(painting=torch.float16, motion=torch.float16)
CPU = torch.device("cpu")


class Generator:
    """Draws frames of a face.

    Source: Wang et al. (2021), One-shot free-view neural talking-head synthesis, section 3.
    """

    def __init__(self, state: Weights, precision: Precision = FULL, device: torch.device = CPU) -> None:
        """Take the weights under ``generator``. Raises RuntimeError unless each has its place."""
        stray = {key.split(".", 1)[0] for key in state} - {*APPEARANCE, *ENTRY, MOTION, DECODER}
        if stray:
            raise RuntimeError(f"unknown parts of a generator: {', '.join(sorted(stray))}")
        self.precision = precision
        self.appearance = Appearance(state)
        self.motion = DenseMotion(below(state, MOTION))
        self.entry = FastEntry(load_plain(Entry, part(state, *ENTRY)))
        self.decoder = FastDecoder(load_plain(SpadeDecoder, below(state, DECODER)))
        self._lower()
        for net in (self.entry, self.decoder):
            if device.type == "cpu" and next(net.parameters()).dtype == torch.float32:
                save_products(net)
        nets = (self.appearance.net, self.motion.net, self.entry, self.decoder)
        nn.ModuleList(nets).to(device)

    def prepare(self, image: Tensor, source: Tensor) -> PreparedFace:
        """Work out what depends on the photo [1, 3, s, s] (0 .. 1) and its key points [1, 15, 3] alone."""
        features = self.appearance(image)
        return PreparedFace(features, self.motion.prepare(features, source))

    def __call__(self, prepared: PreparedFace, driving: Tensor) -> Tensor:
        """Draw the frames [b, 3, s, s], 0 .. 1, of key points [b, 15, 3]."""
        deformation, occlusion = self.motion(prepared.motion, driving)
        return self.paint(prepared, deformation, occlusion)

    def paint(self, prepared: PreparedFace, deformation: Tensor, occlusion: Tensor) -> Tensor:
        """Draw frames from a deformation [b, 16, f, f, 3] and an occlusion [b, 1, f, f]."""
        seen = self.entry(warped(prepared.features, deformation), occlusion)
        frames: Tensor = self.decoder(seen.to(self.precision.painting))
        return frames.float()

    def _lower(self) -> None:
        """Let the heavy parts compute in their types."""
        self.decoder.to(self.precision.painting)
        net, motion = self.motion.net, self.precision.motion
        if motion != torch.float32:
            net.hourglass = _InType(net.hourglass, motion)  # type: ignore[assignment]  # stands for it
            net.mask = _InType(net.mask, motion)  # type: ignore[assignment]
            net.occlusion = _InType(net.occlusion, motion)  # type: ignore[assignment]


class _InType(nn.Module):
    """Lets a network compute in another type, unseen from outside."""

    def __init__(self, net: nn.Module, dtype: torch.dtype) -> None:
        super().__init__()
        self.net, self.dtype = net.to(dtype), dtype

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.net(x.to(self.dtype))
        return y.float()


def warped(features: Tensor, deformation: Tensor) -> Tensor:
    """Fetch features [1, 32, 16, f, f] from where a deformation [b, 16, f, f, 3] looks: [b, 512, f, f].

    The grid's corners lie on -1 and 1 and yet corners are not aligned: the networks were trained so.
    """
    same = features.expand(len(deformation), -1, -1, -1, -1)
    return functional.grid_sample(same, deformation, align_corners=False).flatten(1, 2)
