"""Tells what a file of weights is, by the names and the shapes in its header alone."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generation.catalogue import Base, ExtraPurpose, Purpose
from generation.shelf.errors import KindUnknown, PartMissing
from generation.shelf.header import Header

COLOURS = 3
SCALES = (2, 4)  # by how much an upscaler of ours may enlarge
LATENT_CHANNELS = 4
INPUTS: Mapping[int, Purpose] = {4: Purpose.TEXT_TO_IMAGE, 9: Purpose.INPAINTING}  # by channels of a UNet
WIDTHS: Mapping[int, Base] = {128: Base.POCKET, 768: Base.SD_1, 1024: Base.SD_2, 2048: Base.SDXL}
CONTEXTS: Mapping[int, Base] = {width: base for width, base in WIDTHS.items() if base is not Base.POCKET}
EMBEDDINGS_MOST = 4  # tensors of a textual inversion
DOWN = (".lora_down.weight", ".lora_A.weight", ".lora.down.weight", ".lora_A.default.weight")
UNET = "model.diffusion_model."
VAE = "first_stage_model."
PREFIXES = ("control_model.", "")  # of a ControlNet's weights, as its first makers wrote them
HINTS = "input_hint_block.0.weight"  # the first of those that read a map, there ...
HINT = "controlnet_cond_embedding."  # ... and as folders call all of them
POCKET_WIDTH = 64  # channels of the first level of the pocket model
READERS: Mapping[Base, tuple[str, ...]] = {  # a weight of each text encoder, by what it knits on
    Base.SD_1: ("cond_stage_model.transformer.",),
    Base.SD_2: ("cond_stage_model.model.",),
    Base.SDXL: ("conditioner.embedders.0.transformer.", "conditioner.embedders.1.model."),
}

_UNION = ("task_embedding", "control_add_embedding")
_HYPER = re.compile(r"(\d+)\.[01]\.linear\.\d+\.")
_RRDB_UP = re.compile(r"(?:conv_up|upconv)\d+\.weight")
_OUTER = re.compile(r"model\.\d+\.weight")
_WORDS_OF_BASE = (  # what trainers write of the model that they began with
    (Base.SDXL, re.compile(r"xl", re.IGNORECASE)),
    (Base.SD_2, re.compile(r"sd_?v?2|diffusion-v2", re.IGNORECASE)),
    (Base.SD_1, re.compile(r"sd_?v?1|diffusion-v1", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Extra:
    """A file that is attached to a model, or enlarges pictures."""

    purpose: ExtraPurpose
    base: Base | None = None
    scale: int | None = None


@dataclass(frozen=True)
class Checkpoint:
    """A whole model in one file, with the names of its first makers."""

    purpose: Purpose
    base: Base


@dataclass(frozen=True)
class Guide:
    """A ControlNet: a copy of a UNet's first half that reads maps."""

    base: Base


Kind = Extra | Checkpoint | Guide


def what_is(header: Header, file: str) -> Kind:
    """Tell what a file is. Raises KindUnknown, and PartMissing for a checkpoint that cannot draw alone."""
    if header.shape(f"{UNET}input_blocks.0.0.weight"):
        return _checkpoint(header, file)
    if guide := _guide(header):
        return guide
    for look in (_lora, _embedding, _hypernetwork, _vae, _upscaler):
        if found := look(header):
            return found
    raise KindUnknown(file)


def words_of(header: Header, kind: Checkpoint) -> int:
    """Tell how many words the text encoder of a checkpoint knows; 0 where that is not to be found."""
    first = READERS[kind.base][0]
    names = ("text_model.embeddings.token_embedding.weight", "token_embedding.weight")
    return next((shape[0] for name in names if (shape := header.shape(first + name))), 0)


def _checkpoint(header: Header, file: str) -> Checkpoint:
    shape = header.shape(f"{UNET}input_blocks.0.0.weight")
    purpose, base = INPUTS.get(shape[1] if len(shape) > 1 else 0), _context(header)
    if purpose is None or base is None:
        raise KindUnknown(file)
    if not header.begins(f"{VAE}decoder."):
        raise PartMissing(file, "vae")
    if not all(header.begins(reader) for reader in READERS[base]):
        raise PartMissing(file, "text_encoder")
    return Checkpoint(purpose, base)


