"""Upscalers are read from the files that people have, and what is none of them is named."""

import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from generation.errors import ModelUnavailable
from generation.upscalers.compact import CompactNet, CompactShape
from generation.upscalers.load import Net, find_file, load_net
from generation.upscalers.rrdb import RRDBNet, RRDBShape
from tests.generation.upscalers import (
    SMALL_COMPACT,
    SMALL_RRDB,
    SMALL_RRDB_X2,
    compact,
    numbered,
    rrdb,
    trunked,
    write,
)

CPU = torch.device("cpu")


def load(file: Path) -> Net:
    """Load on the CPU."""
    return load_net(file, CPU, torch.float32)


def same(net: Net, weights: dict[str, Tensor]) -> bool:
    """Whether a network holds exactly these weights."""
    held = net.state_dict()
    return held.keys() == weights.keys() and all(torch.equal(held[name], weights[name]) for name in held)


@pytest.mark.parametrize(
    ("shape", "scale"), [(RRDBShape(), 4), (RRDBShape(unshuffle=2), 2), (RRDBShape(blocks=6), 4)]
)
def test_full_size_esrgan_is_read(tmp_path: Path, shape: RRDBShape, scale: int) -> None:
    """RealESRGAN_x4plus, _x2plus and _x4plus_anime_6B have these shapes."""
    weights = rrdb(shape)

    net = load(write(tmp_path / "esrgan.pth", weights, "params_ema"))

    assert (shape, scale) == (net.shape, net.scale)
    assert same(net, weights)


@pytest.mark.parametrize(("layers", "scale"), [(16, 4), (32, 4), (16, 2)])
def test_full_size_compact_is_read(tmp_path: Path, layers: int, scale: int) -> None:
    """realesr-animevideov3 and realesr-general-x4v3 have these shapes."""
    shape = CompactShape(64, layers, scale)
    weights = compact(shape)

    net = load(write(tmp_path / "compact.pth", weights, "params"))

    assert (shape, scale) == (net.shape, net.scale)
    assert same(net, weights)


def test_full_size_esrgan_with_numbered_layers_is_read(tmp_path: Path) -> None:
    """Most of the models that people trade have the names of the first release."""
    weights = rrdb(RRDBShape())

    net = load(write(tmp_path / "4x-old.pth", numbered(weights, 23, 2)))

    assert RRDBShape() == net.shape
    assert same(net, weights)


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
@pytest.mark.parametrize("shape", [SMALL_RRDB, SMALL_RRDB_X2, RRDBShape(8, 2, 4, doublings=1)])
def test_numbered_layers_are_read(tmp_path: Path, shape: RRDBShape, suffix: str) -> None:
    """Four times, twice by folded pixels, twice by a single doubling."""
    weights = rrdb(shape)

    net = load(write(tmp_path / f"old{suffix}", numbered(weights, 2, shape.doublings)))

    assert shape == net.shape
    assert same(net, weights)


def test_names_of_the_second_release_are_read(tmp_path: Path) -> None:
    """RRDB_trunk, HRconv and the like."""
    weights = rrdb()

    assert same(load(write(tmp_path / "middle.pth", trunked(weights))), weights)


@pytest.mark.parametrize("wrapper", ["params_ema", "params", "state_dict"])
def test_wrapped_weights_are_read(tmp_path: Path, wrapper: str) -> None:
    """As training programs write them."""
    weights = compact()

    assert same(load(write(tmp_path / "wrapped.pth", weights, wrapper)), weights)


def test_averaged_weights_come_first(tmp_path: Path) -> None:
    """Real-ESRGAN's files hold both."""
    plain, averaged = compact(), {name: weight + 1 for name, weight in compact().items()}
    torch.save({"params": plain, "params_ema": averaged}, tmp_path / "both.pth")

    assert same(load(tmp_path / "both.pth"), averaged)


def test_half_precision_is_read_as_float32(tmp_path: Path) -> None:
    """The CPU computes in float32."""
    halves = {name: weight.half() for name, weight in compact().items()}

    net = load(write(tmp_path / "half.safetensors", halves))

    assert {torch.float32} == {weight.dtype for weight in net.state_dict().values()}


def identity(net: RRDBNet | CompactNet) -> None:
    """Let every layer pass its input on, and no dense layer add anything but its bias."""
    for name, weight in net.state_dict().items():
        weight.zero_()
        if weight.dim() > 1 and "rdb" not in name:
            weight[:3, :3, 1, 1] = torch.eye(3)


