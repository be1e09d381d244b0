"""Tests of the decoder and of the generator as a whole."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from torch import Tensor, nn
from torch.nn import functional

from avatar.folding import load_plain
from avatar.render.decoder import FastDecoder, save_products
from avatar.render.enlarged import FOUR_TIMES, SECOND, TWICE, Bordered, EnlargedConv
from avatar.render.generator import BRAIN, Generator, PreparedFace, warped
from avatar.render.layers import below
from avatar.render.spade import SpadeDecoder
from tests.avatar.render.pictures import as_image, off_by
from tests.sadtalker import FACE_512, golden, stand_in

SMALL = 8  # cells a side of a map that is quick to decode
FOUR_ROWS = (0, 1, 1, 2)  # the kind of each row of a map that was enlarged four times


@pytest.fixture(scope="module")
def generator(generator_weights: dict[str, Tensor]) -> Generator:
    """Fold the generator once."""
    return Generator(generator_weights)


@pytest.fixture(scope="module")
def prepared(generator: Generator) -> PreparedFace:
    """Look at the golden's photo once."""
    held = golden("generator_frame")
    return generator.prepare(as_image(held["image"]), torch.from_numpy(held["source_kp"])[None])


def test_every_step_of_a_frame_is_the_originals(generator: Generator, prepared: PreparedFace) -> None:
    """What enters the decoder, two of its blocks and the frame itself, each within its tolerance."""
    held, seen = golden("generator_frame"), dict[str, Tensor]()
    driving = torch.from_numpy(held["driving_kp"])[None]
    blocks = {"block0": generator.decoder.middles[0], "up0": generator.decoder.twice}
    hooks = [block.register_forward_hook(_keep(name, seen)) for name, block in blocks.items()]

    deformation, occlusion = generator.motion(prepared.motion, driving)
    entered = generator.entry(warped(prepared.features, deformation), torch.ones_like(occlusion))
    frame = generator.paint(prepared, deformation, occlusion)[0]
    for hook in hooks:
        hook.remove()

    assert off_by(held["after_fourth_sub"], entered[0, ::32, ::8, ::8]) < 2e-4
    assert off_by(held["decoder_block0_sub"], seen["block0"][0, ::64, ::8, ::8]) < 2e-4
    assert off_by(held["decoder_up0_sub"], seen["up0"][0, ::32, ::16, ::16]) < 2e-4
    assert off_by(held["frame"], frame) < 2e-4
    assert np.abs(held["frame"] - frame.numpy()).mean() < 1e-5


def test_brain_floats_stay_near(generator_weights: dict[str, Tensor], prepared: PreparedFace) -> None:
    """The decoder in bfloat16: at least 40 dB from the original's frame."""
    held = golden("generator_frame")

    frame = Generator(generator_weights, BRAIN)(prepared, torch.from_numpy(held["driving_kp"])[None])[0]

    assert 40 < _decibels(held["frame"], frame) < 60  # 60 would say that nothing was computed in it


@pytest.mark.parametrize(("size_px", "fewer_products"), [(256, False), (512, True)])
def test_folded_decoder_is_the_trained_one(
    generator_weights: dict[str, Tensor], size_px: int, fewer_products: bool
) -> None:
    """Two maps at once, with the weights of either size; the second is not drawn like the first."""
    weights = below(generator_weights, "decoder") if size_px == 256 else _decoder_512()
    plain = load_plain(SpadeDecoder, weights)
    seen = torch.randn(2, 256, SMALL, SMALL, generator=torch.Generator().manual_seed(5))

    fast = FastDecoder(plain)
    if fewer_products:
        save_products(fast)

    expected, found = plain(seen), fast(seen)

    assert (2, 3, 4 * SMALL, 4 * SMALL) == found.shape
    torch.testing.assert_close(found, expected, rtol=0, atol=2e-5)
    assert (found[0] - found[1]).abs().max() > 0.05


def test_stray_weights_are_refused(generator_weights: dict[str, Tensor]) -> None:
    """A key that no part knows would be a part that is not computed."""
    stray = {**generator_weights, "fifth.weight": torch.zeros(1)}

    with pytest.raises(RuntimeError, match="fifth"):
        Generator(stray)


def test_map_enlarged_twice_needs_no_enlarging() -> None:
    """Each of the four kinds of cells is what the whole convolution gives, at the edges too."""
    small, conv = _map_and_conv()
    expected = conv(functional.interpolate(small, scale_factor=2))

    folded = EnlargedConv(conv.weight, _bias(conv), TWICE)

    for row in range(2):
        for column in range(2):
            part = folded.part(_bordered(small), row, column)
            torch.testing.assert_close(part, expected[:, :, row::2, column::2])


def test_map_enlarged_four_times_needs_no_enlarging() -> None:
    """Nor does the convolution after it: it sees the rows in the middle once."""
    small, conv = _map_and_conv()
    _, after = _map_and_conv(5)
    whole = conv(functional.interpolate(small, scale_factor=4))
    kinds = EnlargedConv(conv.weight, _bias(conv), FOUR_TIMES)
    between = Bordered(small, 5, 3 * small.shape[3])
    for row in range(3):
        for column in range(3):
            between.inside[:, :, row::3, column::3] = kinds.part(_bordered(small), row, column)

    second = EnlargedConv(after.weight, _bias(after), SECOND, stride=3)

    for row, row_kind in enumerate(FOUR_ROWS):
        for column, column_kind in enumerate(FOUR_ROWS):
            held = between.inside[:, :, row_kind::3, column_kind::3]
            torch.testing.assert_close(held, whole[:, :, row::4, column::4])
            part = second.part(between, row, column)
            torch.testing.assert_close(part, after(whole)[:, :, row::4, column::4])


def _keep(name: str, seen: dict[str, Tensor]) -> Callable[[nn.Module, object, Tensor], None]:
    def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        seen[name] = output.clone()  # it may be written over

    return keep


def _decibels(expected: NDArray[np.generic], found: Tensor) -> float:
    return float(-10 * np.log10(np.square(expected - found.numpy()).mean()))


def _decoder_512() -> dict[str, Tensor]:
    prefix = "generator.decoder."
    with safe_open(stand_in(FACE_512), "pt") as held:
        return {k.removeprefix(prefix): held.get_tensor(k) for k in held.keys() if k.startswith(prefix)}  # noqa: SIM118 - it is no dict


def _map_and_conv(wide: int = 7) -> tuple[Tensor, nn.Conv2d]:
    """Draw two maps and a convolution of them to 5 channels."""
    torch.manual_seed(wide)
    return torch.randn(2, wide, 6, 6), nn.Conv2d(wide, 5, 3, padding=1)


def _bordered(small: Tensor) -> Bordered:
    bordered = Bordered(small, small.shape[1], small.shape[3])
    bordered.inside.copy_(small)
    return bordered


def _bias(conv: nn.Conv2d) -> Tensor:
    assert conv.bias is not None
    return conv.bias
