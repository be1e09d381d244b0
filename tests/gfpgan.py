"""GFPGAN with weights of no meaning: of full size in a file like its makers', and a small one at once."""

import math
import re
from functools import cache
from pathlib import Path

import torch
from filelock import FileLock
from torch import Tensor, nn

from generation.restoring.network import Restorer, build

FILE = Path(__file__).parent.parent / ".cache" / "gfpgan" / "GFPGANv1.4.pth"
SMALL = 1 / 16  # of the channels
CENTRED_AT_1 = r"modulation\.bias$|^condition_scale\.\d\.2\.bias$"
# Standard deviation of a weight is gain / sqrt(fan_in); the first that matches. What comes out fills 0..255.
GAINS = (
    (r"^condition_\w+\.\d\.2\.", 0.3),
    (r"to_rgb", 0.07),
    (r"modulation\.", 0.3),
    (r"\.(conv2|skip)\.", 1.0),
    (r"^final_linear", 0.5),
    (r".", 1.4),
)


def stand_in() -> Path:
    """Give the path of a stand-in for GFPGANv1.4.pth, of its names, shapes and format.

    The first call writes it, in some seconds.
    """
    FILE.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{FILE}.lock"):
        if not FILE.exists():
            with torch.device("meta"):
                network = build()
            part = FILE.with_suffix(".part")
            torch.save({"params_ema": weights_of(network)}, part)
            part.replace(FILE)
    return FILE


@cache
def small_restorer() -> Restorer:
    """Make a network of few channels, whose faces are as large as the full one's."""
    with torch.device("meta"):
        network = build(narrow=SMALL)
    network.load_state_dict(weights_of(network), strict=True, assign=True)
    return Restorer(network.eval().requires_grad_(requires_grad=False))


def weights_of(network: nn.Module, seed: int = 0) -> dict[str, Tensor]:
    """Draw weights, the same for a seed, under which a face changes what comes out."""
    generator = torch.Generator().manual_seed(seed)
    return {name: _drawn(name, weight, generator) for name, weight in network.state_dict().items()}


def _drawn(name: str, weight: Tensor, generator: torch.Generator) -> Tensor:
    drawn = torch.randn(weight.shape, generator=generator)
    if ".noises." in name or "constant_input" in name:
        return drawn
    if weight.dim() < 2 or name.endswith("bias"):
        centre = 1.0 if re.search(CENTRED_AT_1, name) else 0.0
        return drawn * 0.05 + centre
    fan_in = math.prod(weight.shape[2 if weight.dim() == 5 else 1 :])
    gain = next(gain for pattern, gain in GAINS if re.search(pattern, name))
    return drawn * (gain / math.sqrt(fan_in))
