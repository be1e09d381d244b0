"""The pocket upscalers: what they learn from, and what ships of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from generation.upscalers.load import find_file, load_net
from training import upscaler
from training.folder import open_folder
from training.learner import Course
from training.pairs import Pairs, as_bytes, as_floats, make_pairs, open_pairs, shrink
from training.upscaler import SHIPPED, Figures, measure, ship, train_upscaler

HELD_OUT = range(10_000_000, 10_000_004)
GAIN_DB = 1.5  # over a bicubic filter


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    """Draw a few held-out subjects."""
    return make_pairs(HELD_OUT, open_folder(SHIPPED / "pocket").vae, for_evaluation=True)


def test_pairs_show_the_same_picture(pairs: Pairs) -> None:
    """Large, and small through the VAE."""
    averaged = as_bytes(shrink(as_floats(pairs.large), 4))

    difference = np.abs(averaged.astype(float) - pairs.redrawn)
    assert ((4, 512, 512, 3), (4, 128, 128, 3)) == (pairs.large.shape, pairs.redrawn.shape)
    assert 0.5 < difference.mean() < 6


def test_pairs_are_drawn_once(tmp_path: Path) -> None:
    """A second call opens what the first one drew, and says so if it is too little."""
    vae = open_folder(SHIPPED / "pocket").vae
    first = open_pairs(tmp_path, 2, vae, lambda line: None)

    again = open_pairs(tmp_path, 2, None)

    assert np.array_equal(first.redrawn, again.redrawn)
    with pytest.raises(ValueError, match="holds 2 drawings, 3 are needed"):
        open_pairs(tmp_path, 3, None)


@pytest.mark.parametrize("scale", [2, 4])
def test_trained_upscaler_is_shipped_and_read_back(
    pairs: Pairs, tmp_path: Path, scale: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In half precision, by the loader that reads everybody's upscalers."""
    monkeypatch.setattr(upscaler, "BATCH", 2)
    folder = tmp_path / f"small-{scale}x"
    net, learner = train_upscaler(pairs, scale, Course(tmp_path / "part.pt", 0.01, lambda line: None))

    ship(net, learner, Figures(30.0, 28.0, 29.0, 27.0), folder)

    read = load_net(find_file(folder), torch.device("cpu"), torch.float32)
    told = json.loads((folder / "training.json").read_text())
    assert (scale, net.shape) == (read.scale, read.shape)
    assert (learner.steps, 30.0) == (told["steps"], told["psnr"]["averaged_db"])


@pytest.mark.parametrize("scale", [2, 4])
def test_shipped_upscaler_beats_a_bicubic_filter(pairs: Pairs, scale: int) -> None:
    """On averaged drawings and on those that the pocket model's decoder painted."""
    file = find_file(SHIPPED / f"pocket-upscale-{scale}x")
    net = load_net(file, torch.device("cpu"), torch.float32)

    figures = measure(net, pairs)

    assert figures.averaged_db > figures.averaged_bicubic_db + GAIN_DB
    assert figures.redrawn_db > figures.redrawn_bicubic_db
    assert file.stat().st_size < 400_000
