"""A LoRA is learnt beside the weights, written as diffusers does, and worked into them again."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn.utils import parametrize

from generation.adapters.lora import read_lora
from generation.errors import ModelUnavailable
from training.dataset import Gallery, stack
from training.drawing import example
from training.folder import POCKET, open_easel
from training.learner import Course
from training.lora import FILE, save_lora, train_lora
from training.painter import Easel
from training.studies import Stock

COUNT = 6
LAYER = "mid_block.attentions.0.transformer_blocks.0.attn2.to_k"


def quiet(told: object) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Easel, Path]:
    """Train a LoRA for a step or two: the easel that it is attached to, and its folder."""
    room = tmp_path_factory.mktemp("lora")
    easel, _ = open_easel(POCKET)
    latents = torch.randn(COUNT, 4, 16, 16, generator=torch.Generator().manual_seed(0)).half()
    gallery = Gallery(*stack([example(seed)[1] for seed in range(COUNT)]))
    stock = Stock(easel.tokenizer, gallery, latents, torch.ones(COUNT, 16, 16))
    added, _ = train_lora(easel, stock, Course(room / "l.pt", 0.0005, quiet))
    save_lora(added, room / "lora")
    return easel, room / "lora"


def weights(easel: Easel) -> dict[str, Tensor]:
    """Copy the weights of a UNet."""
    return {name: weight.detach().clone() for name, weight in easel.unet.named_parameters()}


def test_it_is_named_as_diffusers_names_it(trained: tuple[Easel, Path]) -> None:
    """Two thin matrices a layer, those of a convolution with its kernel in the first."""
    layers = load_file(trained[1] / FILE)

    assert (8, 128) == tuple(layers[f"unet.{LAYER}.lora_A.weight"].shape)
    assert (128, 8) == tuple(layers[f"unet.{LAYER}.lora_B.weight"].shape)
    assert (8, 4, 3, 3) == tuple(layers["unet.conv_in.lora_A.weight"].shape)
    assert (64, 8, 1, 1) == tuple(layers["unet.conv_in.lora_B.weight"].shape)


def test_merged_weights_are_those_that_were_trained(trained: tuple[Easel, Path]) -> None:
    """What was attached and what is merged paint alike."""
    attached, folder = trained
    fresh, _ = open_easel(POCKET)
    before = weights(fresh)

    changed = read_lora(folder / FILE, "lora").work_into(fresh.unet, "unet")

    module = attached.unet.get_submodule(LAYER)
    assert parametrize.is_parametrized(module)
    assert changed == len(load_file(folder / FILE)) // 2
    assert not torch.equal(fresh.unet.get_submodule(LAYER).weight, before[f"{LAYER}.weight"])
    torch.testing.assert_close(fresh.unet.get_submodule(LAYER).weight, module.weight, atol=1e-4, rtol=1e-3)


def test_what_was_there_before_stays_untouched(trained: tuple[Easel, Path]) -> None:
    """New weights take the place of the old ones, which others may share."""
    fresh, _ = open_easel(POCKET)
    before, old = weights(fresh), dict(fresh.unet.named_parameters())

    read_lora(trained[1] / FILE, "lora").work_into(fresh.unet, "unet", 0.7)

    assert all(torch.equal(before[name], weight) for name, weight in old.items())


def test_one_for_another_network_changes_nothing(trained: tuple[Easel, Path], tmp_path: Path) -> None:
    """One sentence names the layer that does not fit."""
    layers = load_file(trained[1] / FILE)
    layers["unet.other.lora_A.weight"] = torch.zeros(8, 4)
    save_file(layers, tmp_path / FILE)
    fresh, _ = open_easel(POCKET)
    before = weights(fresh)

    with pytest.raises(ModelUnavailable) as caught:
        read_lora(tmp_path / FILE, "lora").work_into(fresh.unet, "unet")

    assert "other" in caught.value.reason
    assert all(torch.equal(before[name], weight) for name, weight in weights(fresh).items())
