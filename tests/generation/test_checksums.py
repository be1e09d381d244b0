"""Damaged weights are named before anything is loaded."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bots.wording import Wording
from generation.cards import read_card
from generation.catalogue import Catalogue
from generation.checksums import SUMS, check_weights, compare, hub_sums_of, sums_of, write_checksums
from generation.engine import Engine
from generation.errors import ModelUnavailable, WeightsDamaged
from tasks.job import Problem
from tests.generation.asked import ask

UNET = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture
def folder(folders: dict[str, Path], tmp_path: Path) -> Path:
    """Copy a small model and write its checksums down."""
    copy = shutil.copytree(folders["sd1"], tmp_path / "small")
    write_checksums(copy)
    return copy


def flip(file: Path) -> None:
    """Change one bit in the middle."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut(file: Path) -> None:
    """Lose the last byte, as a download that broke off."""
    file.write_bytes(file.read_bytes()[:-1])


def blank(file: Path) -> None:
    """Lose everything, as on a full disk."""
    file.write_bytes(b"")


@pytest.mark.parametrize(
    ("damage", "state"), [(flip, "changed"), (cut, "changed"), (blank, "empty"), (Path.unlink, "missing")]
)
def test_damage_is_named_and_nothing_is_loaded(
    folder: Path, damage: Callable[[Path], None], state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine says which file, what it should be and what it is; no part was even opened."""
    card = read_card(folder)
    expected = {name: digest for digest, name in sums_of(folder)}[UNET]
    damage(folder / UNET)
    monkeypatch.setattr("generation.pipelines.load.Parts", None)

    with pytest.raises(WeightsDamaged) as caught:
        Engine(Catalogue((card,), card.name), "cpu").draw(ask(card.name))

    assert (state, UNET) == (caught.value.state, caught.value.file)
    assert expected in caught.value.reason
    sentence = Wording("en").problem(Problem.of(caught.value))
    assert UNET in sentence
    assert expected[:12] in sentence
    assert (f"is {caught.value.found}…" in sentence) is (state == "changed")


def test_mended_weights_draw_again(folder: Path) -> None:
    """The same engine, after the file was restored."""
    card = read_card(folder)
    engine = Engine(Catalogue((card,), card.name), "cpu")
    flip(folder / UNET)
    with pytest.raises(WeightsDamaged):
        engine.draw(ask(card.name))

    flip(folder / UNET)

    assert 1 == len(engine.draw(ask(card.name)))


def test_list_is_what_sha256sum_reads(folder: Path) -> None:
    """No tool of ours is needed to check the files."""
    answer = subprocess.run(["sha256sum", "--strict", "-c", SUMS], cwd=folder, check=False)

    assert 0 == answer.returncode


def test_folder_without_a_list_is_taken_as_it_is(folders: dict[str, Path]) -> None:
    """Models from elsewhere come without checksums."""
    check_weights(folders["sd1"])


def test_damaged_list_is_a_fault_of_its_own(folder: Path) -> None:
    """A list that cannot be read vouches for nothing."""
    (folder / SUMS).write_text("not a checksum\n")

    with pytest.raises(ModelUnavailable) as caught:
        check_weights(folder)

    assert SUMS in caught.value.reason


def test_cache_of_a_hub_names_its_files_by_their_checksums(tmp_path: Path) -> None:
    """So even a model that ships no list can be verified."""
    good = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"  # of "foo"
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs" / good).write_bytes(b"fop")
    snapshot = tmp_path / "snapshots" / "1" / "unet"
    snapshot.mkdir(parents=True)
    (snapshot / "model.safetensors").symlink_to(tmp_path / "blobs" / good)

    [check] = compare(snapshot.parent, hub_sums_of(snapshot.parent))

    assert ("unet/model.safetensors", good, "changed") == (check.file, check.expected, check.state)
