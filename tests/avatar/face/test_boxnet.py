"""The box net gives what the original gives."""

import numpy as np
import pytest
import torch
from torch import Tensor

from avatar.face.boxnet import MEANS, BoxNet, find_boxes, find_boxes_in_each, load_box_net
from avatar.face.source import FaceNets
from avatar.folding import load_plain
from tests.avatar.face.conftest import Weights
from tests.avatar.face.held import floats, numbers, picture


def tables(net: BoxNet) -> tuple[Tensor, Tensor]:
    """Run a net on the golden's picture."""
    pixels = torch.from_numpy(floats("face", "det_image"))
    with torch.inference_mode():
        offsets, scores = net((pixels - torch.tensor(MEANS)).permute(2, 0, 1)[None])
    return offsets[0], scores[0]


@pytest.mark.parametrize("folded", [True, False])
def test_raw_tables_are_the_originals(folded: bool, nets: FaceNets, box_weights: Weights) -> None:
    """Of every anchor, both as published and with folded norms."""
    offsets, scores = tables(nets.boxes if folded else load_plain(BoxNet, box_weights))

    assert np.abs(numbers("face", "det_loc_every7") - offsets[::7].numpy()).max() < 1e-4
    assert np.abs(numbers("face", "det_score_every7") - scores[::7].numpy()).max() < 1e-4


def test_boxes_are_the_originals(nets: FaceNets) -> None:
    """As many, the surest first, within a hundredth of a pixel."""
    boxes = find_boxes(nets.boxes, picture("face", "det_image"))

    assert numbers("face", "det_count") == len(boxes)
    assert np.abs(numbers("face", "det_boxes_top12") - boxes[:12]).max() < 1e-2


def test_pictures_are_looked_at_one_by_one(nets: FaceNets) -> None:
    """What one of them shows does not matter to the others."""
    small = picture("face", "det_image")[:64, :96]
    alone = find_boxes(nets.boxes, small)

    _, second = find_boxes_in_each(nets.boxes, np.stack([small[::-1], small]))

    np.testing.assert_allclose(alone, second, atol=1e-2)


def test_bound_size_gives_boxes_of_the_own_size(nets: FaceNets) -> None:
    """Boxes come in pixels of the picture, however small it was looked at."""
    small = picture("face", "det_image")[:64, :96]
    enlarged = small.repeat(2, axis=0).repeat(2, axis=1)
    expected = find_boxes(nets.boxes, small)

    boxes = find_boxes(nets.boxes, enlarged, longest_px=96)

    assert len(expected) > 0
    np.testing.assert_allclose(expected[:, :4] * 2, boxes[:, :4], atol=1e-3)


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (33, 31)])
def test_any_size_is_looked_at(size: tuple[int, int], nets: FaceNets) -> None:
    """No size is too small or too odd for the pyramid."""
    boxes = find_boxes(nets.boxes, np.zeros((*size, 3), np.uint8))

    assert boxes.shape[1] == 5
    assert np.isfinite(boxes).all()


def test_missing_key_is_an_error(box_weights: Weights) -> None:
    """Nothing is loaded by halves."""
    weights = {key: weight for key, weight in box_weights.items() if key != "module.fpn.merge1.0.weight"}

    with pytest.raises(RuntimeError, match=r"fpn\.merge1\.0\.weight"):
        load_box_net(weights)


def test_norms_are_gone_after_folding(nets: FaceNets) -> None:
    """All of the box net's and of the coefficient net's can be folded."""
    for net in (nets.boxes, nets.coefficients):
        assert not any(isinstance(each, torch.nn.BatchNorm2d) for each in net.modules())
