"""Trains networks that tell a latent's velocity: the UNet from words, and whatever is built on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from training.halves import halve_convolutions, restore_convolutions
from training.learner import Course, Group, Learner, train
from training.unet import NOISE

RATE = 1.2e-3
POLISH_RATE = 6e-4  # of weights that can draw already
REFINE_RATE, REFINE_TEXT_SHARE = 3.5e-4, 0.3  # of weights that draw well and mishear some words
SNR_LIMIT = 5.0
CORES_MOST = 8


@dataclass(frozen=True)
class Study:
    """A batch to learn from."""

    tokens: Tensor  # int64 [b, 48]
    clean: Tensor  # float32 [b, 4, 16, 16]
    noise: Tensor  # as clean
    steps: Tensor  # int64 [b], 0..999
    weights: Tensor  # float32 [b, 1, 16, 16], mean 1: how much each spot counts
    beside: Tensor  # float32 [b, k, ...]: what is shown beside the noise: masks, depth, edges; k may be 0
    levels: Tensor  # float32 [b]: the least that the noise level of each counts, 0..1

    def parts(self, count: int) -> list[Study]:
        """Deal the batch out into equal parts."""
        size = len(self.clean) // count
        cuts = [slice(i * size, (i + 1) * size) for i in range(count)]
        return [Study(*(getattr(self, field.name)[cut] for field in fields(self))) for cut in cuts]


Predict = Callable[[Tensor, Study], Tensor]  # noisy latents [b, 4, 16, 16] and their study to velocities


@dataclass(frozen=True)
class Easel:
    """The models that paint together."""

    tokenizer: CLIPTokenizer
    text_encoder: CLIPTextModel
    unet: UNet2DConditionModel

    def predict(self, noisy: Tensor, study: Study) -> Tensor:
        """Tell velocities from noisy latents, words and what is beside them."""
        words = self.text_encoder(study.tokens).last_hidden_state
        seen = torch.cat([noisy, study.beside], 1)
        told: Tensor = self.unet(seen, study.steps, encoder_hidden_states=words, return_dict=False)[0]
        return told


@dataclass(frozen=True)
class Apprentice:
    """What learns, how it paints, and what it copies."""

    groups: Sequence[Group]
    predict: Predict
    draw: Callable[[int], Study]  # the batch of a step


def train_painter(
    easel: Easel,
    draw: Callable[[int], Study],
    course: Course,
    watch: Callable[[Learner], None] | None = None,
    *,
    rate: float = RATE,
    text_share: float = 0.1,
) -> Learner:
    """Train the UNet, and the text encoder at a share of its rate; leaves the averages in both.

    A share of 0 leaves the text encoder as it is.

    Returns: the learner, which knows how far it came.
    """
    groups = [Group(easel.unet, rate)]
    easel.text_encoder.requires_grad_(text_share > 0)
    if text_share:
        groups.append(Group(easel.text_encoder, rate * text_share))
    halve_convolutions(easel.unet)
    learner = train_velocity(Apprentice(groups, easel.predict, draw), course, watch)
    restore_convolutions(easel.unet)
    return learner


def train_velocity(
    apprentice: Apprentice, course: Course, watch: Callable[[Learner], None] | None = None
) -> Learner:
    """Train the groups to tell velocities; leaves the averages in them.

    Returns: the learner, which knows how far it came.
    """
    learner = Learner(apprentice.groups, average_decay=0.9985)
    signal = DDPMScheduler(**NOISE).alphas_cumprod  # [1000]
    modules = [group.module for group in apprentice.groups]
    weights = [weight for module in modules for weight in module.parameters()]
    cores = min(torch.get_num_threads(), CORES_MOST)
    for module in modules:
        module.train()

    def loss() -> Tensor:
        study = apprentice.draw(learner.steps)
        return fill_gradients(apprentice.predict, study.parts(cores), signal, weights)

    train(learner, loss, course, every=100, watch=watch)
    learner.lend_average()
    torch.set_num_threads(cores)
    for module in modules:
        module.eval()
    return learner


def fill_gradients(
    predict: Predict, parts: Sequence[Study], signal: Tensor, weights: Sequence[Tensor]
) -> Tensor:
    """Work on the parts of a batch in one thread each, and add up their gradients.

    Two threads that share every operation wait for each other thousands of times a step; on a
    machine that has other work to do they wait long. These meet once.

    Returns: the mean loss, without a gradient.
    """

    def work(part: Study) -> tuple[Tensor, tuple[Tensor, ...]]:
        torch.set_num_threads(1)
        loss = velocity_loss(predict, part, signal) / len(parts)
        return loss.detach(), torch.autograd.grad(loss, weights)

    with ThreadPoolExecutor(len(parts)) as pool:
        done = list(pool.map(work, parts))
    total = list(done[0][1])
    for _, gradients in done[1:]:
        torch._foreach_add_(total, list(gradients))
    for weight, gradient in zip(weights, total, strict=True):
        weight.grad = gradient
    return torch.stack([loss for loss, _ in done]).sum()


def velocity_loss(predict: Predict, study: Study, signal: Tensor) -> Tensor:
    """Compare the velocities told with the true ones.

    ``signal`` is the product of alphas of each timestep, float32 [1000]. Velocity: Salimans & Ho (2022),
    appendix D. The weight is the root of min-SNR's, Hang et al. (2023), eq. 8: the rise at high noise is
    where words decide. Where more than words decides there, the study raises it. Spots count as the study
    says, so that a mouth, two spots of 256, is learnt as soon as a sky.
    """
    kept = signal[study.steps].view(-1, 1, 1, 1)
    noisy = kept.sqrt() * study.clean + (1 - kept).sqrt() * study.noise
    velocity = kept.sqrt() * study.noise - (1 - kept).sqrt() * study.clean
    ratio = (kept / (1 - kept)).flatten()
    weight = (ratio.clamp(max=SNR_LIMIT) / (ratio + 1)).sqrt().maximum(study.levels)
    off: Tensor = (study.weights * (predict(noisy, study) - velocity).square()).mean((1, 2, 3))
    return (weight * off).mean()
