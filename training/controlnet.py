"""Trains the pocket ControlNets: edges, a scribble or a depth map steer where things are painted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from diffusers import ControlNetModel
from safetensors.torch import load_file
from torch import Tensor, nn

from generation.pocket.unfold import WEIGHTS_FILE
from training.autoencoder import LATENT_CHANNELS
from training.hints import Hint
from training.language import WIDTH
from training.learner import Course, Group, Learner
from training.painter import Apprentice, Easel, Study, train_velocity
from training.studies import Stock
from training.unet import CHANNELS

RATE = 1.5e-3
EMBEDDING_SCALE = 0.05  # of the map's last convolution at the start


def build_controlnet(easel: Easel) -> ControlNetModel:
    """Make a ControlNet as wide as the UNet but without attention, starting from the UNet's weights.

    Its last convolutions are zero, so it changes nothing yet. The convolution through which the map
    enters is not: two zeros in a row learn nothing until the second has moved. Source: Zhang et al.
    (2023), section 3.1.
    """
    net = ControlNetModel(
        in_channels=LATENT_CHANNELS,
        down_block_types=("DownBlock2D", "DownBlock2D", "DownBlock2D"),
        mid_block_type="UNetMidBlock2D",
        block_out_channels=CHANNELS,
        layers_per_block=1,
        norm_num_groups=16,
        cross_attention_dim=WIDTH,
        attention_head_dim=(2, 3, 4),
        conditioning_embedding_out_channels=(8, 16, 24, 32),
    )
    mine = net.state_dict()
    same = {
        name: weight
        for name, weight in easel.unet.state_dict().items()
        if name in mine and mine[name].shape == weight.shape
    }
    net.load_state_dict(mine | same)
    nn.init.normal_(net.controlnet_cond_embedding.conv_out.weight, std=EMBEDDING_SCALE)
    return net


def train_controlnet(
    easel: Easel, stock: Stock, hint: Hint, course: Course, begin_as: Path | None = None
) -> tuple[ControlNetModel, Learner]:
    """Train a ControlNet for one kind of map; the UNet and the text encoder stay as they are.

    ``begin_as`` is the folder of one that knows another kind of map already.
    """
    torch.manual_seed(6)
    net = build_controlnet(easel)
    if begin_as is not None:
        net.load_state_dict(load_file(begin_as / WEIGHTS_FILE))
    easel.unet.requires_grad_(False)
    easel.text_encoder.requires_grad_(False)
    draw: Callable[[int], Study] = partial(stock.hints, hint)
    learner = train_velocity(Apprentice([Group(net, RATE)], partial(_predict, easel, net), draw), course)
    return net, learner


def _predict(easel: Easel, net: ControlNetModel, noisy: Tensor, study: Study) -> Tensor:
    """Tell velocities from noisy latents, words and a map."""
    words = easel.text_encoder(study.tokens).last_hidden_state
    down, middle = net(
        noisy, study.steps, encoder_hidden_states=words, controlnet_cond=study.beside, return_dict=False
    )
    told: Tensor = easel.unet(
        noisy,
        study.steps,
        encoder_hidden_states=words,
        down_block_additional_residuals=down,
        mid_block_additional_residual=middle,
        return_dict=False,
    )[0]
    return told


def save_controlnet(net: ControlNetModel, folder: Path) -> None:
    """Write a ControlNet in float16."""
    net.half().save_pretrained(folder)
