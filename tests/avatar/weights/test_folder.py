"""Weight files are written down when they are first seen, and compared afterwards."""

import subprocess
import sys
from pathlib import Path

import pytest

from avatar.requests import PhotoMode
from avatar.settings import AvatarSettings
from avatar.weights.cards import CARDS
from avatar.weights.errors import WeightsMissing
from avatar.weights.files import GFPGAN, RESTORER, SADTALKER, WEIGHT_SETS, Part, file_of, mapping_of
from avatar.weights.folder import folder_of, missing, path_of, verify
from generation.checksums import sums_of
from generation.errors import WeightsDamaged
from tests.shop import weights

FACE = file_of(Part.GENERATOR, 256)
LIGHT = ("cards", "download", "errors", "files", "folder", "layout", "pull", "reply")


def test_missing_file_is_named_with_the_order_that_brings_it(tmp_path: Path) -> None:
    """In one sentence."""
    with pytest.raises(WeightsMissing) as caught:
        path_of(tmp_path, SADTALKER, FACE)

    told = f"{FACE.name} is missing in {tmp_path}; get it with: limner models pull sadtalker"
    assert told == caught.value.reason


def test_checksum_is_written_down_at_first_and_compared_afterwards(tmp_path: Path) -> None:
    """Also within one process, which looks again at what has changed."""
    file = tmp_path / FACE.name
    file.write_bytes(weights())
    path_of(tmp_path, SADTALKER, FACE)
    [(expected, name)] = sums_of(tmp_path)
    file.write_bytes(weights(seed=1))

    with pytest.raises(WeightsDamaged) as caught:
        path_of(tmp_path, SADTALKER, FACE)

    assert FACE.name == name == caught.value.file
    assert expected in caught.value.reason
    assert "changed" == caught.value.state


@pytest.mark.parametrize(("held", "state"), [(weights()[:-1], "changed"), (b"", "empty")])
def test_checksum_of_a_cut_off_file_is_not_written_down(tmp_path: Path, held: bytes, state: str) -> None:
    """It would hide the damage; what is expected is what its makers published."""
    (tmp_path / FACE.name).write_bytes(held)

    with pytest.raises(WeightsDamaged) as caught:
        path_of(tmp_path, SADTALKER, FACE)

    assert state == caught.value.state
    assert FACE.sha256[:12] == caught.value.expected
    assert [] == sums_of(tmp_path)


def test_files_are_trusted_where_nothing_can_be_written_down(tmp_path: Path) -> None:
    """A folder may be read-only."""
    (tmp_path / FACE.name).write_bytes(weights())
    (tmp_path / "SHA256SUMS.lock").mkdir()

    assert tmp_path / FACE.name == path_of(tmp_path, SADTALKER, FACE)
    assert [] == sums_of(tmp_path)


def test_verification_tells_every_file(tmp_path: Path) -> None:
    """Missing, damaged, and whole; and whether it is the published one."""
    (tmp_path / FACE.name).write_bytes(weights())
    other = file_of(Part.GENERATOR, 512)
    (tmp_path / other.name).write_bytes(weights()[:-1])
    (tmp_path / "alignment_WFLW_4HG.safetensors").write_bytes(weights())

    told = dict(verify(tmp_path, SADTALKER))

    assert "ok, though not the file that its makers published" == told[FACE.name]
    assert told[other.name].startswith(f"changed: SHA-256 {other.sha256} expected, ")
    assert "ok" == told["alignment_WFLW_4HG.safetensors"]
    assert "missing" == told["mapping_00229-model.pth.tar"]
    assert 3 == len(missing(tmp_path, SADTALKER))


def test_verification_sees_what_has_changed_since(tmp_path: Path) -> None:
    """Each run reads every file again."""
    (tmp_path / RESTORER.name).write_bytes(b"PK one")
    first = dict(verify(tmp_path, GFPGAN))
    (tmp_path / RESTORER.name).write_bytes(b"PK two")

    assert first[RESTORER.name].startswith("ok")
    assert dict(verify(tmp_path, GFPGAN))[RESTORER.name].startswith("changed: ")


def test_folder_is_chosen_or_in_the_data_folder(tmp_path: Path) -> None:
    """Each model has its own."""
    settings = AvatarSettings(_env_file=None, data=tmp_path, gfpgan=tmp_path / "restorer")

    assert tmp_path / "models" / "sadtalker" == folder_of(SADTALKER, settings)
    assert tmp_path / "restorer" == folder_of(GFPGAN, settings)


@pytest.mark.parametrize("address", ["ftp://here", "weights.example.org", "http://", "https://a b"])
def test_mirror_is_a_web_address(address: str) -> None:
    """Else the first download would tell."""
    with pytest.raises(ValueError, match="write a web address"):
        AvatarSettings(_env_file=None, weights_mirror=address)


def test_mapping_net_follows_the_mode() -> None:
    """The one of 73 coefficients belongs to the modes that paste a face back."""
    nets = {mode: file_of(mapping_of(mode), 256).name for mode in PhotoMode if mode is not PhotoMode.AUTO}

    full = {mode for mode, name in nets.items() if name == "mapping_00109-model.pth.tar"}

    assert {PhotoMode.FULL, PhotoMode.EXTFULL} == full
    assert {"mapping_00229-model.pth.tar"} == {nets[mode] for mode in nets.keys() - full}
    with pytest.raises(ValueError, match="decides on its mode"):
        mapping_of(PhotoMode.AUTO)


def test_every_set_of_weights_has_its_card() -> None:
    """What can be pulled is listed, with what it does, by whom it was made, its limits and its licence."""
    assert set(WEIGHT_SETS) == {card.name for card in CARDS}
    assert all(all((card.draws, card.trained, card.limits, card.licence)) for card in CARDS)
    assert all(0 < card.gpu_memory_gib <= card.ram_gib for card in CARDS)


def test_files_are_published_by_their_makers() -> None:
    """Over a safe line, with a length and a checksum."""
    files = [file for weights in WEIGHT_SETS.values() for file in weights.files]

    assert all(file.address().startswith("https://github.com/") for file in files)
    assert all(64 == len(file.sha256) and 10**8 < file.bytes < 10**9 for file in files)
    assert len(files) == len({file.read_as for file in files})


def test_nothing_but_reading_needs_torch() -> None:
    """A bot may ask where weights are."""
    rooms = ", ".join(f"avatar.weights.{room}" for room in LIGHT)
    code = f"import sys, {rooms}; sys.exit('torch' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
