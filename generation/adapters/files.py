"""Finds the file of an adapter. Only safetensors are read: other formats can hold code, and none is run."""

from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from generation.catalogue import ExtraCard
from generation.checksums import check_weights
from generation.errors import ModelUnavailable
from generation.pipelines.load import locate

USUAL = (  # as diffusers names them, where a folder holds more than one
    "pytorch_lora_weights.safetensors",
    "learned_embeds.safetensors",
    "diffusion_pytorch_model.safetensors",
)
SUFFIX = ".safetensors"


def file_of(card: ExtraCard) -> Path:
    """Find the weights of a card: a file that it names, the usual one of its folder, or the only one.

    Raises ModelUnavailable where there is none, WeightsDamaged where it is not what it should be.
    """
    place = locate(card, half=False)
    if place.is_dir():
        check_weights(place)
        here = sorted(place.glob(f"*{SUFFIX}"))
        wanted = (card.file,) if card.file else USUAL
        named = [place / name for name in wanted if (place / name).is_file()]
        found = named[0] if named else here[0] if len(here) == 1 and not card.file else None
    else:
        found = place if place.is_file() else None
    if found is None:
        raise ModelUnavailable(card.name, f"{place} holds no {card.file or f'*{SUFFIX}'}")
    if found.suffix != SUFFIX:
        raise ModelUnavailable(card.name, f"{found} is no safetensors file: it could hold code")
    return found


def tensors_of(file: Path, model: str) -> dict[str, Tensor]:
    """Read a file. Raises ModelUnavailable where it is missing or damaged."""
    try:
        tensors: dict[str, Tensor] = load_file(file)
    except (OSError, SafetensorError) as error:
        raise ModelUnavailable(model, f"{file}: {error}") from error
    return tensors
