"""Where the weight files lie, and whether they are what they were."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from avatar.settings import AvatarSettings
from avatar.weights.errors import WeightsMissing
from avatar.weights.files import GFPGAN, SADTALKER, WeightFile, WeightSet
from generation.checksums import digest_of, record, sums_of
from generation.errors import WeightsDamaged
from generation.folder import whole

REMEMBERED = 64  # files that need no second look in one process


def folder_of(weights: WeightSet, settings: AvatarSettings) -> Path:
    """Tell the folder of a model's weights, whether it exists or not."""
    chosen = {SADTALKER: settings.sadtalker, GFPGAN: settings.gfpgan}[weights]
    return (chosen or settings.data / "models" / weights.name).expanduser().resolve()


def is_here(folder: Path, file: WeightFile) -> bool:
    """Tell whether a file lies in a folder, as it was published or as it is read."""
    return (folder / file.name).is_file() or (folder / file.read_as).is_file()


def missing(folder: Path, weights: WeightSet) -> tuple[str, ...]:
    """List the files of a model that a folder lacks."""
    return tuple(file.name for file in weights.files if not is_here(folder, file))


def path_of(folder: Path, weights: WeightSet, file: WeightFile) -> Path:
    """Find a file as it was published, and make sure that it is what it was.

    Raises WeightsMissing with the order that brings it, and WeightsDamaged.
    """
    path = folder / file.name
    if not path.is_file():
        raise WeightsMissing(weights.name, file.name, str(folder))
    check(weights, path, file)
    return path


def check(weights: WeightSet, path: Path, file: WeightFile) -> None:
    """Compare a file, which may be its converted form, with its checksum; the first time, write that down.

    A file is read whole once a process, again if its length or its time has changed.
    Raises WeightsDamaged, and ModelUnavailable if the list of checksums is damaged.
    """
    status = path.stat()
    _check_once(weights, path, file, status.st_size, status.st_mtime_ns)


def verify(folder: Path, weights: WeightSet) -> Iterator[tuple[str, str]]:
    """Tell each file of a model and how it is: "ok", "missing", or what is wrong.

    Checksums are written down where that was not done before; nothing is converted.
    """
    for file in weights.files:
        if not is_here(folder, file):
            yield file.name, "missing"
        for name in dict.fromkeys((file.name, file.read_as)):
            if (folder / name).is_file():
                yield name, _state(weights, folder / name, file)


def _state(weights: WeightSet, path: Path, file: WeightFile) -> str:
    try:
        found = _compare(weights, path, file)
    except WeightsDamaged as damaged:
        return damaged.reason.removeprefix(f"{path.name} is ")
    strange = path.name == file.name and found != file.sha256
    return "ok, though not the file that its makers published" if strange else "ok"


@lru_cache(REMEMBERED)
def _check_once(weights: WeightSet, path: Path, file: WeightFile, _size: int, _time: int) -> None:
    _compare(weights, path, file)


def _compare(weights: WeightSet, path: Path, file: WeightFile) -> str:
    """Compare a file with what was written down of it. Returns: its SHA-256 in hex."""
    found, folder = digest_of(path), path.parent
    expected = {name: digest for digest, name in sums_of(folder)}.get(path.name)
    if expected is None:
        if not _sound(path):  # to write down the checksum of a file that was cut off would hide it for ever
            raise WeightsDamaged(weights.name, path.name, _word(path), file.sha256, found)
        with suppress(OSError):  # a folder may be read-only; then its files are trusted as they are
            record(folder, {path.name: found})
    elif found != expected:
        raise WeightsDamaged(weights.name, path.name, _word(path), expected, found)
    return found


def _sound(path: Path) -> bool:
    """Tell whether a file is as long as it says, where it says so."""
    return whole(path) if path.suffix == ".safetensors" else path.stat().st_size > 0


def _word(path: Path) -> str:
    return "changed" if path.stat().st_size else "empty"
