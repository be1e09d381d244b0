"""A network gets its own weights, all of them, and nothing that is not what it should be."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from avatar.weights.errors import WeightsForeign, WeightsMissing, WeightsUnreadable
from avatar.weights.files import IN_FACE_FILE, SADTALKER, Part, file_of
from avatar.weights.layout import NOT_NEEDED, layout
from avatar.weights.read import load, read_part
from generation.checksums import SUMS
from generation.errors import WeightsDamaged
from tests.sadtalker import DATA, stand_in

AUDIO = {f"audio2exp.{key}": torch.zeros(shape) for key, shape in layout(Part.AUDIO2EXP).items()}
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Lay out the stand-ins as if they were published, nothing converted or written down yet."""
    folder = tmp_path_factory.mktemp("sadtalker")
    for file in SADTALKER.files:
        if "512" not in file.name:
            (folder / file.name).symlink_to(stand_in(file.name))
    yield folder
    for made in folder.glob("*.safetensors"):
        made.unlink()  # 290 MB


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:  # Any: a JSON file's values
    """Read what the published files hold."""
    with gzip.open(DATA / "layout.json.gz") as stream:
        told: dict[str, Any] = json.load(stream)
    return told


@pytest.mark.parametrize("part", list(Part))
def test_layout_is_that_of_the_published_files(part: Part, published: dict[str, Any]) -> None:
    """Without what is for training only."""
    prefix = f"{part}." if part in IN_FACE_FILE else ""
    shapes = {
        key.removeprefix(prefix).removeprefix("module."): tuple(shape)
        for key, (shape, _) in published[file_of(part, 256).name]["tensors"].items()
        if key.startswith(prefix) and not NOT_NEEDED.fullmatch(key)
    }

    assert shapes == layout(part)


@pytest.mark.parametrize("part", IN_FACE_FILE)
def test_part_of_the_face_file_is_read(folder: Path, part: Part) -> None:
    """Every tensor under its name within the network, bit for bit; the rest stays on the disk."""
    read_part(folder, Part.AUDIO2EXP)  # whoever is first reads the file once for its checksum
    before = psutil.Process().memory_info().rss

    state = read_part(folder, part)

    grown = psutil.Process().memory_info().rss - before
    assert layout(part) == {key: tuple(tensor.shape) for key, tensor in state.items()}
    with safe_open(folder / file_of(part, 256).name, "pt") as held:
        assert all(torch.equal(held.get_tensor(f"{part}.{key}"), state[key]) for key in state)
    assert grown < 64 * MEGABYTE


@pytest.mark.parametrize(
    ("part", "entry", "prefix"),
    [
        (Part.MAPPING_CROP, "mapping", ""),
        (Part.MAPPING_FULL, "mapping", ""),
        (Part.BOXES, "", "module."),
        (Part.POINTS, "state_dict", ""),
    ],
)
def test_archive_is_read_as_it_was_published(folder: Path, part: Part, entry: str, prefix: str) -> None:
    """Once it was turned into safetensors, which lie beside it and have a checksum."""
    state = read_part(folder, part)

    file = file_of(part, 256)
    held = torch.load(folder / file.name, weights_only=True, mmap=True)
    table = held[entry] if entry else held
    assert layout(part).keys() == state.keys()
    assert all(torch.equal(table[prefix + key], state[key]) for key in state)
    assert file.read_as in (folder / SUMS).read_text()
    assert not list(folder.glob("*.part"))


def test_sizes_are_of_two_files(tmp_path: Path) -> None:
    """Those of 256 px are no stand-in for those of 512."""
    save_file(AUDIO, tmp_path / "SadTalker_V0.0.2_512.safetensors")

    assert len(layout(Part.AUDIO2EXP)) == len(read_part(tmp_path, Part.AUDIO2EXP, 512))
    with pytest.raises(WeightsMissing) as caught:
        read_part(tmp_path, Part.AUDIO2EXP, 256)
    assert "SadTalker_V0.0.2_256.safetensors" == caught.value.file


def test_what_training_left_is_accepted_and_dropped(tmp_path: Path) -> None:
    """Encoder of the poses, its judge, and counters."""
    left = {
        "audio2pose.netG.encoder.MLP.L0.weight": torch.zeros(1),
        "audio2pose.netD_motion.seq.0.weight": torch.zeros(1),
        "audio2exp.audio_encoder.0.conv_block.1.num_batches_tracked": torch.tensor(5),
    }
    save_file(AUDIO | left, tmp_path / file_of(Part.AUDIO2EXP, 256).name)

    assert layout(Part.AUDIO2EXP).keys() == read_part(tmp_path, Part.AUDIO2EXP).keys()


