"""Trains the pocket upscalers: small compact networks that know how the drawings look from near.

The drawing program draws the same picture four times larger; a network learns to get there from pictures
that were made smaller, and from pictures as the pocket model's decoder paints them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from generation.upscalers.compact import CompactNet, CompactShape
from generation.upscalers.load import Net
from generation.upscalers.upscale import Upscaler
from training.folder import open_folder
from training.learner import Course, Group, Learner, train
from training.pairs import SCALE, Bytes, Pairs, as_bytes, as_floats, make_pairs, open_pairs, shrink
from training.vision import reconstruction_loss

SHIPPED = Path(__file__).resolve().parent.parent / "generation" / "pocket"
SHAPES = {4: CompactShape(48, 8, 4), 2: CompactShape(48, 8, 2)}
MINUTES = {4: 12.0, 2: 6.0}
DRAWINGS = 1200
HELD_OUT, FIRST_HELD_OUT_SEED = 100, 10_000_000
SEED = 7
BATCH, PATCH_PX = 12, 40
LOOKS = 3  # places of a drawing that are looked at; the busiest is learned from
RATE = 1.5e-3
REDRAWN_SHARE = 0.5  # of a batch; the others are averaged or made smaller by a bicubic filter
SOFT_SHARE = 0.2  # of a batch: a little blurred on top


@dataclass(frozen=True)
class Figures:
    """Mean peak signal to noise ratios of held-out drawings, in dB, per picture."""

    averaged_db: float  # of pictures whose pixels were averaged
    averaged_bicubic_db: float  # ... enlarged by a bicubic filter
    redrawn_db: float  # of pictures after a round trip through the VAE
    redrawn_bicubic_db: float

    def __str__(self) -> str:
        return (
            f"averaged: {self.averaged_db:.2f} dB, bicubic {self.averaged_bicubic_db:.2f} dB;"
            f" redrawn: {self.redrawn_db:.2f} dB, bicubic {self.redrawn_bicubic_db:.2f} dB"
        )


def train_upscaler(pairs: Pairs, scale: int, course: Course) -> tuple[CompactNet, Learner]:
    """Train one upscaler; returns its average in float32, and the learner, which knows how far it came."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    net = CompactNet(SHAPES[scale])
    learner = Learner([Group(net, RATE)])
    net.to(torch.bfloat16).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # a gap in the stubs

    def loss() -> Tensor:
        large, redrawn = _patches(pairs, rng)
        wanted = shrink(large, SCALE // scale)
        made = _enlarge(net, _shown(large, redrawn, rng))
        return reconstruction_loss(made * 2 - 1, wanted * 2 - 1)

    train(learner, loss, course)
    net.to(torch.float32).to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    learner.lend_average()
    return net.eval(), learner


def _enlarge(net: CompactNet, small: Tensor) -> Tensor:
    """Enlarge with a network in bfloat16, and add the result up in float32."""
    halves = small.to(torch.bfloat16, memory_format=torch.channels_last)
    added = functional.pixel_shuffle(net.body(halves).float(), net.scale)
    return functional.interpolate(small, scale_factor=float(net.scale), mode="nearest") + added


def _patches(pairs: Pairs, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Cut patches out of drawings: large [b, 3, 160, 160] and redrawn [b, 3, 40, 40], 0..1."""
    large, redrawn = [], []
    for index in rng.integers(0, len(pairs), BATCH):
        looks = [_cut(pairs.redrawn[index], *place, PATCH_PX) for place in _places(rng)]
        busiest = max(looks, key=lambda look: float(look[0].std()))
        patch, top, left = busiest
        redrawn.append(patch)
        large.append(_cut(pairs.large[index], top * SCALE, left * SCALE, PATCH_PX * SCALE)[0])
    turned = slice(None, None, -1 if rng.random() < 0.5 else 1)
    return as_floats(np.stack(large)[:, :, turned]), as_floats(np.stack(redrawn)[:, :, turned])


def _places(rng: np.random.Generator) -> list[tuple[int, int]]:
    places = rng.integers(0, 128 - PATCH_PX + 1, (LOOKS, 2))
    return [(int(top), int(left)) for top, left in places]


def _cut(picture: Bytes, top: int, left: int, side_px: int) -> tuple[Bytes, int, int]:
    return picture[top : top + side_px, left : left + side_px], top, left


def _shown(large: Tensor, redrawn: Tensor, rng: np.random.Generator) -> Tensor:
    """Choose how each patch comes to the network: redrawn, averaged or bicubic, a few a little blurred."""
    averaged = shrink(large, SCALE)
    bicubic = functional.interpolate(large, scale_factor=1 / SCALE, mode="bicubic", antialias=True)
    chance = torch.from_numpy(rng.random((2, BATCH, 1, 1, 1)))
    plain = torch.where(chance[0] < (1 + REDRAWN_SHARE) / 2, averaged, bicubic.clamp(0, 1))
    shown = torch.where(chance[0] < REDRAWN_SHARE, redrawn, plain)
    soft = functional.avg_pool2d(shown, 3, 1, 1, count_include_pad=False)
    return torch.where(chance[1] < SOFT_SHARE, (shown + soft) / 2, shown)


def measure(net: Net, pairs: Pairs) -> Figures:
    """Compare what the product makes of small pictures with the large drawings."""
    upscaler = Upscaler(net)
    large = as_floats(pairs.large)
    wanted = as_bytes(shrink(large, SCALE // net.scale))
    means = []
    for small in (as_bytes(shrink(large, SCALE)), pairs.redrawn):
        pictures = [Image.fromarray(one) for one in small]
        size = wanted.shape[2], wanted.shape[1]
        ours = np.stack([np.asarray(upscaler.enlarge(one)) for one in pictures])
        plain = np.stack([np.asarray(one.resize(size, Image.Resampling.BICUBIC)) for one in pictures])
        means += [_psnr_db(ours, wanted), _psnr_db(plain, wanted)]
    return Figures(*means)


def _psnr_db(made: Bytes, wanted: Bytes) -> float:
    squares = [np.square(a.astype(np.float64) - b).mean() for a, b in zip(made, wanted, strict=True)]
    return float(np.mean(10 * np.log10(255**2 / np.maximum(squares, 1e-9))))


def ship(net: CompactNet, learner: Learner, figures: Figures, folder: Path) -> None:
    """Write the weights in half precision, and what is told of them."""
    folder.mkdir(parents=True, exist_ok=True)
    halves = {name: weight.half().contiguous() for name, weight in net.state_dict().items()}
    save_file(halves, folder / f"{folder.name}.safetensors")
    told = {
        "recipe": f"python -m training.upscaler --scale {net.scale}",
        "drawings": DRAWINGS,
        "steps": learner.steps,
        "minutes": round(learner.spent_s / 60, 1),
        "held_out": HELD_OUT,
        "psnr": {name: round(value, 2) for name, value in asdict(figures).items()},
    }
    (folder / "training.json").write_text(json.dumps(told, indent=2) + "\n")


def main() -> None:
    """Train one upscaler from the command line."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--scale", type=int, choices=sorted(SHAPES), default=4)
    ask.add_argument("--minutes", type=float, help="time to train")
    ask.add_argument("--work", type=Path, required=True, help="checkpoints and drawings are kept here")
    ask.add_argument("--pocket", type=Path, default=SHIPPED / "pocket", help="whose VAE redraws the drawings")
    ask.add_argument("--out", type=Path, help="the folder to write")
    options = ask.parse_args()
    name = f"pocket-upscale-{options.scale}x"
    options.work.mkdir(parents=True, exist_ok=True)
    vae = open_folder(options.pocket).vae
    pairs = open_pairs(options.work, DRAWINGS, vae)
    course = Course(options.work / f"{name}.pt", options.minutes or MINUTES[options.scale])
    net, learner = train_upscaler(pairs, options.scale, course)
    held_out = range(FIRST_HELD_OUT_SEED, FIRST_HELD_OUT_SEED + HELD_OUT)
    figures = measure(net, make_pairs(held_out, vae, for_evaluation=True))
    print(figures)
    ship(net, learner, figures, options.out or SHIPPED / name)


if __name__ == "__main__":
    main()