def _guide(header: Header) -> Guide | None:
    """Know a ControlNet by what reads its maps; one for several kinds at once is another network."""
    if any(word in name for name in header.tensors for word in _UNION):
        return None
    if not any(header.shape(f"{prefix}{HINTS}") for prefix in PREFIXES):
        if not header.shape(f"{HINT}conv_in.weight"):
            return None
        crossed = any(name.endswith("attn2.to_k.weight") for name in header.tensors)
        if not crossed and header.shape("conv_in.weight")[:1] == (POCKET_WIDTH,):
            return Guide(Base.POCKET)
    base = _context(header, "")
    return Guide(base) if base else None


def _context(header: Header, prefix: str = UNET) -> Base | None:
    """Tell what a UNet reads, by how wide that is."""
    found = (
        tensor.shape
        for name, tensor in header.tensors.items()
        if name.startswith(prefix) and name.endswith("attn2.to_k.weight")
    )
    return CONTEXTS.get(next(found, (0, 0))[-1])


def _lora(header: Header) -> Extra | None:
    downs = {name: tensor.shape for name, tensor in header.tensors.items() if name.endswith(DOWN)}
    if not downs:
        return None
    base = next(_bases_of_lora(downs), None) or _told_base(header.metadata)
    return Extra(Purpose.LORA, base) if base else None


def _bases_of_lora(downs: Mapping[str, tuple[int, ...]]) -> Iterator[Base]:
    """Tell a LoRA's model by what its cross-attention reads, or by its second text encoder."""
    for name, shape in downs.items():
        if re.search(r"attn2[._]to_[kv]", name) and len(shape) > 1 and shape[1] in WIDTHS:
            yield WIDTHS[shape[1]]
    if any(name.startswith(("lora_te2_", "text_encoder_2.")) for name in downs):
        yield Base.SDXL


def _told_base(metadata: Mapping[str, str]) -> Base | None:
    told = f"{metadata.get('ss_base_model_version', '')} {metadata.get('modelspec.architecture', '')}"
    return next((base for base, words in _WORDS_OF_BASE if words.search(told)), None)


def _embedding(header: Header) -> Extra | None:
    """Know the vectors of words: as A1111 keeps them, as diffusers does, or one set a text encoder."""
    names, shapes = set(header.tensors), [tensor.shape for tensor in header.tensors.values()]
    if len(names) > EMBEDDINGS_MOST or not all(1 <= len(shape) <= 2 for shape in shapes):
        return None
    if {"clip_l", "clip_g"} <= names:
        return Extra(Purpose.TEXTUAL_INVERSION, Base.SDXL)
    base = WIDTHS.get(shapes[0][-1]) if len(names) == 1 else None
    return Extra(Purpose.TEXTUAL_INVERSION, base) if base in {Base.POCKET, Base.SD_1, Base.SD_2} else None


def _hypernetwork(header: Header) -> Extra | None:
    """Know one by its names, and its model by what the text in its cross-attention has for a width."""
    matches = [_HYPER.match(name) for name in header.tensors]
    widths = {int(match[1]) for match in matches if match}
    base = next((WIDTHS[width] for width in (2048, 1024, 768, 128) if width in widths), None)
    return Extra(Purpose.HYPERNETWORK, base) if all(matches) and base else None


def _vae(header: Header) -> Extra | None:
    for prefix in ("", VAE):
        shape = header.shape(f"{prefix}decoder.conv_in.weight")
        if len(shape) > 1 and shape[1] == LATENT_CHANNELS and header.begins(f"{prefix}encoder.conv_in."):
            return Extra(Purpose.VAE)
    return None


def _upscaler(header: Header) -> Extra | None:
    scale = _scale(header)
    return Extra(Purpose.UPSCALER, scale=scale) if scale in SCALES else None


def _scale(header: Header) -> int:
    """Tell by how much an ESRGAN of any of three styles, or a compact one, enlarges; 0 for anything else."""
    names = header.tensors
    last = max((int(match[1]) for name in names if (match := re.match(r"body\.(\d+)\.", name))), default=0)
    first = header.shape("body.0.weight")
    if len(first) > 1 and first[1] == COLOURS:
        return math.isqrt(header.shape(f"body.{last}.weight")[0] // COLOURS)
    if any(name.startswith("model.1.sub.0.RDB1.") for name in names):
        doublings = sum(bool(_OUTER.fullmatch(name)) for name in names) - 3
        return 1 << max(doublings, 0)
    shape = header.shape("conv_first.weight")
    inner = any(name.startswith(("body.0.rdb1.", "RRDB_trunk.0.RDB1.")) for name in names)
    if len(shape) < 2 or not inner:
        return 0
    doublings = sum(bool(_RRDB_UP.fullmatch(name)) for name in names)
    return (1 << doublings) // max(math.isqrt(shape[1] // COLOURS), 1)
