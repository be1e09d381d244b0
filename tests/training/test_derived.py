"""What is built on the pocket model: masks, maps, changes, and folding what was learnt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import ControlNetModel, StableDiffusionInpaintPipeline
from safetensors.torch import load_file

from generation.catalogue import Purpose
from generation.folder import ModelFolder
from generation.pocket.unfold import WEIGHTS_FILE, add, base_of, unfold
from training.changes import place_of, recolour, swap
from training.controlnet import build_controlnet
from training.dataset import Gallery, stack, subject_of
from training.derived import INPAINT
from training.drawing import example
from training.fold import difference, fold
from training.folder import POCKET, open_easel
from training.hints import HINTS, edges, hint_of
from training.labels import PLACE_IN_HEADS, labels
from training.latents import weigh_spots
from training.masks import cover
from training.painter import Easel, velocity_loss
from training.parts import Part
from training.studies import Stock
from training.unet import widen

LEVELS = torch.linspace(0.999, 0.001, 1000)


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    """Draw a few pictures."""
    return Gallery(*stack([example(seed)[1] for seed in range(12)]))


@pytest.fixture(scope="module")
def easel() -> Easel:
    """Load the pocket model."""
    return open_easel(POCKET)[0]


@pytest.fixture(scope="module")
def stock(easel: Easel, gallery: Gallery) -> Stock:
    """Lay out batches over latents of noise."""
    latents = torch.randn(12, 4, 16, 16, generator=torch.Generator().manual_seed(0)).half()
    return Stock(easel.tokenizer, gallery, latents, weigh_spots(gallery.parts))


def test_a_batch_is_decided_by_its_step(stock: Stock) -> None:
    """The same step gives the same words, noise and maps; another step does not."""
    first, again, other = stock.depths(3), stock.depths(3), stock.depths(4)

    assert torch.equal(first.noise, again.noise)
    assert torch.equal(first.tokens, again.tokens)
    assert torch.equal(first.beside, again.beside)
    assert not torch.equal(first.noise, other.noise)


def test_small_parts_count_more_than_skies(gallery: Gallery) -> None:
    """The mean is one, and a mouth counts several times as much as the background."""
    weights = weigh_spots(gallery.parts).float()

    mouth = torch.from_numpy(gallery.parts == Part.MOUTH).float()
    spots = torch.nn.functional.avg_pool2d(mouth[:, None], 8)[:, 0] > 0.4
    assert weights.mean() == pytest.approx(1, abs=0.01)
    assert weights[spots].min() > 1.5 * weights.median()


def test_masks_are_whole_latents_and_never_empty(gallery: Gallery) -> None:
    """A hole hides every 8 x 8 pixels of a latent or none."""
    for seed in range(40):
        index = seed % len(gallery)
        mask = cover(gallery.parts[index], subject_of(index), np.random.default_rng(seed))

        blocks = mask.reshape(16, 8, 16, 8).mean((1, 3))
        assert set(np.unique(blocks)) <= {0.0, 1.0}
        assert mask.any()


def test_maps_follow_the_drawing(gallery: Gallery) -> None:
    """Edges and scribbles are black and white and near the edges of the picture; depth is the drawing's."""
    rng = np.random.default_rng(0)
    maps = {hint: hint_of(hint, gallery, 0, rng) for hint in HINTS}

    assert set(np.unique(maps["canny"])) == {0, 255} == set(np.unique(maps["scribble"]))
    assert 0.02 < (maps["scribble"] > 0).mean() < 0.4
    assert np.array_equal(gallery.near[0], maps["depth"])
    assert (edges(gallery.pictures[0]) > 0).any()


@pytest.mark.parametrize("choose", [recolour, swap])
def test_a_change_changes_what_it_says_and_little_else(choose: object) -> None:
    """The head that is read differs before and after; the mask covers some of the picture."""
    for seed in range(60):
        before, drawing = subject_of(seed), example(seed)[1]
        change = (recolour if choose is recolour else swap)(before, np.random.default_rng(seed))
        if change is None:
            continue

        head = PLACE_IN_HEADS[change.head]
        assert labels(before)[head] != labels(change.after)[head]
        assert type(before) is type(change.after)
        if choose is swap:
            assert 0 < place_of(change, before, drawing.parts).mean() < 0.9


