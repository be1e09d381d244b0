"""Models that ship as what sets them apart from another: unfolds them into ordinary model folders.

A folder with a ``base.json`` holds only what differs. ``base.json`` names the folder beside it that it builds
on, and the parts that it shares with it. A part of its own may hold a ``delta.safetensors`` in place of
weights: for each weight either the whole of it, under its name, or two thin matrices, ``<name>.up`` [out, r]
and ``<name>.down`` [r, in ...], whose product is added to the base's (a low-rank difference, as in LoRA:
Hu et al. 2021, section 4.1). They are int8, and ``<name>.scale`` [r] tells how much each direction counts.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generation.checksums import SUMS, check_weights, write_checksums

if TYPE_CHECKING:
    from torch import Tensor

BASE_FILE = "base.json"
DELTA_FILE = "delta.safetensors"
WEIGHTS_FILE = "diffusion_pytorch_model.safetensors"
NOT_COPIED = (DELTA_FILE, BASE_FILE, SUMS, "card.json")
UP, DOWN, SCALE = ".up", ".down", ".scale"


@dataclass(frozen=True)
class Base:
    """What a folded model builds on."""

    folder: Path
    shared: tuple[str, ...]


def base_of(folder: Path) -> Base | None:
    """Tell what a model folder builds on, or nothing if it is whole."""
    path = folder / BASE_FILE
    if not path.exists():
        return None
    told = json.loads(path.read_text())
    return Base(folder.parent / told["base"], tuple(told["shared"]))


def unfold(folder: Path, into: Path) -> Path:
    """Write a folded model as a whole folder in diffusers format.

    Half-written folders never show: the last move puts the whole in place. Importing torch is left to this
    call.

    Returns: ``into``, or the folder itself if it is whole already.
    Raises WeightsDamaged if the model or its base is not what its checksums say.
    """
    base = base_of(folder)
    if base is None:
        return folder
    for source in (base.folder, folder):
        check_weights(source)
    unfinished = into.with_name(f"{into.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(folder, unfinished, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for part in base.shared:
        shutil.copytree(base.folder / part, unfinished / part)
    for delta in sorted(folder.glob(f"*/{DELTA_FILE}")):
        part = delta.parent.name
        _write_sum(base.folder / part / WEIGHTS_FILE, delta, unfinished / part / WEIGHTS_FILE)
    write_checksums(unfinished)
    shutil.rmtree(into, ignore_errors=True)
    unfinished.rename(into)
    return into


def _write_sum(base: Path, delta: Path, path: Path) -> None:
    from safetensors.torch import load_file, save_file  # noqa: PLC0415 - torch

    whole = add(load_file(base), load_file(delta))
    save_file({name: weight.half().contiguous() for name, weight in whole.items()}, path, {"format": "pt"})


def add(base: dict[str, Tensor], delta: dict[str, Tensor]) -> dict[str, Tensor]:
    """Add a difference to the weights that it was taken from; both by name, the sum in float32."""
    whole = {name: weight.float() for name, weight in base.items()}
    for name, value in delta.items():
        if name.endswith((DOWN, SCALE)):
            continue
        if name.endswith(UP):
            weight = name.removesuffix(UP)
            whole[weight] = whole[weight] + _product(delta, weight).view(whole[weight].shape)
        else:
            whole[name] = value.float()
    return whole


def _product(delta: dict[str, Tensor], weight: str) -> Tensor:
    up, down, scale = (delta[weight + part].float() for part in (UP, DOWN, SCALE))
    return (up * scale) @ down.flatten(1)
