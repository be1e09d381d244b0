"""Pictures as a model sees them: as pixels and as latents."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL.Image import Image
from torch import Generator, Tensor

from generation.folder import Config


@dataclass(frozen=True)
class Encoded:
    """A picture as latents: what its VAE says of it, a normal distribution for each."""

    mean: Tensor  # float [1, channels, rows, columns]
    deviation: Tensor  # the same shape
    config: Config  # of the VAE

    def sample(self, generator: Generator) -> Tensor:
        """Draw latents as the UNet knows them, float32; the generator is on the CPU."""
        noise = torch.randn(self.mean.shape, generator=generator, dtype=self.mean.dtype).to(self.mean.device)
        return scaled((self.mean + self.deviation * noise).float(), self.config)


def scaled(latents: Tensor, config: Config) -> Tensor:
    """Bring latents of a VAE to about unit variance."""
    factor = float(config["scaling_factor"])
    mean, deviation = config.get("latents_mean"), config.get("latents_std")
    if not mean or not deviation:
        return latents * factor
    centre, width = (torch.tensor(one, device=latents.device).view(1, -1, 1, 1) for one in (mean, deviation))
    return (latents - centre) * factor / width


def unscaled(latents: Tensor, config: Config) -> Tensor:
    """Bring latents back to what a VAE decodes."""
    factor = float(config["scaling_factor"])
    mean, deviation = config.get("latents_mean"), config.get("latents_std")
    if not mean or not deviation:
        return latents / factor
    centre, width = (torch.tensor(one, device=latents.device).view(1, -1, 1, 1) for one in (mean, deviation))
    return latents * width / factor + centre


def pixels(picture: Image) -> Tensor:
    """Read a picture: float32 [1, channels, height, width], 0 .. 1."""
    values = np.asarray(picture, np.float32) / 255.0
    return torch.from_numpy(np.atleast_3d(values)).movedim(-1, 0)[None].contiguous()
