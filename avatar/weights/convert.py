"""Turns the archives that torch wrote into safetensors, once; nothing in them is ever run."""

import pickle
import zipfile
from pathlib import Path

import torch
from filelock import FileLock
from safetensors.torch import save_file

from avatar.weights.errors import WeightsFolderClosed, WeightsUnreadable
from avatar.weights.files import WeightFile, WeightSet
from avatar.weights.folder import path_of
from generation.checksums import digest_of, record

COUNTERS = ".num_batches_tracked"  # of training
NO_ARCHIVE = (  # what torch raises where it refuses what is not plain data, and where bytes make no sense
    pickle.UnpicklingError,
    zipfile.BadZipFile,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


def convert(folder: Path, weights: WeightSet, file: WeightFile) -> Path:
    """Write what a network needs of an archive as safetensors beside it, unless that was done.

    Several processes may try at once. What is written is complete or absent.
    Returns: the path of the safetensors, which is the file itself where it is no archive.
    Raises WeightsMissing, WeightsDamaged, WeightsUnreadable, or WeightsFolderClosed.
    """
    made = folder / file.read_as
    if made.is_file():
        return made
    archive = path_of(folder, weights, file)
    if file.entry is None:
        return archive
    try:
        with FileLock(f"{made}.lock"):
            if not made.is_file():
                _write(made, _tensors(archive, weights, file))
    except OSError as error:
        raise WeightsFolderClosed(str(folder), error.strerror or str(error)) from error
    return made


def _write(made: Path, tensors: dict[str, torch.Tensor]) -> None:
    part = made.with_suffix(".part")
    save_file(tensors, part)
    part.chmod(0o644)  # the library keeps it to its owner; a worker may be another user
    record(made.parent, {made.name: digest_of(part)})  # before it is there: else another would write it down
    part.replace(made)


def _tensors(archive: Path, weights: WeightSet, file: WeightFile) -> dict[str, torch.Tensor]:
    """Read the tensors of an archive on the CPU, without those that only training needs.

    Raises WeightsUnreadable if it is damaged or holds anything that is not plain data.
    """
    try:
        zipped = zipfile.is_zipfile(archive)
        return _plain(torch.load(archive, map_location="cpu", weights_only=True, mmap=zipped), file.entry)
    except NO_ARCHIVE as error:
        raise WeightsUnreadable(weights.name, file.name) from error


def _plain(held: object, entry: str | None) -> dict[str, torch.Tensor]:
    """Take the weights out of what an archive holds. Raises TypeError or KeyError if they are not there."""
    if not isinstance(held, dict):
        raise TypeError("no table")
    table = held[entry] if entry else held
    if not isinstance(table, dict) or not all(isinstance(value, torch.Tensor) for value in table.values()):
        raise TypeError("no weights")
    return {
        str(key).removeprefix("module."): tensor.clone(memory_format=torch.contiguous_format)
        for key, tensor in table.items()
        if not str(key).endswith(COUNTERS)
    }
