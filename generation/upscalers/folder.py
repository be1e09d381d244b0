"""Reads the folder of an upscaler that draws in latents, without loading it."""

from pathlib import Path

from generation.errors import ModelUnavailable
from generation.folder import Family, ModelFolder

PIPELINE = "StableDiffusionLatentUpscalePipeline"  # as its model_index.json names it
SCALE = 2  # times as wide and high


class UpscalerFolder(ModelFolder):
    """The parts of a Stable Diffusion whose UNet sees the small picture beside the latents of the large one.

    Its methods raise ModelUnavailable with the file that is at fault.
    """

    def family(self) -> Family:
        """Tell which parts it has. Raises ModelUnavailable where it does not enlarge, or reads otherwise."""
        name = str(self.index().get("_class_name", ""))
        if name != PIPELINE:
            raise self._fault("model_index.json", f"names {name or 'no pipeline'}, which enlarges nothing")
        if self.unet().get("in_channels") != 2 * self._channels():
            raise self._fault("unet/config.json", "does not read two pictures side by side")
        return "stable-diffusion"

    @property
    def grid_px(self) -> int:
        """What the sides of the small picture must be multiples of, so that each halving comes out even."""
        return max(self.vae_factor() * self.unet_factor() // SCALE, self.vae_factor())

    def _channels(self) -> int:
        return int(self.vae().get("latent_channels", 4))


def enlarges(folder: Path) -> bool:
    """Whether a folder says that it holds an upscaler that draws."""
    try:
        return ModelFolder(folder).index().get("_class_name") == PIPELINE
    except ModelUnavailable:
        return False
