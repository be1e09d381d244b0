"""Pictures become larger; tiles leave no trace."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from generation.errors import Cancelled
from generation.upscalers.compact import CompactShape
from generation.upscalers.load import Net, load_net
from generation.upscalers.rrdb import RRDBNet, RRDBShape
from generation.upscalers.tiles import tiles
from generation.upscalers.upscale import OVERLAP_PX, Upscaler, load_upscaler
from tests.generation.upscalers import SMALL_RRDB, SMALL_RRDB_X2, compact, rrdb, write

CPU = torch.device("cpu")


def net_of(folder: Path, shape: RRDBShape | CompactShape) -> Net:
    """Write a small network and load it."""
    weights = rrdb(shape) if isinstance(shape, RRDBShape) else compact(shape)
    return load_net(write(folder / "net.safetensors", weights), CPU, torch.float32)


def picture(width: int, height: int, seed: int = 0) -> Image.Image:
    """Draw noise with some large shapes in it."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (5, 5, 3), dtype=np.uint8)).resize((width, height))
    noise = rng.integers(-40, 41, (height, width, 3))
    return Image.fromarray(np.clip(np.asarray(coarse) + noise, 0, 255).astype(np.uint8))


def difference(one: Image.Image, other: Image.Image) -> int:
    """Tell the largest difference between two pictures."""
    return int(np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).max())


@pytest.mark.parametrize(
    "shape",
    [CompactShape(8, 3, 4), CompactShape(8, 3, 2), RRDBShape(8, 1, 4), RRDBShape(8, 1, 4, unshuffle=2)],
)
@pytest.mark.parametrize("tile_px", [17, 32])
def test_tiles_leave_no_trace(tmp_path: Path, shape: RRDBShape | CompactShape, tile_px: int) -> None:
    """Within 1 of 255 everywhere: the overlap reaches as far as the network, or nearly."""
    net = net_of(tmp_path, shape)
    small = picture(75, 51)

    whole, tiled = (Upscaler(net, side).enlarge(small) for side in (4096, tile_px))

    assert difference(whole, tiled) <= 1


def test_overlap_is_enough_for_a_deep_network(tmp_path: Path) -> None:
    """Six blocks could look 95 px away; what is beyond the overlap changes nothing that shows."""
    net = net_of(tmp_path, RRDBShape(8, 6, 4))
    small = picture(112, 40)

    whole, tiled = (Upscaler(net, side).enlarge(small) for side in (4096, 40))

    assert net.reach > OVERLAP_PX
    assert difference(whole, tiled) <= 1


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 40), (33, 7), (64, 64)])
@pytest.mark.parametrize("shape", [CompactShape(8, 3, 4), SMALL_RRDB, SMALL_RRDB_X2])
def test_every_size_can_be_enlarged(
    tmp_path: Path, shape: RRDBShape | CompactShape, width: int, height: int
) -> None:
    """Odd sides too, where a network wants even ones."""
    net = net_of(tmp_path, shape)

    larger = Upscaler(net).enlarge(picture(width, height))

    assert (width * net.scale, height * net.scale) == larger.size
    assert larger.mode == "RGB"


def test_odd_side_does_not_shift_the_picture(tmp_path: Path) -> None:
    """What is added for an even side is cut away again."""
    net = net_of(tmp_path, SMALL_RRDB_X2)
    wide = picture(64, 64)
    narrow = wide.crop((0, 0, 63, 64))

    parts = [Upscaler(net).enlarge(part).crop((0, 0, 40, 128)) for part in (wide, narrow)]

    assert difference(*parts) <= 1


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGB", "CMYK"])
def test_other_kinds_of_pictures_become_rgb(tmp_path: Path, mode: str) -> None:
    """Grey, palettes and print."""
    larger = Upscaler(net_of(tmp_path, CompactShape(8, 3, 4))).enlarge(picture(12, 8).convert(mode))

    assert ("RGB", (48, 32)) == (larger.mode, larger.size)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_kept(tmp_path: Path, mode: str) -> None:
    """Clear on the left, opaque on the right."""
    clear = picture(16, 16).convert(mode)
    clear.paste(0, (0, 0, 8, 16))

    larger = Upscaler(net_of(tmp_path, CompactShape(8, 3, 4))).enlarge(clear)

    alpha = np.asarray(larger.getchannel("A"))
    assert (0, 255) == (alpha[:, :20].max(), alpha[:, 44:].min())


def test_progress_counts_tiles(tmp_path: Path) -> None:
    """Every tile once, the last one last."""
    seen: list[tuple[int, int]] = []

    Upscaler(net_of(tmp_path, CompactShape(8, 3, 4)), 16).enlarge(
        picture(40, 20), lambda done, total: seen.append((done, total))
    )

    assert [(number, 6) for number in range(1, 7)] == seen


def test_who_watches_can_end_the_work(tmp_path: Path) -> None:
    """What the callback raises comes out."""

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        Upscaler(net_of(tmp_path, CompactShape(8, 3, 4)), 16).enlarge(picture(40, 20), stop)


def test_same_picture_gives_the_same_bits(tmp_path: Path) -> None:
    """Twice, with the weights sorted the first time."""
    write(tmp_path / "net.safetensors", compact())
    upscaler = load_upscaler(tmp_path, CPU)

    one, other = (upscaler.enlarge(picture(20, 20)) for _ in range(2))

    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize(
    ("width", "height", "side", "grid"), [(100, 60, 32, 1), (100, 60, 33, 4), (8, 8, 64, 2)]
)
def test_tiles_cover_a_picture_once(width: int, height: int, side: int, grid: int) -> None:
    """No pixel is left out, none is written twice, all edges lie on the grid."""
    times = np.zeros((height, width), int)
    for tile in tiles(width, height, side, 5, grid):
        times[tile.down.place(1), tile.across.place(1)] += 1
        assert {0} == {edge % grid for edge in (tile.down.seen_from, tile.across.seen_from)}

    assert {1} == set(times.ravel().tolist())


def test_tile_of_a_large_network_is_bounded() -> None:
    """A full-size ESRGAN sees at most 256 px at once, so that half a gibibyte is enough."""
    with torch.device("meta"):
        net = RRDBNet(RRDBShape())

    assert 64 <= Upscaler(net)._side(OVERLAP_PX) <= 256
