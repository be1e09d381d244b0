"""What is missing or damaged is brought, what is here and whole is not; checksums are written down."""

import hashlib
import io
from pathlib import Path

import pytest
import torch
from filelock import FileLock

from avatar.weights.errors import DownloadBroken, PullRunning, WeightsFolderClosed
from avatar.weights.files import WeightFile, WeightSet
from avatar.weights.pull import Outcome, pull
from generation.checksums import sums_of
from generation.errors import ModelUnavailable
from tests.shop import Shop, weights

TINY, ARCHIVE = "tiny.safetensors", "small-model.pth.tar"


def archive() -> bytes:
    """Write a small archive as torch does."""
    stream = io.BytesIO()
    torch.save({"mapping": {"a": torch.ones(3)}, "epoch": 7}, stream)
    return stream.getvalue()


@pytest.fixture
def model(shop: Shop) -> WeightSet:
    """Publish a model of two files."""
    shop.files[ARCHIVE] = archive()
    entries = {TINY: None, ARCHIVE: "mapping"}
    files = (
        WeightFile(name, shop.address, len(held), hashlib.sha256(held).hexdigest(), entries[name])
        for name, held in shop.files.items()
    )
    return WeightSet("sadtalker", tuple(files))


def bring(model: WeightSet, folder: Path, mirror: str = "") -> list[str]:
    """Pull a model. Returns: what was done about each file."""
    return [pulled.outcome for pulled in pull(model, folder, mirror, lambda *_: None, (0.0,))]


def test_model_arrives_with_its_checksums(model: WeightSet, shop: Shop, tmp_path: Path) -> None:
    """In a folder that is made for it."""
    folder = tmp_path / "models" / "sadtalker"

    done = bring(model, folder)

    assert [Outcome.PULLED, Outcome.PULLED] == done
    assert shop.files == {name: (folder / name).read_bytes() for name in shop.files}
    assert {(file.sha256, file.name) for file in model.files} == set(sums_of(folder))


def test_what_is_here_is_not_asked_for(model: WeightSet, shop: Shop, tmp_path: Path) -> None:
    """A second pull is free."""
    bring(model, tmp_path)
    shop.asked.clear()

    assert [Outcome.HERE, Outcome.HERE] == bring(model, tmp_path)
    assert [] == shop.asked


def test_damaged_file_is_brought_again(model: WeightSet, shop: Shop, tmp_path: Path) -> None:
    """It is known by its checksum; what was made of it is made anew."""
    bring(model, tmp_path)
    (tmp_path / ARCHIVE).write_bytes(shop.files[ARCHIVE][:-1] + b"?")
    (tmp_path / "small-model.safetensors").write_bytes(weights(count=3))

    assert [Outcome.HERE, Outcome.PULLED] == bring(model, tmp_path)
    assert shop.files[ARCHIVE] == (tmp_path / ARCHIVE).read_bytes()
    assert not (tmp_path / "small-model.safetensors").exists()


def test_cut_off_file_is_brought_again_though_no_checksum_was_written(
    model: WeightSet, shop: Shop, tmp_path: Path
) -> None:
    """Another program left it there."""
    (tmp_path / TINY).write_bytes(shop.files[TINY][:-1])

    bring(model, tmp_path)

    assert shop.files[TINY] == (tmp_path / TINY).read_bytes()


def test_made_file_stands_for_its_archive(model: WeightSet, shop: Shop, tmp_path: Path) -> None:
    """Who has no room may delete the archive."""
    bring(model, tmp_path)
    (tmp_path / ARCHIVE).unlink()
    (tmp_path / "small-model.safetensors").write_bytes(weights(count=3))

    assert [Outcome.HERE, Outcome.HERE] == bring(model, tmp_path)


def test_damaged_made_file_is_made_anew_of_its_archive(model: WeightSet, shop: Shop, tmp_path: Path) -> None:
    """Nothing is brought for it."""
    bring(model, tmp_path)
    (tmp_path / "small-model.safetensors").write_bytes(weights(count=3)[:-1])

    assert [Outcome.HERE, Outcome.HERE] == bring(model, tmp_path)
    assert not (tmp_path / "small-model.safetensors").exists()


def test_mirror_takes_the_place_of_the_release(model: WeightSet, shop: Shop, tmp_path: Path) -> None:
    """All files lie in one folder there; another file than the published one is said so."""
    elsewhere = WeightSet(
        model.name, tuple(WeightFile(file.name, "http://nowhere.invalid", 1, "") for file in model.files)
    )

    assert [Outcome.STRANGE, Outcome.STRANGE] == bring(elsewhere, tmp_path, f"{shop.address}/mirror/")
    assert [f"/mirror/{TINY}", f"/mirror/{ARCHIVE}"] == [path for path, _ in shop.asked]


def test_ill_joined_pieces_are_brought_whole(model: WeightSet, shop: Shop, tmp_path: Path) -> None:
    """A server that lies about versions is found out by the published checksum."""
    (tmp_path / f"{TINY}.part").write_bytes(weights(seed=1)[:100_000])
    (tmp_path / f"{TINY}.part.tag").write_text(shop.etag)

    assert [Outcome.PULLED, Outcome.PULLED] == bring(model, tmp_path)
    assert ["bytes=100000-", "", ""] == shop.ranges_asked


def test_broken_pull_is_gone_on_with(model: WeightSet, shop: Shop, tmp_path: Path) -> None:
    """The files before it stay, and so does its beginning."""
    shop.breaks = [10**9, 1000, 0]
    with pytest.raises(DownloadBroken):
        bring(model, tmp_path)
    shop.asked.clear()

    assert [Outcome.HERE, Outcome.PULLED] == bring(model, tmp_path)
    assert ["bytes=1000-"] == shop.ranges_asked


def test_second_pull_into_a_folder_is_refused(model: WeightSet, tmp_path: Path) -> None:
    """Two would write into one file."""
    with FileLock(tmp_path / ".pull.lock"), pytest.raises(PullRunning):
        bring(model, tmp_path)


def test_folder_that_cannot_be_made_is_named(model: WeightSet, tmp_path: Path) -> None:
    """A file stands in its place."""
    (tmp_path / "models").write_text("")

    with pytest.raises(WeightsFolderClosed) as caught:
        bring(model, tmp_path / "models" / "sadtalker")

    assert str(tmp_path / "models" / "sadtalker") == caught.value.folder


def test_damaged_list_of_checksums_is_no_reason_to_bring_anything(
    model: WeightSet, shop: Shop, tmp_path: Path
) -> None:
    """Somebody must look at it."""
    bring(model, tmp_path)
    (tmp_path / "SHA256SUMS").write_text("nonsense\n")
    (tmp_path / TINY).touch()

    with pytest.raises(ModelUnavailable, match="missing or damaged") as caught:
        bring(model, tmp_path)

    assert "SHA256SUMS" in caught.value.reason
