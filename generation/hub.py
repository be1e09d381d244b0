"""Finds a hub's models in the local cache, and fetches those that are not there."""

from pathlib import Path

from huggingface_hub import try_to_load_from_cache

from generation.errors import ModelUnavailable


def cached(model: str, file: str = "model_index.json") -> Path | None:
    """Find the folder of a hub id in the local cache, by a file that it must hold."""
    found = try_to_load_from_cache(model, file)
    return Path(found).parent if isinstance(found, str) else None


def fetch(model: str, half: bool) -> Path:
    """Download what a model needs to draw, in fp16 if ``half`` and if there is such a variant.

    Raises ModelUnavailable if the hub does not have it or cannot be reached.
    """
    from diffusers import DiffusionPipeline  # noqa: PLC0415 - seconds, and needed for a download only

    try:
        if half:
            try:
                return Path(DiffusionPipeline.download(model, use_safetensors=True, variant="fp16"))
            except ValueError:  # there is no such variant
                pass
        return Path(DiffusionPipeline.download(model, use_safetensors=True))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(model, f"the hub did not give it: {error}".splitlines()[0]) from error
