"""Runs GFPGAN on aligned faces.

Source: Wang et al. (2021), Towards Real-World Blind Face Restoration with Generative Facial Prior; its
"clean" network, without compiled operators, which versions 1.3 and 1.4 have.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from generation.restoring.mend import import_network
from generation.weight_file import fault, read_weights

SIDE_PX = 512  # of an aligned face, in and out
STYLES = 512  # numbers that tell a style
WIDTH = 2  # channel multiplier of the published weights
BATCH = 4  # faces at once on a GPU; a processor gains nothing by it and needs the memory

Faces = NDArray[np.float32]  # [n, SIDE_PX, SIDE_PX, 3], RGB, 0..255


def load_restorer(file: Path, device: torch.device) -> "Restorer":
    """Load GFPGAN from a file as its makers publish them, every weight of it or nothing.

    Raises ModelUnavailable if the file is missing, damaged, or of another network, and RestorerMissing.
    """
    weights = read_weights(file)
    with torch.device("meta"):  # no memory, and no time, for weights that are replaced at once
        network = build()
    try:
        network.load_state_dict(weights, strict=True, assign=True)
    except RuntimeError as error:
        raise fault(file, "holds no GFPGAN of the clean kind, 512 px, channel multiplier 2") from error
    return Restorer(network.to(device).eval().requires_grad_(requires_grad=False))


def build(narrow: float = 1.0) -> nn.Module:
    """Make the network; ``narrow`` is the share of its channels that it has. Raises RestorerMissing."""
    return import_network()(
        out_size=SIDE_PX,
        num_style_feat=STYLES,
        channel_multiplier=WIDTH,
        fix_decoder=False,
        input_is_latent=True,
        different_w=True,
        narrow=narrow,
        sft_half=True,
    )


@dataclass(frozen=True)
class Restorer:
    """A loaded network."""

    network: nn.Module
    batch: int = 0  # faces at once; 0 is what suits the device

    @torch.inference_mode()
    def restore(self, faces: Faces) -> Faces:
        """Draw aligned faces anew, each for itself: a face comes out the same in any company.

        The network's own noise is used, which never changes: what it makes of a face does not flicker.
        """
        size = self.size
        made = np.empty_like(faces)
        for first in range(0, len(faces), size):
            some = faces[first : first + size]
            made[first : first + size] = self._made(some, size)
        return made

    @property
    def size(self) -> int:
        """How many faces are drawn at once."""
        on_cpu = next(self.network.parameters()).device.type == "cpu"
        return self.batch or (1 if on_cpu else BATCH)

    def _made(self, faces: Faces, size: int) -> Faces:
        """Draw at most ``size`` faces; where there are fewer, the last is repeated.

        Another number of faces may be computed in another order, and so end in other bits.
        """
        full = np.concatenate([faces, np.repeat(faces[-1:], size - len(faces), axis=0)])
        colours = torch.from_numpy(full).to(next(self.network.parameters()).device)
        signed = colours.movedim(-1, 1).contiguous() / 127.5 - 1  # [size, 3, rows, columns], -1..1
        restored: Tensor = self.network(signed, return_rgb=False, randomize_noise=False)[0]
        shown = (restored.clamp(-1, 1) + 1) * 127.5
        made: Faces = shown[: len(faces)].movedim(1, -1).float().cpu().contiguous().numpy()
        return made
