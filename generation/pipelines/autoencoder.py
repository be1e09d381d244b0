"""The network between pictures and latents: whole or in tiles, in half precision where that is enough."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from threading import Lock

import torch
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from torch import Tensor

from generation.compiling.quick import Quick
from generation.gpu import room_on
from generation.memory import DECODER, Plan, Residence
from generation.pipelines.parts import Part
from generation.pipelines.seamless import wraps
from generation.pipelines.seen import Encoded, unscaled

WHOLE_PX = 1024 * 1024  # pixels that are always decoded at once where the plan knows of no tiles


class Autoencoder:
    """A VAE on one device. Thread-safe."""

    def __init__(
        self, net: Part, plan: Plan, device: torch.device, factor: int, quick: Quick | None = None
    ) -> None:
        """``factor``: pixels a latent, along a side; ``quick`` decodes whole pictures where it is given."""
        self.net = net
        self.quick = quick
        self._plan = plan
        self._device = device
        self._factor = factor
        self._alone = Lock() if plan.half else nullcontext()  # or one would widen what another computes with

    def read(self, picture: Tensor) -> Encoded:
        """Turn a picture, float32 [1, 3, height, width], -1 .. 1, into latents."""

        def encode() -> Tensor:
            seen = picture.to(self._device, self.net.dtype)
            if not self._plan.tiled_vae and self._too_large(picture.shape[-2] * picture.shape[-1]):
                told = DiagonalGaussianDistribution(self.net._tiled_encode(seen))
            else:
                told = self.net.encode(seen).latent_dist
            return torch.cat([told.mean, told.std])

        mean, deviation = self._finite(encode).chunk(2)
        return Encoded(mean, deviation, self.net.config)

    def decode(self, latents: Tensor) -> Tensor:
        """Turn latents into pictures, float32 [n, 3, height, width], 0 .. 1; one at a time to save memory.

        A picture that is too large for the memory that is free now is decoded in tiles.
        """
        plain = unscaled(latents, self.net.config)
        decoded = [self._finite(partial(self._decoded, one)) for one in plain.chunk(len(plain))]
        return (torch.cat(decoded) * 0.5 + 0.5).clamp(0, 1)

    def _decoded(self, latents: Tensor) -> Tensor:
        plain = latents.to(self.net.dtype)
        if not self._plan.tiled_vae and self._too_large(
            latents.shape[-2] * latents.shape[-1] * self._factor**2
        ):
            tiled: Tensor = self.net.tiled_decode(plain, return_dict=False)[0]
            return tiled
        if self.quick is not None and not wraps():
            return self.quick({"latents": plain})
        decoded: Tensor = self.net.decode(plain, return_dict=False)[0]
        return decoded

    def _too_large(self, pixels: int) -> bool:
        if pixels <= WHOLE_PX:
            return False
        return bool(DECODER * pixels * self.net.dtype.itemsize > room_on(self._device).usable_bytes)

    def _finite(self, compute: Callable[[], Tensor]) -> Tensor:
        """Compute, in float32 from now on where half precision was too short for the values."""
        with self._alone:
            found = compute()
            halved = self.net.dtype is torch.float16 and self._plan.residence is not Residence.LAYERS
            if halved and not bool(found.isfinite().all()):
                self.net.to(dtype=torch.float32)
                if self.quick is not None:
                    self.quick.move(self._device)  # what was compiled for half precision
                found = compute()
            return found.float()