FIRST, LAST = min(AUDIO), max(AUDIO)


@pytest.mark.parametrize(
    ("change", "tensor", "trouble"),
    [
        ({"audio2exp.zebra": torch.zeros(1), "audio2exp.yak": torch.zeros(1)}, "audio2exp.yak", "unknown"),
        ({"head_pose.weight": torch.zeros(1)}, "head_pose.weight", "unknown"),
        ({LAST: None, FIRST: None}, FIRST, "missing"),
        ({FIRST: torch.zeros(7)}, FIRST.removeprefix("audio2exp."), "shape"),
        ({FIRST: AUDIO[FIRST].half()}, FIRST.removeprefix("audio2exp."), "kind"),
    ],
)
def test_foreign_file_is_refused_with_its_first_tensor(
    tmp_path: Path, change: dict[str, torch.Tensor | None], tensor: str, trouble: str
) -> None:
    """Unknown, missing, of another shape or of another kind."""
    path = tmp_path / file_of(Part.AUDIO2EXP, 256).name
    save_file({key: value for key, value in (AUDIO | change).items() if value is not None}, path)

    with pytest.raises(WeightsForeign) as caught:
        read_part(tmp_path, Part.AUDIO2EXP)

    assert (path.name, tensor, trouble) == (caught.value.file, caught.value.tensor, caught.value.trouble)


def test_damaged_weights_are_not_read(tmp_path: Path) -> None:
    """One changed byte is found by the checksum, before anything is loaded."""
    path = tmp_path / file_of(Part.AUDIO2EXP, 256).name
    save_file(AUDIO, path)
    read_part(tmp_path, Part.AUDIO2EXP)
    held = bytearray(path.read_bytes())
    held[-1] ^= 1
    path.write_bytes(held)

    with pytest.raises(WeightsDamaged):
        read_part(tmp_path, Part.AUDIO2EXP)


def test_file_of_another_format_is_not_read(tmp_path: Path) -> None:
    """It says how long it is, and nothing that is right."""
    header = b'{"a": {"dtype": "F99", "shape": [1], "data_offsets": [0, 4]}}'
    path = tmp_path / file_of(Part.AUDIO2EXP, 256).name
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))

    with pytest.raises(WeightsUnreadable):
        read_part(tmp_path, Part.AUDIO2EXP)


def test_changing_what_was_read_leaves_the_file_alone(tmp_path: Path) -> None:
    """The tensors are views of it."""
    path = tmp_path / file_of(Part.AUDIO2EXP, 256).name
    save_file(AUDIO, path)
    before = path.read_bytes()

    for tensor in read_part(tmp_path, Part.AUDIO2EXP).values():
        tensor.add_(1)

    assert before == path.read_bytes()


class Net(torch.nn.Module):
    """A small network."""

    def __init__(self) -> None:
        super().__init__()
        self.line = torch.nn.Linear(2, 3)
        self.norm = torch.nn.BatchNorm1d(3)


def state() -> dict[str, torch.Tensor]:
    """Draw weights for it, without the counter of training."""
    torch.manual_seed(0)
    return {
        key: torch.rand(tensor.shape)
        for key, tensor in Net().state_dict().items()
        if not key.endswith("num_batches_tracked")
    }


def test_loaded_network_is_ready_to_infer() -> None:
    """It has its weights, in eval mode, without gradients."""
    net = load(Net(), state())

    assert all(torch.equal(net.state_dict()[key], tensor) for key, tensor in state().items())
    assert not net.training
    assert not any(parameter.requires_grad for parameter in net.parameters())


@pytest.mark.parametrize(
    ("change", "tensor", "trouble"),
    [
        ({"more": torch.zeros(1)}, "more", "unknown"),
        ({"norm.running_var": None, "line.bias": None}, "line.bias", "missing"),
        ({"line.weight": torch.zeros(3, 3)}, "line.weight", "shape"),
    ],
)
def test_network_takes_no_foreign_weights(
    change: dict[str, torch.Tensor | None], tensor: str, trouble: str
) -> None:
    """The first tensor that does not fit is named."""
    given = {key: value for key, value in (state() | change).items() if value is not None}

    with pytest.raises(WeightsForeign) as caught:
        load(Net(), given)

    assert ("Net", tensor, trouble) == (caught.value.file, caught.value.tensor, caught.value.trouble)
