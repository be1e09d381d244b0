"""What every latent diffusion model has in common: a UNet that predicts, a VAE that decodes."""

from __future__ import annotations

import copy
import math
from functools import cached_property
from typing import TYPE_CHECKING, Self

import torch
from PIL.Image import Image
from torch import Tensor

from generation.compiling.networks import quick_decoder, quick_unet, run_unet, told
from generation.errors import ModelUnavailable
from generation.folder import Config
from generation.memory import Needs
from generation.notes import Note, notes_of
from generation.pipelines.autoencoder import Autoencoder
from generation.pipelines.fit import lay_out, tile
from generation.pipelines.packed import pack
from generation.pipelines.parts import Part, Parts
from generation.pipelines.pipeline import Batch
from generation.pipelines.seamless import let_wrap, wraps
from generation.pipelines.seen import Encoded
from generation.requests import Drawing
from generation.resting import Berth, quay
from generation.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from generation.adapters.tailor import Tailor
    from generation.compiling.quick import Quick

SMALL = 50_000_000  # parameters of a UNet whose layers are too small to share out between threads


class LatentModel:
    """A UNet and a VAE on one device."""

    def __init__(self, parts: Parts) -> None:
        self.plan = parts.plan
        self.needs = Needs.of(parts.folder)
        self._device = parts.device
        self._dtype = parts.dtype
        self._scheduler_config = parts.folder.scheduler()
        self._factor = parts.folder.vae_factor()
        self._side = parts.folder.sample_size()
        self._unet = parts.unet()
        self._vae = parts.vae()
        self._name = parts.folder.path.name
        self._estimator = parts.depth_estimator()
        self._words = parts.tokenizer()
        self._vocabulary = read_vocabulary(parts.folder.path)
        self._learnt: tuple[str, ...] = parts.learnt
        if self.small and self._device.type == "cpu":
            pack(self._unet)
        else:
            lay_out(self._unet, self.plan)
        let_wrap(self._unet)
        self._quick = self._quicker()
        self._ready(self._vae)

    def dressed(self, tailor: Tailor) -> Self:
        """Give this model with adapters worked in. It shares with it all that they do not change.

        Only for one whose weights all lie on the device. Raises ModelUnavailable where one does not fit.
        """
        other = copy.copy(self)
        other._unet = tailor.refit(self._unet, "unet")
        if other._unet is not self._unet:
            other._quick = other._quicker()
        other._learnt = tailor.learnt
        if tailor.alters("vae"):
            other._vae = tailor.fit(self._vae, "vae")
            tile(other._vae, self.plan)
            other._ready(other._vae)
        return other

    def _ready(self, vae: Part) -> None:
        if self.small and self._device.type == "cpu":
            pack(vae)
        let_wrap(vae.decoder)
        compiled = self.plan.compiled and not self.plan.tiled_vae
        made_by = self._name, vae, self.needs, self._device, self._factor, self.plan.hasty
        quick = quick_decoder(*made_by) if compiled else None
        self._autoencoder = Autoencoder(vae, self.plan, self._device, self._factor, quick)

    def _quicker(self) -> Quick | None:
        made_by = self._name, self._unet, self.needs, self._device, self._factor, self.plan.hasty
        return quick_unet(*made_by) if self.plan.compiled else None

    @property
    def network(self) -> int:
        """The identity of the UNet: pictures by the same one may share a step."""
        return id(self._unet)

    @property
    def device(self) -> torch.device:
        """Where the model computes."""
        return self._device

    @property
    def dtype(self) -> torch.dtype:
        """How precisely the UNet computes."""
        return self._dtype

    @property
    def small(self) -> bool:
        """Whether one CPU thread is enough to draw with it."""
        return bool(sum(part.numel() for part in self._unet.parameters()) <= SMALL)

    @property
    def scheduler_config(self) -> Config:
        """The noise schedule that the model was trained with."""
        return self._scheduler_config

    def notes(self, request: Drawing) -> tuple[Note, ...]:
        """Tell which words of a request were not read, and which the model does not know."""
        return notes_of(request, self._vocabulary, self._words.count, self._learnt)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Tell where the tokens of a text stand in it."""
        return self._words.spans(text)

    @property
    def usual_latents(self) -> int:
        """How many latents (rows times columns) its usual picture has."""
        return self._side * self._side

    def move(self, device: torch.device) -> None:
        """Lay the weights into RAM, or back onto the device; where the model computes stays."""
        if device == self._device:
            self._berth.wake()
        elif self._device.type == "cuda":
            self._berth.rest()
        else:
            for part in self.networks:
                part.to(device)
        for quick in (self._quick, self._autoencoder.quick):
            if quick is not None:
                quick.move(device)

    @cached_property
    def _berth(self) -> Berth:
        return Berth(self.networks, self._device, quay())

    def latent_shape(self, width_px: int, height_px: int) -> tuple[int, int, int]:
        """Tell the latents of a picture: channels, rows, columns."""
        return self._vae.config.latent_channels, height_px // self._factor, width_px // self._factor

    @property
    def channels_beside(self) -> int:
        """How many channels the UNet reads beside the latents: 5 to inpaint, 1 for depth."""
        return int(self._unet.config.in_channels - self._vae.config.latent_channels)

    def predict(self, batch: Batch) -> Tensor:
        """Predict the noise (or velocity) in each row: float32 [rows, channels, rows, columns]."""
        inputs = told(batch, self._dtype)
        if self._quick is None or batch.down or wraps():
            return run_unet(self._unet, inputs, batch.down, batch.middle).float()
        return self._quick(inputs).float()

    @property
    def recorded(self) -> tuple[int, ...]:
        """List for how many rows the UNet is compiled."""
        return self._quick.recorded if self._quick else ()

    def read(self, picture: Tensor) -> Encoded:
        """Turn a picture, float32 [1, 3, height, width], -1 .. 1, into latents."""
        return self._autoencoder.read(picture)

    def depth(self, picture: Image) -> Tensor:
        """Estimate the depth of a picture: float32 [1, 1, rows, columns] of latents, -1 far .. 1 near.

        Raises ModelUnavailable if the model has no estimator.
        """
        if self._estimator is None:
            raise ModelUnavailable(self._name, "it has no estimator of depth")
        return self._estimator(picture, (picture.height // self._factor, picture.width // self._factor))

    def decode(self, latents: Tensor) -> Tensor:
        """Turn latents into pictures, float32 [n, 3, height, width], 0 .. 1; one at a time to save memory."""
        return self._autoencoder.decode(latents)

    @property
    def networks(self) -> list[Part]:
        """List the networks that hold weights; a family adds its own."""
        return [self._unet, self._vae]

    def _guides_twice(self, guidance: float) -> bool:
        return guidance > 1 and self._unet.config.time_cond_proj_dim is None

    def _strength(self, guidance: float) -> Tensor | None:
        """Embed the guidance scale for a UNet that was distilled to read it.

        Returns: float [1, width], or None if the UNet does not read it.
        Source: Meng et al. (2023), On Distillation of Guided Diffusion Models, appendix.
        """
        width = self._unet.config.time_cond_proj_dim
        if width is None:
            return None
        half = width // 2
        rates = torch.exp(torch.arange(half) * (-math.log(10_000.0) / (half - 1)))
        angles = torch.tensor([[1000.0 * (guidance - 1)]]) * rates
        return torch.cat([angles.sin(), angles.cos()], dim=1).to(self._device, self._dtype)
