"""Plans carried out on the shipped model: they change where weights lie, and not what comes out."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import Tensor, nn
from transformers.models.clip.modeling_clip import CLIPTextModel

from generation.cards import SHIPPED
from generation.memory import GIB, Residence, Room, ladder
from generation.pipelines.fit import Turns, lay_out, place, tile

POCKET = SHIPPED / "pocket"
ROOMY = ladder(Room("cpu", 8 * GIB))[0]
CPU = torch.device("cpu")


def unet(path: Path = POCKET / "unet") -> nn.Module:
    """Load the UNet, in the folder's precision."""
    loaded: nn.Module = UNet2DConditionModel.from_pretrained(path, dtype=torch.float32)
    return loaded.eval().requires_grad_(requires_grad=False)


def predict(net: nn.Module) -> Tensor:
    """Draw one step."""
    torch.manual_seed(3)
    latents, words = torch.randn(2, 4, 16, 16), torch.randn(2, 77, 128)
    told: Tensor = net(latents, torch.tensor(500), encoder_hidden_states=words, return_dict=False)[0]
    return told


@pytest.fixture(scope="module")
def plain() -> Tensor:
    """Tell what the UNet says where it lies."""
    return predict(unet())


@pytest.mark.parametrize("residence", list(Residence))
def test_moved_weights_draw_the_same(residence: Residence, plain: Tensor) -> None:
    """Wherever they lie."""
    plan = replace(ROOMY, residence=residence)

    placed = place(unet(), plan, Turns(CPU), unet=True)

    assert torch.equal(plain, predict(placed))


@pytest.mark.parametrize("attention", ["fused", "sliced"])
def test_laid_out_otherwise_it_draws_the_same(attention: Literal["fused", "sliced"], plain: Tensor) -> None:
    """Within rounding."""
    net = unet()

    lay_out(net, replace(ROOMY, attention=attention))

    assert net.get_parameter("conv_in.weight").is_contiguous(memory_format=torch.channels_last)
    assert torch.allclose(plain, predict(net), atol=1e-4)


class _Part(nn.Module):
    """A part that tells where it is sent."""

    def __init__(self, log: list[str], name: str) -> None:
        super().__init__()
        self.log, self.name = log, name

    def to(self, device: torch.device) -> "_Part":  # type: ignore[override]  # told, not moved
        self.log.append(f"{self.name} {device.type}")
        return self

    def forward(self, value: int) -> int:
        return value + 1


def test_parts_come_by_turns() -> None:
    """Each goes home when another computes, and stays while it computes again."""
    log: list[str] = []
    turns, plan = Turns(torch.device("meta")), replace(ROOMY, residence=Residence.PARTS)
    first, second = (place(_Part(log, name), plan, turns) for name in ("text", "unet"))
    log.clear()

    assert 2 == first(1)
    assert 2 == second(1)
    assert 2 == second(1)
    assert 2 == first(1)

    assert ["text meta", "text cpu", "unet meta", "unet cpu", "text meta"] == log


def test_vae_takes_its_turn_to_decode() -> None:
    """Though nobody calls it by ``forward``."""
    vae = AutoencoderKL.from_pretrained(POCKET / "vae", dtype=torch.float32).eval()
    words = CLIPTextModel.from_pretrained(POCKET / "text_encoder", dtype=torch.float32).eval()
    turns, plan = Turns(CPU), replace(ROOMY, residence=Residence.PARTS)
    place(words, plan, turns)
    placed = place(vae, plan, turns)
    turns.admit(words)

    with torch.inference_mode():
        placed.decode(torch.zeros(1, 4, 4, 4))

    assert placed is turns._there


def test_large_picture_is_decoded_in_tiles() -> None:
    """Nearly the same picture: tones may shift a little between tiles."""
    vae = AutoencoderKL.from_pretrained(POCKET / "vae", dtype=torch.float32).eval()
    torch.manual_seed(5)
    side = 12  # latents; tiles of eight of them, so that there are four
    latents = nn.functional.interpolate(torch.randn(1, 4, 3, 3), size=(side, side), mode="bilinear")
    with torch.inference_mode():
        whole = vae.decode(latents, return_dict=False)[0]
        tile(vae, replace(ROOMY, tiled_vae=True))
        assert vae.use_tiling
        assert 64 == vae.tile_latent_min_size
        vae.tile_sample_min_size, vae.tile_latent_min_size = 64, 8
        tiled = vae.decode(latents, return_dict=False)[0]

    assert whole.shape == tiled.shape
    assert (whole - tiled).abs().mean() < 0.05
