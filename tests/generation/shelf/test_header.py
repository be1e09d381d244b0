"""Headers of strangers' files: what is true is read, what is not is refused."""

import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from generation.errors import Refusal
from generation.shelf.errors import FileCutOff, FileHoldsCode, HeaderWrong, LinkInside, NothingThere
from generation.shelf.header import HEADER_MOST, read_header
from tests.generation.stocked import write_lora, write_raw

FOUR = {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}


def test_header_says_names_shapes_and_notes(tmp_path: Path) -> None:
    """As the library of the format wrote them."""
    header = read_header(write_lora(tmp_path / "a.safetensors"))

    assert {(4, 768), (320, 4)} == {tensor.shape for tensor in header.tensors.values()}
    assert "Mei" == header.metadata["modelspec.author"]


@pytest.mark.parametrize("suffix", [".ckpt", ".pt", ".bin", ".PTH", ".pkl"])
def test_what_would_be_unpickled_is_refused_by_its_name(tmp_path: Path, suffix: str) -> None:
    """Whatever it holds."""
    with pytest.raises(FileHoldsCode):
        read_header(write_lora(tmp_path / f"a{suffix}"))


@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_pickle_is_known_in_spite_of_its_name(tmp_path: Path, protocol: int) -> None:
    """And is not run."""
    mark = tmp_path / "mark"
    file = tmp_path / "a.safetensors"
    file.write_bytes(pickle.dumps(_Trap(str(mark)), protocol))

    with pytest.raises(FileHoldsCode):
        read_header(file)
    assert not mark.exists()


def test_archive_of_torch_is_known_in_spite_of_its_name(tmp_path: Path) -> None:
    """It is a zip with a pickle in it."""
    torch.save({"a": torch.zeros(3)}, tmp_path / "a.safetensors")

    with pytest.raises(FileHoldsCode):
        read_header(tmp_path / "a.safetensors")


@pytest.mark.parametrize("kept", [0, 4, 8, 30, -1])
def test_file_that_is_cut_off_is_refused(tmp_path: Path, kept: int) -> None:
    """Within its length, its header or its weights."""
    file = write_lora(tmp_path / "a.safetensors")
    file.write_bytes(file.read_bytes()[:kept])

    with pytest.raises(FileCutOff):
        read_header(file)


@pytest.mark.parametrize(
    ("header", "body", "cause"),
    [
        ({}, b"", "empty"),
        ({"__metadata__": {"a": "b"}}, b"", "empty"),
        ({"__metadata__": {"a": 3}, "a": FOUR}, bytes(16), "notes"),
        ([], b"", "header"),
        (b"{" * 20_000, b"", "header"),
        (b'{"a": ' + str(FOUR).replace("'", '"').encode() + b', "a": 1}', bytes(16), "header"),
        ({"a": FOUR | {"shape": [5]}}, bytes(16), "length"),
        ({"a": FOUR | {"shape": [-4]}}, bytes(16), "length"),
        ({"a": FOUR | {"shape": [True]}}, bytes(16), "length"),
        ({"a": FOUR | {"shape": [1 << 62, 1 << 62]}}, bytes(16), "length"),
        ({"a": FOUR | {"dtype": "OBJECT"}}, bytes(16), "length"),
        ({"a": FOUR | {"data_offsets": [-16, 0]}}, bytes(16), "length"),
        ({"a": FOUR | {"data_offsets": [4, 20]}}, bytes(20), "gaps"),
        ({"a": FOUR, "b": FOUR}, bytes(16), "gaps"),
        ({"a": FOUR}, bytes(17), "more"),
        ({"a": "PK"}, b"", "length"),
    ],
)
def test_header_that_lies_is_refused(tmp_path: Path, header: object, body: bytes, cause: str) -> None:
    """Each lie by its name."""
    with pytest.raises(HeaderWrong) as caught:
        read_header(write_raw(tmp_path / "a.safetensors", header, body))
    assert cause == caught.value.cause


@pytest.mark.parametrize("length", [0, 1, HEADER_MOST + 1, 1 << 62])
def test_header_of_senseless_length_is_not_read(tmp_path: Path, length: int) -> None:
    """A file of a few bytes makes nobody set a gigabyte aside."""
    with pytest.raises(HeaderWrong):
        read_header(write_raw(tmp_path / "a.safetensors", {"a": FOUR}, bytes(16), length))


def test_link_is_refused(tmp_path: Path) -> None:
    """What it points to may be another thing tomorrow."""
    (tmp_path / "link.safetensors").symlink_to(write_lora(tmp_path / "a.safetensors"))

    with pytest.raises(LinkInside):
        read_header(tmp_path / "link.safetensors")


def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    """A folder and a missing file likewise."""
    os.mkfifo(tmp_path / "a.safetensors")

    for name in ("a.safetensors", "", "missing.safetensors"):
        with pytest.raises(NothingThere):
            read_header(tmp_path / name)


def test_no_damage_breaks_the_reader(tmp_path: Path) -> None:
    """Each changed byte gives a header or a refusal."""
    whole = write_lora(tmp_path / "a.safetensors").read_bytes()
    file, rng = tmp_path / "b.safetensors", np.random.default_rng(1)
    for place in rng.integers(0, 900, 150):
        broken = bytearray(whole)
        broken[place] ^= int(rng.integers(1, 256))
        file.write_bytes(broken)
        refusal: Refusal | None = None
        try:
            read_header(file)
        except Refusal as caught:
            refusal = caught
        assert refusal is None or "b.safetensors" == refusal.facts["file"]


class _Trap:
    """Leaves a mark where it is unpickled."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return (open, (self.mark, "w"))
