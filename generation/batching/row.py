"""One picture in flight: where it is between noise and picture, and how it gets a step further."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from torch import Generator, Tensor

from generation.schedulers import Stepper, takes_noise

if TYPE_CHECKING:
    import torch

    from generation.pipelines.controlnet import Followed
    from generation.pipelines.pipeline import Conditions, Pipeline


class Share(NamedTuple):
    """What pictures must have in common to go through the UNet together."""

    network: int  # the identity of the loaded UNet, adapters worked in
    shape: torch.Size  # of the latents
    tokens: int  # that the prompt takes
    seamless: bool  # whether pictures are to continue at the opposite edge


@dataclass(frozen=True)
class Guess:
    """What is known of a picture after a step; enough to guess how it will end."""

    noisy: Tensor  # float32 [1, channels, rows, columns], as the UNet saw them
    predicted: Tensor  # the same shape
    timestep: int
    config: Any  # a Config
    alphas_cumprod: Tensor

    def clean(self) -> Tensor:
        """Take the predicted noise out of the latents.

        Every sampler hands the UNet latents of the variance-preserving kind, so that one formula serves all.
        Source: Salimans and Ho (2022), Progressive Distillation, appendix D.
        """
        kept = float(self.alphas_cumprod[min(self.timestep, len(self.alphas_cumprod) - 1)])
        alpha, sigma = math.sqrt(kept), math.sqrt(1 - kept)
        match self.config.get("prediction_type", "epsilon"):
            case "v_prediction":
                return alpha * self.noisy - sigma * self.predicted
            case "sample":
                return self.predicted
            case _:
                return (self.noisy - sigma * self.predicted) / max(alpha, 1e-3)


@dataclass(frozen=True)
class Kept:
    """What stays of a picture where a part of it is drawn anew, by a model that was not made for that."""

    latents: Tensor  # float32 [1, channels, rows, columns]
    noise: Tensor  # the same shape
    mask: Tensor  # float32 [1, 1, rows, columns]: 1 is drawn anew

    def laid_under(self, row: Row) -> Tensor:
        """Put the picture, as noisy as what was drawn, back to where it stays."""
        under = self.latents
        if not row.finished:
            under = row.scheduler.add_noise(under, self.noise, row.timestep[None])
        return (1 - self.mask) * under + self.mask * row.latents


@dataclass(eq=False)
class Row:
    """One picture in flight. Its scheduler and its generator are its own, so company changes nothing."""

    pipeline: Pipeline
    scheduler: Stepper
    conditions: Conditions
    generator: Generator
    latents: Tensor  # float32 [1, channels, rows, columns]
    start: int = 0  # steps that are left out: the picture it is made of takes their place
    beside: Tensor | None = None  # float32 [1, more channels, rows, columns] that the UNet reads as well
    kept: Kept | None = None
    followed: tuple[Followed, ...] = ()
    seamless: bool = False
    done: int = 0  # steps taken
    used_s: float = 0.0  # of the device, a step that several take divided by their number
    guess: Guess | None = None
    _options: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self._options = {"generator": self.generator} if takes_noise(self.scheduler) else {}
        tokens = self.conditions.text.shape[1]
        self.share = Share(self.pipeline.network, self.latents.shape, tokens, self.seamless)

    @property
    def total(self) -> int:
        """How many steps it takes."""
        return len(self.scheduler.timesteps) - self.start

    @property
    def timestep(self) -> Tensor:
        """Where it is now, as the UNet counts."""
        return self.scheduler.timesteps[self.start + self.done]

    @property
    def finished(self) -> bool:
        """Whether only decoding is left."""
        return self.done >= self.total

    def noisy(self) -> Tensor:
        """Scale the latents to what the UNet was trained on."""
        return self.scheduler.scale_model_input(self.latents, self.timestep)

    def advance(self, noisy: Tensor, predicted: Tensor) -> None:
        """Take the step that the UNet's prediction makes possible."""
        config = self.pipeline.scheduler_config
        self.guess = Guess(
            noisy, predicted, round(float(self.timestep)), config, self.scheduler.alphas_cumprod
        )
        [self.latents] = self.scheduler.step(
            predicted, self.timestep, self.latents, **self._options, return_dict=False
        )[:1]
        self.done += 1
        if self.kept is not None:
            self.latents = self.kept.laid_under(self)
