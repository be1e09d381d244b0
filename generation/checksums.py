"""The checksums of a model's weights: written beside them, compared before they are loaded.

The file has the format that ``sha256sum -c SHA256SUMS`` reads.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from generation.errors import ModelUnavailable, WeightsDamaged

SUMS = "SHA256SUMS"

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


@dataclass(frozen=True)
class Check:
    """One weight file: the SHA-256 that it should have and the one that it has, both in hex."""

    file: str  # relative to the model's folder
    expected: str
    found: str  # empty where the file is missing or cannot be read
    empty: bool = False  # it is there and holds nothing

    @property
    def whole(self) -> bool:
        """Whether the file is what it should be."""
        return self.found == self.expected

    @property
    def state(self) -> str:
        """Name what is the matter: ok, missing, empty or changed."""
        if self.whole:
            return "ok"
        return "missing" if not self.found else "empty" if self.empty else "changed"


def write_checksums(folder: Path) -> None:
    """Write down the checksums of all the weights in a folder."""
    files = sorted(folder.rglob("*.safetensors"))
    lines = [f"{digest_of(file)}  {file.relative_to(folder).as_posix()}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), "utf-8", newline="\n")


def record(folder: Path, found: Mapping[str, str]) -> None:
    """Write down the SHA-256 of some files of a folder, in hex by name; what is written of others stays.

    Raises ModelUnavailable if the list is damaged, and OSError if it cannot be written.
    """
    path = folder / SUMS
    with FileLock(f"{path}.lock"):  # other processes may write down others
        told = {name: digest for digest, name in sums_of(folder)} | dict(found)
        part = path.with_suffix(".part")
        lines = [f"{digest}  {name}\n" for name, digest in sorted(told.items())]
        part.write_text("".join(lines), "utf-8", newline="\n")
        part.replace(path)


def sums_of(folder: Path) -> list[tuple[str, str]]:
    """List (SHA-256 in hex, file) of a folder's weights as written down; nothing where that was never done.

    Raises ModelUnavailable if the list is damaged.
    """
    path = folder / SUMS
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise ModelUnavailable(folder.name, f"{path} cannot be read: {error}") from error
    return [_entry(folder, line) for line in lines if line]


def hub_sums_of(folder: Path) -> list[tuple[str, str]]:
    """List the same of a folder in a hub's cache, which names each large file by its SHA-256."""
    files = ((file, file.resolve().name) for file in sorted(folder.rglob("*.safetensors")))
    return [(name, file.relative_to(folder).as_posix()) for file, name in files if _DIGEST.fullmatch(name)]


def compare(folder: Path, sums: Iterable[tuple[str, str]]) -> Iterator[Check]:
    """Compare each weight file of a folder with its checksum."""
    for expected, name in sums:
        file = folder / name
        try:
            yield Check(name, expected, digest_of(file), empty=file.stat().st_size == 0)
        except OSError:
            yield Check(name, expected, "")


def check_weights(folder: Path) -> None:
    """Make sure, before anything is loaded, that a folder's weights are what was written down of them.

    Raises WeightsDamaged for the first file that is not, and ModelUnavailable if the list is damaged.
    """
    for check in compare(folder, sums_of(folder)):
        if not check.whole:
            raise WeightsDamaged(folder.name, check.file, check.state, check.expected, check.found)


def _entry(folder: Path, line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ModelUnavailable(folder.name, f"{folder / SUMS} is damaged at {line[:40]!r}")
    return found[1], found[2]


def digest_of(file: Path) -> str:
    """Compute the SHA-256 of a file, in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
