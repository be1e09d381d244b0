"""Turns a checkpoint of one file into a folder in diffusers format, a block of bytes at a time.

No weight is computed with and nothing is loaded whole, so that a bot can do it, and memory stays small.
"""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from hashlib import sha256
from math import prod
from pathlib import Path
from typing import BinaryIO

import numpy as np

from generation.catalogue import Base, Purpose
from generation.checksums import record
from generation.shelf import configs, guides, layout
from generation.shelf.errors import KindUnknown
from generation.shelf.header import BITS, Header, Tensor
from generation.shelf.kinds import READERS, UNET, Checkpoint, Guide
from generation.shelf.layout import Piece, Pieces
from generation.shelf.moving import Report

BLOCK = 1 << 20  # bytes
LAYERS_READ_OF_2 = -1  # Stable Diffusion 2 reads the last layer but one of its text encoder
VELOCITY_SPREAD = 0.09  # of the last normalisation's biases: above it in models of 2 that predict velocities
_BIAS = re.compile(rf"{re.escape(UNET)}output_blocks\.(\d+)\.1\.transformer_blocks\.0\.norm1\.bias")
PADDING = "pad_token"
FLOATS = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}


def unpack(
    file: Path, header: Header, kind: Checkpoint, tokenizer: Path, stage: Path, report: Report
) -> None:
    """Write the folder of a checkpoint, with its checksums.

    ``tokenizer``: a folder that holds the words of CLIP. Raises KindUnknown where its parts fit nothing.
    """
    try:
        parts = _parts(header, kind)
        velocity = predicts_velocity(file, header, kind)
        told = _configs(header, kind, parts, velocity)
    except (ValueError, KeyError, IndexError, StopIteration) as error:
        raise KindUnknown(file.name) from error
    for name, config in told.items():
        path = stage / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    for place in ("tokenizer", "tokenizer_2") if kind.base is Base.SDXL else ("tokenizer",):
        _copy_words(tokenizer, stage / place, open_clip=place == "tokenizer_2" or kind.base is Base.SD_2)
    digests, done = {}, 0
    total = sum(bytes_of(header, piece) for pieces in parts.values() for piece in pieces.values())
    with file.open("rb") as source:
        for name, pieces in parts.items():
            target = f"{name}/{'model' if name.startswith('text') else 'diffusion_pytorch_model'}.safetensors"
            digests[target] = write_part(
                source, header, pieces, stage / target, _from(report, file, done, total)
            )
            done += sum(bytes_of(header, piece) for piece in pieces.values())
    record(stage, digests)


def predicts_velocity(file: Path, header: Header, kind: Checkpoint) -> bool:
    """Tell whether a model predicts velocities: it says so, or, of version 2, its last biases are spread."""
    told = header.metadata.get("modelspec.prediction_type", "").casefold()
    if told or "v_pred" in header.tensors:
        return told.startswith("v") or not told
    biases = {int(found[1]): one for name, one in header.tensors.items() if (found := _BIAS.fullmatch(name))}
    if kind.base is not Base.SD_2 or kind.purpose is not Purpose.TEXT_TO_IMAGE or not biases:
        return False
    tensor = biases[max(biases)]
    with file.open("rb") as stream:
        stream.seek(header.start + tensor.begin)
        read = stream.read(tensor.end - tensor.begin)
    if tensor.dtype == "BF16":
        values = (np.frombuffer(read, "<u2").astype(np.uint32) << 16).view(np.float32)
    else:
        values = np.frombuffer(read, FLOATS[tensor.dtype]).astype(np.float32)
    return bool(values.std() > VELOCITY_SPREAD)


def _parts(header: Header, kind: Checkpoint) -> Mapping[str, Pieces]:
    """Name the weights of each part."""
    first, *more = READERS[kind.base]
    found = {"unet": layout.unet(header), "vae": layout.vae(header)}
    if kind.base is Base.SD_2:
        layers = _layers(header, first) + LAYERS_READ_OF_2
        return found | {"text_encoder": layout.open_clip(header, first, layers, projected=False)}
    found["text_encoder"] = layout.clip(header, first)
    for second in more:
        found["text_encoder_2"] = layout.open_clip(header, second, _layers(header, second), projected=True)
    return found


