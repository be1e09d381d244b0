"""Trains the autoencoder on the drawings."""

from __future__ import annotations

import numpy as np
import torch
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.autoencoder import build, decode, moments
from training.learner import Course, Group, Learner, train

SEED, SHARPEN_SEED = 1, 2
BATCH = 8
RATE = 1.4e-3
KL_SHARE = 3e-4
GRADIENT_SHARE = 0.6
SHAKE = 0.05  # noise while sharpening: the UNet's latents are never exact
CHANNELS_LAST = torch.channels_last
DETAIL_SHARE = 2.5  # how much more a busy spot counts than a flat one


def as_input(pictures: NDArray[np.uint8]) -> Tensor:
    """Turn uint8 [b, h, w, 3] into float32 [b, 3, h, w] in -1..1."""
    channels_first = np.ascontiguousarray(np.moveaxis(pictures, -1, 1))
    return torch.from_numpy(channels_first).float() / 127.5 - 1


def reconstruction_loss(made: Tensor, wanted: Tensor) -> Tensor:
    """Compare pictures [b, 3, h, w] by value and by slope, with weight on busy spots.

    Eyes and windows cover few pixels; without the weight they are the last to become sharp.
    """
    made, wanted = made.float(), wanted.float()
    grey = wanted.mean(1, keepdim=True)
    level = functional.avg_pool2d(grey, 5, 1, 2, count_include_pad=False)
    busy = functional.avg_pool2d((grey - level).abs(), 5, 1, 2)
    weight = 1 + DETAIL_SHARE * (busy * 8).clamp(max=1)
    weight = weight / weight.mean()
    off = made - wanted
    loss = (weight * (off.abs() + 0.5 * off.square())).mean()
    for axis in (2, 3):
        slope = (made.diff(dim=axis) - wanted.diff(dim=axis)).abs()
        loss = loss + GRADIENT_SHARE * (slope * weight.narrow(axis, 1, slope.shape[axis])).mean()
    return loss


def train_autoencoder(pictures: NDArray[np.uint8], course: Course) -> AutoencoderKL:
    """Train encoder and decoder together; returns the average in float32, not yet whitened.

    The weights train in bfloat16 with float32 masters: on a processor without a fast float32 path
    that is 1.5 to 1.9 times as fast, and it reaches the same quality.
    """
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    net = build()
    learner = Learner([Group(net, RATE)])
    _half(net)

    def loss() -> Tensor:
        wanted = _batch(pictures, rng, BATCH)
        mean, log_variance = moments(net, wanted.to(torch.bfloat16, memory_format=CHANNELS_LAST))
        noise = torch.randn_like(mean) * (log_variance / 2).exp()
        made = decode(net, mean + noise)
        mean, log_variance = mean.float(), log_variance.float()
        kl = (mean.square() + log_variance.exp() - 1 - log_variance).mean() / 2
        return reconstruction_loss(made, wanted) + KL_SHARE * kl

    train(learner, loss, course)
    return _settle(net, learner)


def sharpen_decoder(net: AutoencoderKL, pictures: NDArray[np.uint8], course: Course) -> AutoencoderKL:
    """Train the decoder on, with the encoder and so the latents left as they are."""
    torch.manual_seed(SHARPEN_SEED)
    rng = np.random.default_rng(SHARPEN_SEED)
    learner = Learner([Group(net.decoder, RATE / 3)])
    _half(net)

    def loss() -> Tensor:
        wanted = _batch(pictures, rng, BATCH)
        with torch.no_grad():
            mean, _ = moments(net, wanted.to(torch.bfloat16, memory_format=CHANNELS_LAST))
        made = decode(net, mean + SHAKE * torch.randn_like(mean))
        return reconstruction_loss(made, wanted)

    train(learner, loss, course)
    return _settle(net, learner)


def _batch(pictures: NDArray[np.uint8], rng: np.random.Generator, size: int) -> Tensor:
    chosen = np.sort(rng.integers(0, len(pictures), size))
    return as_input(pictures[chosen])


def _half(net: AutoencoderKL) -> None:
    for part in net.children():
        part.to(torch.bfloat16, memory_format=CHANNELS_LAST)


def _settle(net: AutoencoderKL, learner: Learner) -> AutoencoderKL:
    """Bring the averaged weights back to float32 in the ordinary layout."""
    for part in net.children():
        part.to(torch.float32, memory_format=torch.contiguous_format)
    learner.lend_average()
    return net.eval()


@torch.no_grad()
def psnr_db(net: AutoencoderKL, pictures: NDArray[np.uint8]) -> float:
    """Measure the mean peak signal to noise ratio of a round trip, in dB, per picture."""
    values = []
    for start in range(0, len(pictures), 25):
        wanted = as_input(pictures[start : start + 25])
        made = decode(net, moments(net, wanted)[0]).clamp(-1, 1)
        values.append(10 * torch.log10(4 / (made - wanted).square().mean((1, 2, 3))))
    return float(torch.cat(values).mean())