@pytest.mark.parametrize(("pixel", "wanted"), [(0.5, 2.2 * 0.5 + 0.12), (-1.0, 0.2**3 * (2.2 * -1.0 + 0.12))])
def test_residues_and_rectifiers_of_esrgan_are_those_of_the_paper(pixel: float, wanted: float) -> None:
    """A block that adds 1 three times gives x + 0.2 (x + 3 * 0.2); three rectifiers follow on the way out."""
    net = RRDBNet(RRDBShape(features=3, blocks=1, growth=2))
    identity(net)
    for number in (1, 2, 3):
        net.state_dict()[f"body.0.rdb{number}.conv5.bias"].fill_(1.0)

    with torch.inference_mode():
        made = net(torch.full((1, 3, 2, 5), pixel))

    torch.testing.assert_close(made, torch.full((1, 3, 8, 20), wanted))


def test_compact_adds_to_the_repeated_pixels() -> None:
    """What it adds is laid out in squares: channel 5 of the first colour is column 1 of row 1."""
    net = CompactNet(CompactShape(3, 1, 4))
    for weight in net.state_dict().values():
        weight.zero_()
    net.state_dict()["body.4.bias"][5] = 0.25

    with torch.inference_mode():
        made = net(torch.full((1, 3, 2, 2), 0.5))

    added = torch.zeros(8, 8)
    added[1::4, 1::4] = 0.25
    torch.testing.assert_close(made[0], torch.stack([added, torch.zeros(8, 8), torch.zeros(8, 8)]) + 0.5)


def faults(tmp_path: Path) -> dict[str, Path]:
    """Write every kind of file that is no upscaler."""
    good = write(tmp_path / "good.safetensors", compact()).read_bytes()
    archive = write(tmp_path / "good.pth", rrdb()).read_bytes()
    contents = {
        "cut.safetensors": good[: len(good) // 2],
        "empty.safetensors": b"",
        "cut.pth": archive[: len(archive) // 2],
        "page.pth": b"<!doctype html><title>404</title>",
        "empty.pth": b"",
        "code.pth": pickle.dumps(Path("/"), protocol=2),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    torch.save([1, 2, 3], tmp_path / "list.pth")
    torch.save({"params": {"epoch": 3}}, tmp_path / "numbers.pth")
    return {name: tmp_path / name for name in (*contents, "list.pth", "numbers.pth", "nowhere.pth")}


@pytest.mark.parametrize(
    "name",
    [
        "cut.safetensors",
        "empty.safetensors",
        "cut.pth",
        "page.pth",
        "empty.pth",
        "code.pth",
        "list.pth",
        "numbers.pth",
        "nowhere.pth",
    ],
)
def test_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    """Whatever is wrong with it."""
    file = faults(tmp_path)[name]

    with pytest.raises(ModelUnavailable) as caught:
        load(file)

    assert str(file) in caught.value.reason


def others() -> dict[str, dict[str, Tensor]]:
    """Name weights that are not those of a network of ours."""
    eight = RRDBShape(8, 2, 4, doublings=3)
    return {
        "another": {"layers.0.attention.weight": torch.zeros(8, 8)},
        "lacks one": {name: weight for name, weight in rrdb().items() if name != "conv_hr.bias"},
        "lacks a block": {name: weight for name, weight in rrdb().items() if not name.startswith("body.0")},
        "one too many": rrdb() | {"conv_new.weight": torch.zeros(8, 8, 3, 3)},
        "one of another size": compact() | {"body.2.weight": torch.zeros(8, 9, 3, 3)},
        "far layers": compact() | {"body.99999999.weight": torch.zeros(8, 8, 3, 3)},
        "flat": {"conv_first.weight": torch.zeros(8), "body.0.rdb1.conv1.weight": torch.zeros(8)},
        "grey": compact() | {"body.0.weight": torch.zeros(8, 1, 3, 3)},
        "eight times": rrdb(eight),
        "three times": compact(CompactShape(8, 2, 3)),
    }


@pytest.mark.parametrize("what", others())
def test_other_network_is_named(tmp_path: Path, what: str) -> None:
    """By its file; nothing is half loaded."""
    file = tmp_path / "other.safetensors"
    save_file(others()[what], file)

    with pytest.raises(ModelUnavailable) as caught:
        load(file)

    assert str(file) in caught.value.reason


def test_only_file_of_a_folder_is_found(tmp_path: Path) -> None:
    """A folder of an upscaler holds its weights and what is told of them."""
    (tmp_path / "training.json").write_text("{}")
    file = write(tmp_path / "small.safetensors", compact(SMALL_COMPACT))

    assert file == find_file(tmp_path)
    assert file == find_file(file)


@pytest.mark.parametrize("names", [(), ("one.pth", "two.pth")])
def test_folder_without_one_file_is_named(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Neither none nor several: nobody should guess."""
    for name in names:
        write(tmp_path / name, compact())

    with pytest.raises(ModelUnavailable) as caught:
        find_file(tmp_path)

    assert str(tmp_path) in caught.value.reason
