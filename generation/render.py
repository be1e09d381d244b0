"""The denoising loop: from noise to pictures, step by step."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from generation.errors import Cancelled
from generation.picture import Picture
from generation.pipelines.pipeline import Pipeline
from generation.preview import Preview
from generation.requests import SEED_LIMIT, Drawing
from generation.schedulers import Stepper, build_scheduler, takes_noise
from generation.step import Step

PREVIEW_SIDE_PX = 256


def seeds_of(request: Drawing) -> tuple[int, ...]:
    """List the seed of each picture of a request."""
    return tuple((request.seed + index) % (SEED_LIMIT + 1) for index in range(request.count))


@torch.inference_mode()
def render(
    pipeline: Pipeline,
    preview: Preview,
    request: Drawing,
    on_step: Callable[[Step], None],
    cancelled: Callable[[], bool],
) -> list[Picture]:
    """Draw every picture of a request in one batch.

    Each picture has its own generator, on the CPU: a seed gives the same noise on every device and alone.
    Raises Cancelled between two steps.
    """
    seeds = seeds_of(request)
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    conditions = pipeline.encode(request).repeat(len(seeds))
    scheduler = build_scheduler(request.scheduler, pipeline.scheduler_config, request.steps, pipeline.device)
    options: dict[str, Any] = {"generator": generators} if takes_noise(scheduler) else {}
    shape = pipeline.latent_shape(request.width_px, request.height_px)
    noise = torch.stack([torch.randn(shape, generator=generator) for generator in generators])
    latents = noise.to(pipeline.device) * scheduler.init_noise_sigma
    total = len(scheduler.timesteps)
    for index, timestep in enumerate(scheduler.timesteps):
        if cancelled():
            raise Cancelled
        noisy = scheduler.scale_model_input(latents, timestep)
        predicted = pipeline.predict(noisy, timestep, conditions)
        latents = scheduler.step(predicted, timestep, latents, **options, return_dict=False)[0]
        guess = _Guess(preview, pipeline.scheduler_config, scheduler, noisy, predicted, timestep, request)
        on_step(Step(index + 1, total, guess))
    if cancelled():
        raise Cancelled
    return [
        Picture(picture, seed)
        for picture, seed in zip(_pictures(pipeline.decode(latents)), seeds, strict=True)
    ]


@dataclass(frozen=True)
class _Guess:
    """What the picture will look like, worked out when somebody asks."""

    preview: Preview
    config: Any  # a Config
    scheduler: Stepper
    noisy: Tensor
    predicted: Tensor
    timestep: Tensor
    request: Drawing

    @torch.inference_mode()
    def __call__(self) -> Image.Image:
        small = self.preview.show(self._clean())
        scale = PREVIEW_SIDE_PX / max(small.size)
        size = (max(round(small.width * scale), 1), max(round(small.height * scale), 1))
        return small.resize(size, Image.Resampling.BICUBIC)

    def _clean(self) -> Tensor:
        """Take the predicted noise out of the latents.

        Every sampler hands the UNet latents of the variance-preserving kind, so that one formula serves all.
        Source: Salimans and Ho (2022), Progressive Distillation, appendix D.
        """
        last = len(self.scheduler.alphas_cumprod) - 1
        kept = float(self.scheduler.alphas_cumprod[min(round(float(self.timestep)), last)])
        alpha, sigma = math.sqrt(kept), math.sqrt(1 - kept)
        match self.config.get("prediction_type", "epsilon"):
            case "v_prediction":
                return alpha * self.noisy - sigma * self.predicted
            case "sample":
                return self.predicted
            case _:
                return (self.noisy - sigma * self.predicted) / max(alpha, 1e-3)


def _pictures(pixels: Tensor) -> list[Image.Image]:
    """Turn pixels [n, 3, height, width], 0 .. 1, into pictures."""
    rows = (pixels * 255).round().to(torch.uint8).movedim(1, -1).cpu().contiguous().numpy()
    return [Image.fromarray(picture) for picture in rows]
