"""Brings the weight files of a model from where they are published, or from a mirror of that."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from avatar.weights.download import PAUSES_S, download, make_room, open_client
from avatar.weights.errors import DiskFull, PullRunning, WeightsFolderClosed
from avatar.weights.files import WeightFile, WeightSet
from avatar.weights.folder import check
from generation.checksums import digest_of, record
from generation.errors import WeightsDamaged

Report = Callable[[str, int, int], None]  # file, bytes that are here, and of how many (0: not told)


class Outcome(StrEnum):
    """What was done about a file."""

    HERE = "here already"
    PULLED = "downloaded"
    STRANGE = "downloaded; it is not the file that its makers published"


@dataclass(frozen=True)
class Pulled:
    """A file that is here now."""

    file: WeightFile
    outcome: Outcome


def pull(
    weights: WeightSet,
    folder: Path,
    mirror: str,
    report: Report,
    pauses_s: tuple[float, ...] = PAUSES_S,
) -> Iterator[Pulled]:
    """Bring the files of a model that are missing or damaged, and write down their checksums.

    Raises WeightsFolderClosed, PullRunning, NetworkSettingsWrong, or what `download` raises.
    """
    with _writing(folder), _alone(folder), open_client() as client:
        wanted = [file for file in weights.files if not _whole(weights, folder, file)]
        if wanted:
            make_room(folder / wanted[0].name, sum(_still_to_come(folder, file) for file in wanted))
        for file in weights.files:
            if file not in wanted:
                yield Pulled(file, Outcome.HERE)
                continue
            found = _pull(client, folder, file, mirror, report, pauses_s)
            yield Pulled(file, Outcome.PULLED if found == file.sha256 else Outcome.STRANGE)


def _pull(
    client: httpx.Client,
    folder: Path,
    file: WeightFile,
    mirror: str,
    report: Report,
    pauses_s: tuple[float, ...],
) -> str:
    """Bring one file. Returns: its SHA-256 in hex."""
    target, address = folder / file.name, file.address(mirror)

    def show(here: int, total: int) -> None:
        report(file.name, here, total)

    joined = download(client, address, target, show, pauses_s)
    found = digest_of(target)
    if joined and found != file.sha256 and not mirror:  # pieces of two versions, joined by a server that lied
        target.unlink()
        download(client, address, target, show, pauses_s)
        found = digest_of(target)
    if file.entry is not None:
        (folder / file.read_as).unlink(missing_ok=True)  # it was made of another file
    record(folder, {file.name: found})
    return found


def _whole(weights: WeightSet, folder: Path, file: WeightFile) -> bool:
    """Tell whether a file need not be brought. What was made of an archive and is damaged is deleted."""
    archive, made = folder / file.name, folder / file.read_as
    if archive != made and made.is_file() and not _good(weights, made, file):
        made.unlink()
    return _good(weights, archive if archive.is_file() else made, file)


def _good(weights: WeightSet, path: Path, file: WeightFile) -> bool:
    try:
        check(weights, path, file)
    except (WeightsDamaged, FileNotFoundError):
        return False
    return True


def _still_to_come(folder: Path, file: WeightFile) -> int:
    """Count the bytes that a file needs on the disk, with what is made of it."""
    part = folder / f"{file.name}.part"
    here = part.stat().st_size if part.is_file() else 0
    return max(file.bytes - here, 0) + (file.bytes if file.entry is not None else 0)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Say in one sentence why nothing can be written into a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(Path(error.filename or folder).name, 0, 0) from error
        raise WeightsFolderClosed(str(folder), error.strerror or str(error)) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep two pulls out of one folder."""
    lock = FileLock(folder / ".pull.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise PullRunning(str(folder)) from None
    try:
        yield
    finally:
        lock.release()
