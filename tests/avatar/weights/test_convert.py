"""Archives are turned into safetensors once, whole or not at all, and nothing in them is run."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import torch
from safetensors.torch import load_file

from avatar.weights.convert import convert
from avatar.weights.errors import WeightsFolderClosed, WeightsMissing, WeightsUnreadable
from avatar.weights.files import SADTALKER, Part, WeightFile, file_of
from generation.checksums import SUMS, digest_of, sums_of
from generation.errors import WeightsDamaged

FILE = file_of(Part.POINTS, 256)
TENSORS = {"module.a": torch.arange(6.0).view(2, 3).T, "module.b.num_batches_tracked": torch.tensor(3)}
HELD = {"state_dict": TENSORS, "epoch": 9, "optimizer": {"state": {}}}


class Bomb:
    """Whatever unpickles it makes a folder."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Publish a small archive."""
    path = tmp_path / FILE.name
    torch.save(HELD, path)
    return path


def test_tensors_of_the_entry_are_written(archive: Path) -> None:
    """Without what they were called in training, without its counters, in order of their rows."""
    made = convert(archive.parent, SADTALKER, FILE)

    assert archive.with_suffix(".safetensors") == made
    [(key, tensor)] = load_file(made).items()
    assert "a" == key
    assert torch.equal(torch.tensor([[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]), tensor)


def test_checksums_of_both_are_written_down(archive: Path) -> None:
    """What is read is checked from then on."""
    made = convert(archive.parent, SADTALKER, FILE)

    expected = {(digest_of(path), path.name) for path in (archive, made)}
    assert expected == set(sums_of(archive.parent))


def test_old_archives_are_read(archive: Path) -> None:
    """Before 2020 torch wrote bare pickles."""
    torch.save(HELD, archive, _use_new_zipfile_serialization=False)

    assert {"a"} == load_file(convert(archive.parent, SADTALKER, FILE)).keys()


@pytest.mark.parametrize("zipped", [True, False])
def test_code_in_an_archive_is_not_run(archive: Path, tmp_path: Path, zipped: bool) -> None:
    """It is refused whole, wherever the code stands in it."""
    mark = tmp_path / "exploded"
    torch.save(HELD | {"best": Bomb(mark)}, archive, _use_new_zipfile_serialization=zipped)

    with pytest.raises(WeightsUnreadable) as caught:
        convert(tmp_path, SADTALKER, FILE)

    assert FILE.name == caught.value.file
    assert not mark.exists()
    assert not (tmp_path / FILE.read_as).exists()


@pytest.mark.parametrize(
    "held", [{"weights": TENSORS}, {"state_dict": [1.0]}, {"state_dict": {"a": 1}}, [1, 2], torch.ones(3)]
)
def test_archive_without_the_entry_is_refused(archive: Path, held: object) -> None:
    """It is another file under this name."""
    torch.save(held, archive)

    with pytest.raises(WeightsUnreadable):
        convert(archive.parent, SADTALKER, FILE)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_cut_off_archive_is_refused(archive: Path, share: float, zipped: bool) -> None:
    """Wherever it ends."""
    torch.save(HELD, archive, _use_new_zipfile_serialization=zipped)
    held = archive.read_bytes()
    archive.write_bytes(held[: int(share * len(held))])

    with pytest.raises(WeightsUnreadable):
        convert(archive.parent, SADTALKER, FILE)

    assert not (archive.parent / FILE.read_as).exists()


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_archive_with_changed_bytes_is_read_or_refused(tmp_path: Path, seed: int, zipped: bool) -> None:
    """Whatever the unpickler makes of it, there is one sentence for it."""
    archive, draw = tmp_path / FILE.name, random.Random(seed)  # noqa: S311 - no secret
    torch.save(HELD, archive, _use_new_zipfile_serialization=zipped)
    held = archive.read_bytes()
    refused = 0

    for _ in range(100):
        changed = bytearray(held)
        changed[draw.randrange(len(held))] = draw.randrange(256)
        archive.write_bytes(changed)
        (tmp_path / FILE.read_as).unlink(missing_ok=True)
        (tmp_path / SUMS).unlink(missing_ok=True)
        try:
            convert(tmp_path, SADTALKER, FILE)
        except WeightsUnreadable:
            refused += 1

    assert refused


def test_changed_archive_is_not_converted(archive: Path) -> None:
    """It is no longer what was written down of it."""
    convert(archive.parent, SADTALKER, FILE).unlink()
    torch.save(HELD | {"epoch": 10}, archive)

    with pytest.raises(WeightsDamaged):
        convert(archive.parent, SADTALKER, FILE)


def test_conversion_is_done_once(archive: Path) -> None:
    """Afterwards the archive may go."""
    made = convert(archive.parent, SADTALKER, FILE)
    written = made.stat().st_mtime_ns
    archive.unlink()

    assert written == convert(archive.parent, SADTALKER, FILE).stat().st_mtime_ns


def test_missing_archive_is_named(tmp_path: Path) -> None:
    """With the order that brings it."""
    with pytest.raises(WeightsMissing) as caught:
        convert(tmp_path, SADTALKER, FILE)

    assert FILE.name == caught.value.file


def test_several_workers_may_start_at_once(archive: Path) -> None:
    """One converts, the others wait for it."""
    together = Barrier(4)

    def work(_: int) -> bytes:
        together.wait()
        return convert(archive.parent, SADTALKER, FILE).read_bytes()

    with ThreadPoolExecutor(4) as pool:
        read = set(pool.map(work, range(4)))

    assert {(archive.parent / FILE.read_as).read_bytes()} == read
    assert not list(archive.parent.glob("*.part"))


def test_conversion_that_was_killed_is_begun_again(archive: Path) -> None:
    """What it left is written over."""
    (archive.parent / FILE.read_as).with_suffix(".part").write_bytes(b"half of it")

    assert {"a"} == load_file(convert(archive.parent, SADTALKER, FILE)).keys()


def test_folder_that_cannot_be_written_is_named(archive: Path) -> None:
    """The lock cannot be taken there."""
    (archive.parent / f"{FILE.read_as}.lock").mkdir()

    with pytest.raises(WeightsFolderClosed) as caught:
        convert(archive.parent, SADTALKER, FILE)

    assert str(archive.parent) == caught.value.folder


def test_what_is_no_archive_stays_as_it_is(tmp_path: Path) -> None:
    """GFPGAN's file is read by its own package."""
    file = WeightFile("GFPGANv1.4.pth", "https://here", 1, "")
    (tmp_path / file.name).write_bytes(b"PK")

    assert tmp_path / file.name == convert(tmp_path, SADTALKER, file)
