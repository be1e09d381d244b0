"""Reads what the files of a model folder in diffusers format say, without loading the model."""

import json
from collections.abc import Mapping
from functools import cache
from math import prod
from pathlib import Path
from typing import Any, Literal

from generation.catalogue import Base, DrawingPurpose, Purpose
from generation.errors import ModelUnavailable
from generation.pocket.unfold import base_of

Family = Literal["stable-diffusion", "stable-diffusion-xl"]
Config = Mapping[str, Any]  # Any: a JSON file's values

FAMILIES: Mapping[str, Family] = {
    "StableDiffusionPipeline": "stable-diffusion",
    "LatentConsistencyModelPipeline": "stable-diffusion",
    "StableDiffusionInpaintPipeline": "stable-diffusion",
    "StableDiffusionDepth2ImgPipeline": "stable-diffusion",
    "StableDiffusionXLPipeline": "stable-diffusion-xl",
    "StableDiffusionXLInpaintPipeline": "stable-diffusion-xl",
}
PURPOSES: Mapping[str, DrawingPurpose] = {  # of the classes that do not draw from words alone
    "StableDiffusionInpaintPipeline": Purpose.INPAINTING,
    "StableDiffusionDepth2ImgPipeline": Purpose.DEPTH,
    "StableDiffusionXLInpaintPipeline": Purpose.INPAINTING,
}
BASES: Mapping[object, Base] = {768: Base.SD_1, 1024: Base.SD_2}  # by the width of the text encoder
PARTS: Mapping[Family, tuple[str, ...]] = {
    "stable-diffusion": ("unet", "vae", "text_encoder"),
    "stable-diffusion-xl": ("unet", "vae", "text_encoder", "text_encoder_2"),
}
HEADER_MAX = 100_000_000  # bytes, the limit of the safetensors format


class ModelFolder:
    """A folder in diffusers format, or one that holds only what sets a model apart from its base.

    Its methods raise ModelUnavailable with the file that is at fault.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._base = base_of(path)
        self._read = cache(self._read_json)

    def index(self) -> Config:
        """Read model_index.json."""
        return self._read("model_index.json")

    def unet(self) -> Config:
        """Read the UNet's configuration."""
        return self._read("unet/config.json")

    def vae(self) -> Config:
        """Read the VAE's configuration."""
        return self._read("vae/config.json")

    def scheduler(self) -> Config:
        """Read the noise schedule that the model was trained with."""
        return self._read("scheduler/scheduler_config.json")

    def family(self) -> Family:
        """Tell which pipeline draws with this model."""
        name = str(self.index().get("_class_name", ""))
        if name not in FAMILIES:
            raise self._fault("model_index.json", f"names {name or 'no pipeline'}, which is not supported")
        return FAMILIES[name]

    def purpose(self) -> DrawingPurpose:
        """Tell in which way this model draws."""
        return PURPOSES.get(str(self.index().get("_class_name")), Purpose.TEXT_TO_IMAGE)

    def base(self) -> Base | None:
        """Tell which ControlNets and LoRAs fit, by the width of the text encoder."""
        if self.family() == "stable-diffusion-xl":
            return Base.SDXL
        return BASES.get(self.unet().get("cross_attention_dim"))

    def vae_factor(self) -> int:
        """Tell how many pixels one latent spans along a side."""
        return 1 << len(self._listed("vae/config.json", "block_out_channels")) - 1

    def full_vae(self) -> bool:
        """Tell whether half precision is too short for the VAE: for XL's, unless it was mended."""
        return self.family() == "stable-diffusion-xl" and bool(self.vae().get("force_upcast", True))

    def unet_factor(self) -> int:
        """Tell what latents' sides must be a multiple of, so that each halving in the UNet comes out even."""
        return 1 << len(self._listed("unet/config.json", "down_block_types")) - 1

    def sample_size(self) -> int:
        """Tell the side, in latents, of the pictures that the model was trained on."""
        size = self.unet().get("sample_size")
        side = size[0] if isinstance(size, list) and size else size
        if not isinstance(side, int) or side < 1:
            raise self._fault("unet/config.json", "has no sample_size")
        return side

    def parameters(self) -> int:
        """Count the weights that are there, reading only the headers of their files."""
        return sum(self.parameters_by_part().values())

    def parameters_by_part(self) -> Mapping[str, int]:
        """Count the weights of each part."""
        parts = PARTS[self.family()]
        return {part: sum(map(_count, weight_files(self._file(part)))) for part in parts}

    def missing(self) -> tuple[str, ...]:
        """List the files that the model needs and the folder lacks or holds in part."""
        names = [
            "model_index.json",
            "unet/config.json",
            "vae/config.json",
            "scheduler/scheduler_config.json",
            "tokenizer",
        ]
        lacking = [name for name in names if not self._file(name).exists()]
        family = FAMILIES.get(str(self.index().get("_class_name"))) if not lacking else None
        for part in PARTS[family or "stable-diffusion"]:
            files = weight_files(self._file(part))
            lacking += [] if files else [f"{part}/*.safetensors"]
            lacking += [f"{part}/{file.name}" for file in files if not whole(file)]
        return tuple(lacking)

    def _listed(self, file: str, key: str) -> list[object]:
        values = self._read(file).get(key)
        if not isinstance(values, list) or not values:
            raise self._fault(file, f"has no {key}")
        return values

    def _file(self, name: str) -> Path:
        """Find a file, in the folder of the base where it belongs to a part that is shared."""
        shared = self._base is not None and Path(name).parts[0] in self._base.shared
        return (self._base.folder if self._base and shared else self.path) / name

    def _read_json(self, name: str) -> Config:
        try:
            content = json.loads(self._file(name).read_bytes())
        except FileNotFoundError:
            raise self._fault(name, "is missing") from None
        except (OSError, ValueError) as error:
            raise self._fault(name, f"cannot be read: {error}") from error
        if not isinstance(content, dict):
            raise self._fault(name, "is not a JSON object")
        return content

    def _fault(self, file: str, reason: str) -> ModelUnavailable:
        return ModelUnavailable(self.path.name, f"{self.path / file} {reason}")


def weight_files(part: Path) -> list[Path]:
    """List the safetensors of one part, in full precision where there are several."""
    files = sorted(part.glob("*.safetensors"))
    plain = [file for file in files if not {"fp16", "bf16", "non_ema"} & set(file.name.split("."))]
    return plain or [file for file in files if "non_ema" not in file.name]


def _header(file: Path) -> tuple[int, Config]:
    """Read where the data of a safetensors file begins (bytes), and what it holds."""
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if not 0 < length <= HEADER_MAX:
            raise ValueError("not a safetensors file")
        header = json.loads(stream.read(length))
    return 8 + length, {name: tensor for name, tensor in header.items() if name != "__metadata__"}


def _count(file: Path) -> int:
    try:
        return sum(prod(tensor["shape"]) for tensor in _header(file)[1].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0


def whole(file: Path) -> bool:
    """Whether a safetensors file is as long as its header says."""
    try:
        start, tensors = _header(file)
        ends = (tensor["data_offsets"][1] for tensor in tensors.values())
        return start + max(ends, default=0) == file.stat().st_size
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return False