def _layers(header: Header, prefix: str) -> int:
    begin = f"{prefix}transformer.resblocks."
    return 1 + max(
        int(name.removeprefix(begin).split(".")[0]) for name in header.tensors if name.startswith(begin)
    )


def _configs(
    header: Header, kind: Checkpoint, parts: Mapping[str, Pieces], velocity: bool
) -> Mapping[str, Mapping[str, object]]:
    readers = [name for name in parts if name.startswith("text")]
    zero = velocity and "ztsnr" in header.tensors
    return {
        "model_index.json": configs.index(kind),
        "unet/config.json": configs.unet(header, kind, velocity=velocity),
        "vae/config.json": configs.vae(header, kind),
        "scheduler/scheduler_config.json": configs.scheduler(velocity=velocity, zero=zero),
        **{
            f"{name}/config.json": configs.text_encoder(
                parts[name], open_clip=name == "text_encoder_2" or kind.base is Base.SD_2
            )
            for name in readers
        },
    }


def _copy_words(tokenizer: Path, target: Path, *, open_clip: bool) -> None:
    """Copy the words; OpenCLIP fills what is left of a window with another sign."""
    target.mkdir()
    for name in ("vocab.json", "merges.txt"):
        shutil.copyfile(tokenizer / name, target / name)
    told = json.loads((tokenizer / "tokenizer_config.json").read_bytes())
    if open_clip:
        told |= {PADDING: "!"}
    (target / "tokenizer_config.json").write_text(json.dumps(told, indent=2), "utf-8")


def write_part(
    source: BinaryIO, header: Header, pieces: Pieces, target: Path, report: Callable[[int], None]
) -> str:
    """Write a part. Returns: its SHA-256 in hex."""
    here, told = 0, {"__metadata__": {"format": "pt"}}
    for name, piece in pieces.items():
        end = here + bytes_of(header, piece)
        dtype = header.tensors[piece.source].dtype
        told[name] = {"dtype": dtype, "shape": list(piece.shape), "data_offsets": [here, end]}  # type: ignore[dict-item]  # JSON
        here = end
    written = json.dumps(told).encode()
    written += b" " * (-len(written) % 8)
    digest = sha256()
    target.parent.mkdir(exist_ok=True)
    with target.open("xb") as sink:
        for block in (len(written).to_bytes(8, "little"), written):
            sink.write(block)
            digest.update(block)
        for piece in pieces.values():
            for block in _read(source, header, piece):
                sink.write(block)
                digest.update(block)
            report(sink.tell())
    return digest.hexdigest()


def _read(source: BinaryIO, header: Header, piece: Piece) -> list[bytes]:
    """Read the bytes of a piece."""
    tensor, length = header.tensors[piece.source], bytes_of(header, piece)
    source.seek(header.start + tensor.begin + (piece.third or 0) * length)
    read = source.read(length)
    return [_turned(read, tensor)] if piece.turned else [read]


def _turned(read: bytes, tensor: Tensor) -> bytes:
    width = BITS[tensor.dtype] // 8
    return np.frombuffer(read, f"V{width}").reshape(tensor.shape).T.tobytes()


def bytes_of(header: Header, piece: Piece) -> int:
    """Tell the size of a piece (bytes)."""
    return prod(piece.shape) * BITS[header.tensors[piece.source].dtype] // 8


def _from(report: Report, file: Path, done: int, total: int) -> Callable[[int], None]:
    return lambda here: report(file.name, min(done + here, total), total)


def unpack_guide(
    file: Path, header: Header, found: Guide, own: Mapping[str, object], stage: Path, report: Report
) -> None:
    """Write the folder of a ControlNet, with its checksums; ``own`` is what the folder that it is of says.

    Raises KindUnknown where its weights fit nothing.
    """
    try:
        named = guides.pieces(header)
        config = guides.config(named, found, own)
    except (ValueError, KeyError, IndexError, StopIteration) as error:
        raise KindUnknown(file.name) from error
    (stage / guides.CONFIG).write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    total = sum(bytes_of(header, piece) for piece in named.values())
    with file.open("rb") as source:
        told = _from(report, file, 0, total)
        record(stage, {guides.WEIGHTS: write_part(source, header, named, stage / guides.WEIGHTS, told)})
