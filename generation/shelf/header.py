"""Reads what a safetensors file says of itself, as a stranger's: nothing is believed unchecked.

Only the header is read, never a weight, and nothing of the file is ever run.
"""

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

from generation.shelf.errors import FileCutOff, FileHoldsCode, HeaderWrong, LinkInside, NothingThere

SUFFIX = ".safetensors"
PICKLED = frozenset({".ckpt", ".pt", ".pth", ".bin", ".pkl", ".pickle", ".zip", ".tar", ".npz", ".joblib"})
MAGICS = (b"\x80", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")  # a pickle, a zip (what torch saves), gzip
LENGTH_BYTES = 8  # in which a file says how long its header is
HEADER_MOST = 32 << 20  # bytes; the largest checkpoints say what they hold in less than one
TENSORS_MOST = 100_000
BITS: Mapping[str, int] = {
    "BOOL": 8,
    "U8": 8,
    "I8": 8,
    "F8_E5M2": 8,
    "F8_E4M3": 8,
    "I16": 16,
    "U16": 16,
    "F16": 16,
    "BF16": 16,
    "I32": 32,
    "U32": 32,
    "F32": 32,
    "F64": 64,
    "I64": 64,
    "U64": 64,
}


@dataclass(frozen=True)
class Tensor:
    """A weight as a file announces it."""

    dtype: str
    shape: tuple[int, ...]
    begin: int  # bytes from the end of the header
    end: int


@dataclass(frozen=True)
class Header:
    """What a file holds, checked against its length."""

    tensors: Mapping[str, Tensor]
    metadata: Mapping[str, str]
    start: int  # where the weights begin (bytes)

    def shape(self, name: str) -> tuple[int, ...]:
        """Give the shape of a weight; nothing where there is no such weight."""
        found = self.tensors.get(name)
        return found.shape if found else ()

    def begins(self, prefix: str) -> bool:
        """Whether a weight is called so at the beginning."""
        return any(name.startswith(prefix) for name in self.tensors)


def read_header(file: Path) -> Header:
    """Read the header of a file.

    Raises FileHoldsCode for whatever would need unpickling, whatever it is called; FileCutOff; HeaderWrong
    where the file contradicts itself; LinkInside; NothingThere.
    """
    if file.suffix.casefold() in PICKLED:
        raise FileHoldsCode(file.name)
    with _open(file) as stream:
        size = os.fstat(stream.fileno()).st_size
        first = stream.read(LENGTH_BYTES)
        length = int.from_bytes(first, "little")
        if not 2 <= length <= HEADER_MOST or len(first) < LENGTH_BYTES:
            raise _strange(file, first, size)
        if LENGTH_BYTES + length > size:
            raise FileCutOff(file.name, size, LENGTH_BYTES + length)
        written = stream.read(length)
    told = _parsed(file, written)
    metadata = told.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise HeaderWrong(file.name, "notes")
    tensors = {name: _tensor(file, value) for name, value in told.items()}
    start = LENGTH_BYTES + length
    _check_order(file, tensors, size - start)
    return Header(tensors, metadata, start)


def _open(file: Path) -> BinaryIO:
    """Open a plain file; what is reached by a link is refused, for it may be changed behind our back."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if file.is_symlink():
            raise LinkInside(file.name) from error
        raise NothingThere(str(file)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NothingThere(str(file))
    return os.fdopen(descriptor, "rb")


def _strange(file: Path, first: bytes, size: int) -> FileHoldsCode | FileCutOff | HeaderWrong:
    """Say what a file is that begins with no sensible length."""
    if first.startswith(MAGICS):
        return FileHoldsCode(file.name)
    if len(first) < LENGTH_BYTES:
        return FileCutOff(file.name, size, LENGTH_BYTES)
    return HeaderWrong(file.name, "format")


def _parsed(file: Path, written: bytes) -> dict[str, Any]:  # any: JSON
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name stands there twice")
        return found

    try:
        told = json.loads(written, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        if written.startswith(MAGICS):
            raise FileHoldsCode(file.name) from error
        raise HeaderWrong(file.name, "header") from error
    if not isinstance(told, dict) or len(told) > TENSORS_MOST:
        raise HeaderWrong(file.name, "header")
    return told


def _tensor(file: Path, told: Any) -> Tensor:  # noqa: ANN401 - JSON
    match told:
        case {"dtype": str(dtype), "shape": [*shape], "data_offsets": [int(begin), int(end)]} if (
            dtype in BITS and all(type(side) is int and 0 <= side < 1 << 40 for side in shape)
        ):
            if end - begin == prod(shape) * BITS[dtype] // 8 and begin >= 0:
                return Tensor(dtype, tuple(shape), begin, end)
    raise HeaderWrong(file.name, "length")


def _check_order(file: Path, tensors: Mapping[str, Tensor], bytes_: int) -> None:
    """Make sure that the weights lie one behind the other, without gaps, up to the end of the file."""
    if not tensors:
        raise HeaderWrong(file.name, "empty")
    here = 0
    for tensor in sorted(tensors.values(), key=lambda one: (one.begin, one.end)):
        if tensor.begin != here:
            raise HeaderWrong(file.name, "gaps")
        here = tensor.end
    if here > bytes_:
        raise FileCutOff(file.name, bytes_, here)
    if here < bytes_:
        raise HeaderWrong(file.name, "more")
