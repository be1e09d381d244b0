"""A model as it is taught: its UNet learns, all else tells what to learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any  # diffusers' networks, which carry no types

import torch
from diffusers import DDIMScheduler, DDPMScheduler
from PIL.Image import Image
from torch import Tensor

from generation.catalogue import Card, Purpose
from generation.folder import ModelFolder
from generation.gpu import choose_device, room_on
from generation.learning.errors import CannotLearn
from generation.memory import Needs, Residence, choose
from generation.pipelines.load import locate
from generation.pipelines.parts import Parts
from generation.pipelines.seen import Encoded, pixels, scaled, unscaled
from generation.pocket.unfold import unfold

FAMILY = "stable-diffusion"  # the one that is taught


@dataclass(frozen=True)
class Sitter:
    """A model in float32."""

    unet: Any
    vae: Any
    words: Any  # cuts texts into tokens
    encoder: Any
    schedule: DDPMScheduler
    device: torch.device
    side_px: int

    def latents(self, pictures: Sequence[Image]) -> Tensor:
        """See pictures as the UNet does: float32 [n, channels, rows, columns]."""
        with torch.inference_mode():
            told = [self.vae.encode(pixels(one).to(self.device) * 2 - 1).latent_dist for one in pictures]
            seen = [scaled(Encoded(one.mean, one.std, self.vae.config).mean, self.vae.config) for one in told]
            return torch.cat(seen).float().clone()

    def read(self, text: str) -> Tensor:
        """Read a text: float32 [1, tokens, width]."""
        with torch.inference_mode():
            told: Tensor = self.encoder(self.words(text).ids[:1])[0]
            return told.float().clone()

    def predict(self, noisy: Tensor, steps: Tensor, words: Tensor) -> Tensor:
        """Predict noise or velocity, as the model does."""
        told: Tensor = self.unet(noisy, steps, encoder_hidden_states=words, return_dict=False)[0]
        return told

    @property
    def tells_velocity(self) -> bool:
        """Whether it predicts velocities, and not the noise."""
        return bool(self.schedule.config.prediction_type == "v_prediction")

    @torch.no_grad()
    def sketch(self, words: Tensor, empty: Tensor, like: Tensor, seed: int, steps: int = 16) -> Image:
        """Draw what it has learnt so far, one picture with latents of the shape of ``like``."""
        scheduler = DDIMScheduler.from_config(self.schedule.config, clip_sample=False)
        scheduler.set_timesteps(steps)
        seen = torch.randn(like[:1].shape, generator=torch.Generator().manual_seed(seed)).to(self.device)
        both = torch.cat([empty, words])
        for step in scheduler.timesteps:
            plain, meant = self.predict(torch.cat([seen, seen]), step.to(self.device), both).chunk(2)
            seen = scheduler.step(plain + 4.0 * (meant - plain), step, seen, return_dict=False)[0]
        drawn = self.vae.decode(unscaled(seen, self.vae.config), return_dict=False)[0]
        return _picture((drawn * 0.5 + 0.5).clamp(0, 1))


def sit(card: Card, device: str = "auto") -> Sitter:
    """Load a model to be taught. Raises CannotLearn, ModelUnavailable, DeviceMissing."""
    chosen, drawn = choose_device(device), card.drawn()
    if card.family != FAMILY or card.purpose is not Purpose.TEXT_TO_IMAGE:
        raise CannotLearn(card.name)
    path = locate(card, half=False)
    with TemporaryDirectory(prefix="limner-model-") as room:
        folder = ModelFolder(unfold(path, Path(room) / path.name))
        plan = choose(Needs.of(folder), room_on(chosen), drawn.width_px, drawn.height_px, "roomy")
        whole = replace(plan, half=False, residence=Residence.DEVICE, tiled_vae=False)
        parts = Parts(folder, chosen, whole)
        schedule = DDPMScheduler.from_config(dict(folder.scheduler()))
        networks = parts.unet(), parts.vae(), parts.tokenizer(), parts.text_encoder()
        return Sitter(*networks, schedule, chosen, min(drawn.width_px, drawn.height_px))


def _picture(drawn: Tensor) -> Image:
    from PIL import Image as Images  # noqa: PLC0415

    [picture] = (drawn * 255).round().to(torch.uint8).movedim(1, -1).cpu().contiguous().numpy()
    return Images.fromarray(picture)
