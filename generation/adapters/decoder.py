"""A VAE of one's own, in a folder of diffusers or in a single file of Stability AI's layout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diffusers.loaders.single_file_utils import convert_ldm_vae_checkpoint
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

from generation.adapters.files import file_of, tensors_of
from generation.catalogue import ExtraCard
from generation.errors import ModelUnavailable

PREFIX = "first_stage_model."  # in a file of a whole model
OTHERS = ("model_ema.", "loss.")  # what trainers leave in a file


def read_vae(card: ExtraCard, own: Any) -> Any:  # noqa: ANN401 - diffusers carries no types
    """Read a VAE of the same make as a model's ``own``, to lie where that lies, as precise as it.

    Raises ModelUnavailable where it cannot be read, or has another make.
    """
    file = file_of(card)
    folder = file.parent
    has_config = (folder / "config.json").is_file()
    try:
        config = dict(AutoencoderKL.load_config(folder) if has_config else own.config)
        vae = AutoencoderKL.from_config(config)
        vae.load_state_dict(_weights(file, card.name, config))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ModelUnavailable(card.name, f"{file} is no VAE of this make: {reason}") from error
    if vae.config.latent_channels != own.config.latent_channels or _factor(vae) != _factor(own):
        raise ModelUnavailable(card.name, f"{file} decodes latents of another shape than the model's")
    return vae.to(own.device, own.dtype).eval().requires_grad_(False)


def _weights(file: Path, model: str, config: dict[str, Any]) -> dict[str, Any]:
    found = tensors_of(file, model)
    found = {name: weight for name, weight in found.items() if not name.startswith(OTHERS)}
    if any(name.startswith(PREFIX) for name in found):
        found = {name.removeprefix(PREFIX): one for name, one in found.items() if name.startswith(PREFIX)}
    ldm = any(name.startswith(("encoder.down.", "decoder.up.")) for name in found)
    return convert_ldm_vae_checkpoint(found, config) if ldm else found


def _factor(vae: Any) -> int:  # noqa: ANN401 - diffusers carries no types
    return len(vae.config.block_out_channels)
