"""Trains the pocket UNet to paint latents from words."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, DDPMScheduler, UNet2DConditionModel
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from transformers import CLIPTextModel, CLIPTokenizer

from training.autoencoder import moments
from training.captions import describe
from training.dataset import subject_of
from training.halves import halve_convolutions, restore_convolutions
from training.language import encode_words
from training.learner import Course, Group, Learner, Report, train
from training.parts import Part
from training.subjects import Subject
from training.unet import NOISE
from training.vision import as_input

SEED = 5
BATCH = 32
RATE = 1.2e-3
POLISH_RATE = 6e-4  # of weights that can draw already
ENCODE_BATCH = 20  # larger batches fall out of the processor's cache
EMPTY_SHARE = 0.1  # captions left out, so that guidance has something to push away from
SNR_LIMIT = 5.0
COUNTS = {  # how much small parts that people look for count, in skies
    Part.LIGHT: 3.0,
    Part.STARS: 3.0,
    Part.CLOUDS: 2.0,
    Part.HOUSE: 3.0,
    Part.TREE: 3.0,
    Part.BOAT: 3.0,
    Part.CAR: 3.0,
    Part.SKIN: 1.5,
    Part.BEARD: 3.0,
    Part.EYES: 2.5,
    Part.MOUTH: 5.0,
    Part.EYEWEAR: 2.5,
}


@torch.no_grad()
def encode_pictures(net: AutoencoderKL, pictures: NDArray[np.uint8], path: Path, report: Report) -> Tensor:
    """Encode all pictures, or read the latents if they are already there.

    The autoencoder works in bfloat16; what that loses is far below the noise added in training.

    Returns: float16 [n, 4, 16, 16].
    """
    if not path.exists():
        parts = []
        net = copy.deepcopy(net)
        for part in net.children():
            part.to(torch.bfloat16, memory_format=torch.channels_last)
        for start in range(0, len(pictures), ENCODE_BATCH):
            seen = as_input(pictures[start : start + ENCODE_BATCH])
            seen = seen.to(torch.bfloat16, memory_format=torch.channels_last)
            parts.append(moments(net, seen)[0].half())
            if start % 4000 == 0:
                report(f"latents: {start} of {len(pictures)}")
        torch.save(torch.cat(parts), path)
    latents: Tensor = torch.load(path, weights_only=True)
    return latents


@dataclass
class Easel:
    """The models a painter trains with, and the latents it copies."""

    tokenizer: CLIPTokenizer
    text_encoder: CLIPTextModel
    unet: UNet2DConditionModel
    latents: Tensor = field(default_factory=lambda: torch.empty(0))  # float16 [n, 4, 16, 16], of seed i
    weights: Tensor = field(default_factory=lambda: torch.empty(0))  # float16 [n, 16, 16], mean 1


@dataclass(frozen=True)
class Study:
    """A batch to learn from."""

    tokens: Tensor  # int64 [b, 48]
    clean: Tensor  # float32 [b, 4, 16, 16]
    noise: Tensor  # as clean
    steps: Tensor  # int64 [b], 0..999
    weights: Tensor  # float32 [b, 1, 16, 16], mean 1: how much each spot counts

    def parts(self, count: int) -> list[Study]:
        """Deal the batch out into equal parts."""
        size = len(self.clean) // count
        cuts = [slice(i * size, (i + 1) * size) for i in range(count)]
        values = (self.tokens, self.clean, self.noise, self.steps, self.weights)
        return [Study(*(value[cut] for value in values)) for cut in cuts]


def weigh_spots(parts: NDArray[np.uint8]) -> Tensor:
    """Tell how much each latent spot of drawings counts, from their parts, uint8 [n, 128, 128].

    Returns: float16 [n, 16, 16], mean 1.
    """
    counts = torch.tensor([COUNTS.get(part, 1.0) for part in Part])
    spots = [
        functional.avg_pool2d(counts[torch.from_numpy(parts[i : i + 500]).long()][:, None], 8)
        for i in range(0, len(parts), 500)
    ]
    weights = torch.cat(spots).squeeze(1)
    return (weights / weights.mean()).half()


def train_painter(
    easel: Easel,
    course: Course,
    watch: Callable[[Learner], None] | None = None,
    *,
    rate: float = RATE,
) -> Learner:
    """Train the UNet, and the text encoder at a tenth of its rate; leaves the averages in both.

    Returns: the learner, which knows how far it came.
    """
    subjects = [subject_of(i) for i in range(len(easel.latents))]
    learner = Learner([Group(easel.unet, rate), Group(easel.text_encoder, rate / 10)], average_decay=0.9985)
    signal = DDPMScheduler(**NOISE).alphas_cumprod  # [1000]
    easel.text_encoder.train()
    easel.unet.train()
    halve_convolutions(easel.unet)
    weights = [*easel.unet.parameters(), *easel.text_encoder.parameters()]
    cores = min(torch.get_num_threads(), 8)

    def loss() -> Tensor:
        study = draw_study(easel, subjects, len(signal), seed=learner.steps)
        return fill_gradients(easel, study.parts(cores), signal, weights)

    train(learner, loss, course, every=100, watch=watch)
    learner.lend_average()
    torch.set_num_threads(cores)
    restore_convolutions(easel.unet)
    easel.text_encoder.eval()
    easel.unet.eval()
    return learner


def draw_study(easel: Easel, subjects: Sequence[Subject], levels: int, *, seed: int) -> Study:
    """Draw a batch: subjects, captions, noise and how much of it; the seed decides all."""
    rng = np.random.default_rng([SEED, seed])
    dice = torch.Generator().manual_seed(int(rng.integers(2**31)))
    chosen = rng.integers(0, len(subjects), BATCH)
    captions = ["" if rng.random() < EMPTY_SHARE else describe(subjects[i], rng).text for i in chosen]
    return Study(
        tokens=encode_words(easel.tokenizer, captions),
        clean=easel.latents[torch.from_numpy(chosen)].float(),
        weights=easel.weights[torch.from_numpy(chosen)].float().unsqueeze(1),
        noise=torch.randn(BATCH, *easel.latents.shape[1:], generator=dice),
        steps=torch.randint(0, levels, (BATCH,), generator=dice),
    )


def fill_gradients(easel: Easel, parts: Sequence[Study], signal: Tensor, weights: Sequence[Tensor]) -> Tensor:
    """Work on the parts of a batch in one thread each, and add up their gradients.

    Two threads that share every operation wait for each other thousands of times a step; on a
    machine that has other work to do they wait long. These meet once.

    Returns: the mean loss, without a gradient.
    """

    def work(part: Study) -> tuple[Tensor, tuple[Tensor, ...]]:
        torch.set_num_threads(1)
        words = easel.text_encoder(part.tokens).last_hidden_state
        loss = velocity_loss(easel.unet, part, words, signal) / len(parts)
        return loss.detach(), torch.autograd.grad(loss, weights)

    with ThreadPoolExecutor(len(parts)) as pool:
        done = list(pool.map(work, parts))
    total = list(done[0][1])
    for _, gradients in done[1:]:
        torch._foreach_add_(total, list(gradients))
    for weight, gradient in zip(weights, total, strict=True):
        weight.grad = gradient
    return torch.stack([loss for loss, _ in done]).sum()


def velocity_loss(unet: UNet2DConditionModel, study: Study, words: Tensor, signal: Tensor) -> Tensor:
    """Compare the velocity that the UNet sees with the true one.

    ``words`` is float [b, tokens, width], ``signal`` the product of alphas of each timestep.
    Velocity: Salimans & Ho (2022), appendix D. The weight is the root of min-SNR's, Hang et al.
    (2023), eq. 8: the rise at high noise is where words decide. Spots count as the study says, so that
    a mouth, two spots of 256, is learnt as soon as a sky.
    """
    kept = signal[study.steps].view(-1, 1, 1, 1)
    noisy = kept.sqrt() * study.clean + (1 - kept).sqrt() * study.noise
    velocity = kept.sqrt() * study.noise - (1 - kept).sqrt() * study.clean
    seen = unet(noisy, study.steps, encoder_hidden_states=words, return_dict=False)[0]
    ratio = (kept / (1 - kept)).flatten()
    weight = (ratio.clamp(max=SNR_LIMIT) / (ratio + 1)).sqrt()
    off: Tensor = (study.weights * (seen - velocity).square()).mean((1, 2, 3))
    return (weight * off).mean()
