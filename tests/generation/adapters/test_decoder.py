"""A VAE of one's own decodes in place of the model's, from a folder or a single file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from torch import Tensor

from generation.catalogue import Base, Card, Catalogue, Purpose
from generation.engine import Engine
from generation.errors import ModelUnavailable
from tests.generation.adapters.making import by_diffusers, card, write
from tests.generation.asked import ask
from tests.generation.folders import small_vae
from tests.generation.test_parity import apart


@pytest.fixture(scope="module")
def other() -> Any:  # noqa: ANN401 - diffusers carries no types
    """Make a VAE with other weights than those of the small models."""
    torch.manual_seed(11)
    return small_vae()


@pytest.fixture(scope="module")
def sd1(cards: dict[str, Card]) -> Card:
    """Read the card of the small model."""
    return cards["sd1"].model_copy(update={"base": Base.SD_1})


def draw(model: Card, folder: Path) -> Any:  # noqa: ANN401 - of PIL
    """Draw one picture with the VAE of a folder."""
    extras = (card(Purpose.VAE, folder, "clear", base=None),)
    [picture] = Engine(Catalogue((model,), "sd1", extras), "cpu").draw(ask("sd1", vae="clear"))
    return picture.image


def as_stability(vae: Any) -> dict[str, Tensor]:  # noqa: ANN401 - diffusers carries no types
    """Name the weights as Stability AI's own code does, by the pieces that differ."""
    named: dict[str, Tensor] = {}
    levels = len(vae.config.block_out_channels)
    for name, weight in vae.state_dict().items():
        other = name
        for level in range(levels):
            other = other.replace(f"down_blocks.{level}.resnets.", f"down.{level}.block.")
            other = other.replace(f"down_blocks.{level}.downsamplers.0.", f"down.{level}.downsample.")
            other = other.replace(f"up_blocks.{level}.resnets.", f"up.{levels - 1 - level}.block.")
            other = other.replace(f"up_blocks.{level}.upsamplers.0.", f"up.{levels - 1 - level}.upsample.")
        for ours, theirs in (
            ("mid_block.resnets.0", "mid.block_1"),
            ("mid_block.resnets.1", "mid.block_2"),
            ("mid_block.attentions.0.group_norm", "mid.attn_1.norm"),
            ("mid_block.attentions.0.to_q", "mid.attn_1.q"),
            ("mid_block.attentions.0.to_k", "mid.attn_1.k"),
            ("mid_block.attentions.0.to_v", "mid.attn_1.v"),
            ("mid_block.attentions.0.to_out.0", "mid.attn_1.proj_out"),
            ("conv_shortcut", "nin_shortcut"),
            ("conv_norm_out", "norm_out"),
        ):
            other = other.replace(ours, theirs)
        is_attention = "attn_1" in other and weight.dim() == 2
        named[f"first_stage_model.{other}"] = weight[..., None, None] if is_attention else weight
    return named


def test_a_folder_equals_diffusers(
    folders: dict[str, Path], sd1: Card, other: AutoencoderKL, tmp_path: Path
) -> None:
    """Put in the place of a pipeline's own, within 1 of 255."""
    other.save_pretrained(tmp_path)
    pipeline = StableDiffusionPipeline.from_pretrained(folders["sd1"], vae=other, local_files_only=True)

    ours = draw(sd1, tmp_path)

    assert apart(ours, by_diffusers(pipeline, ask("sd1"))) <= 1


def test_a_single_file_says_the_same(sd1: Card, other: Any, tmp_path: Path) -> None:  # noqa: ANN401 - as above
    """In Stability AI's layout, with what trainers leave in it."""
    other.save_pretrained(tmp_path / "folder")
    left = {"model_ema.decay": torch.ones(1), "loss.logvar": torch.ones(1)}
    write(tmp_path / "file", as_stability(other) | left)

    assert draw(sd1, tmp_path / "folder").tobytes() == draw(sd1, tmp_path / "file").tobytes()


def test_the_models_own_comes_back(sd1: Card, other: AutoencoderKL, tmp_path: Path) -> None:
    """Bit for bit, and it was another picture meanwhile."""
    other.save_pretrained(tmp_path)
    engine = Engine(Catalogue((sd1,), "sd1", (card(Purpose.VAE, tmp_path, "clear", base=None),)), "cpu")
    [before] = engine.draw(ask("sd1"))

    [worn] = engine.draw(ask("sd1", vae="clear"))
    [after] = engine.draw(ask("sd1"))

    assert before.image.tobytes() == after.image.tobytes() != worn.image.tobytes()


def test_one_of_another_make_is_named(sd1: Card, tmp_path: Path) -> None:
    """Its latents have another shape, or it is no VAE at all."""
    AutoencoderKL(block_out_channels=(8,), norm_num_groups=4).save_pretrained(tmp_path / "flat")
    write(tmp_path / "odd", {"x": torch.ones(1)})

    for name in ("flat", "odd"):
        with pytest.raises(ModelUnavailable):
            draw(sd1, tmp_path / name)