def test_a_widened_unet_paints_as_before(easel: Easel, stock: Stock) -> None:
    """New channels are not heeded until they are learnt."""
    study = replace(stock.depths(1), levels=stock.words(1).levels)
    wide = Easel(easel.tokenizer, easel.text_encoder, widen(easel.unet, 5).eval())

    with torch.no_grad():
        before = velocity_loss(easel.predict, stock.words(1), LEVELS)
        after = velocity_loss(wide.predict, study, LEVELS)

    assert float(before) == pytest.approx(float(after), rel=1e-3)


def test_a_new_controlnet_changes_nothing(easel: Easel) -> None:
    """Its last convolutions are zero, so that training starts from the pocket model."""
    net = build_controlnet(easel).eval()
    with torch.no_grad():
        down, middle = net(
            torch.randn(1, 4, 16, 16),
            torch.tensor([500]),
            encoder_hidden_states=torch.zeros(1, 48, 128),
            controlnet_cond=torch.rand(1, 3, 128, 128),
            return_dict=False,
        )

    assert all(float(part.abs().max()) == 0 for part in (*down, middle))
    assert isinstance(net, ControlNetModel)


def test_a_low_rank_change_is_folded_to_a_byte_a_number() -> None:
    """What fits the rank comes back within 1.5 %; small weights and new shapes are kept whole."""
    torch.manual_seed(0)
    base = {"a": torch.randn(64, 48, 3, 3), "bias": torch.randn(64), "first": torch.randn(8, 4, 3, 3)}
    change = (torch.randn(64, 4) @ torch.randn(4, 48 * 9)).view(64, 48, 3, 3)
    tuned = {"a": base["a"] + change, "bias": torch.randn(64), "first": torch.randn(8, 9, 3, 3)}

    delta = difference(base, tuned, rank=6)
    whole = add(base, delta)

    assert {"a.up", "a.down", "a.scale", "bias", "first"} == set(delta)
    assert torch.allclose(tuned["bias"], whole["bias"], atol=0.002)
    assert torch.allclose(tuned["first"], whole["first"], atol=0.002)
    assert (tuned["a"] - whole["a"]).norm() < 0.015 * change.norm()


def test_a_folded_model_unfolds_into_an_ordinary_folder(tmp_path: Path, easel: Easel) -> None:
    """`from_pretrained` loads what `unfold` writes, and the UNet is the one that was folded."""
    torch.manual_seed(0)
    wide = widen(easel.unet, 9)
    with torch.no_grad():
        wide.conv_in.weight[:, 4:] = torch.randn(64, 5, 3, 3) / 10
    pocket = tmp_path / "pocket"
    pocket.symlink_to(POCKET, target_is_directory=True)
    folder = tmp_path / "pocket-holes"

    fold(wide, pocket, folder, INPAINT)
    whole = unfold(folder, tmp_path / "whole")

    base = base_of(folder)
    assert base is not None
    assert pocket == base.folder
    assert base_of(whole) is None
    pipeline = StableDiffusionInpaintPipeline.from_pretrained(whole, dtype=torch.float32)
    assert pipeline.unet.config.in_channels == 9
    written = load_file(whole / "unet" / WEIGHTS_FILE)
    assert torch.allclose(wide.conv_in.weight, written["conv_in.weight"].float(), atol=1e-3)
    assert whole == unfold(whole, tmp_path / "elsewhere")


def test_a_folded_model_tells_what_it_is_without_unfolding(tmp_path: Path, easel: Easel) -> None:
    """What it shares is read where its base has it; nothing is missing."""
    pocket = tmp_path / "pocket"
    pocket.symlink_to(POCKET, target_is_directory=True)
    fold(widen(easel.unet, 9), pocket, tmp_path / "pocket-holes", INPAINT)

    folder = ModelFolder(tmp_path / "pocket-holes")

    assert Purpose.INPAINTING is folder.purpose()
    assert 8 == folder.vae_factor()
    assert () == folder.missing()
