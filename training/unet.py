"""The pocket UNet and the noise it learns to take away."""

from __future__ import annotations

import torch
from diffusers import UNet2DConditionModel
from torch import nn

from training.autoencoder import LATENT_CHANNELS
from training.language import WIDTH

NOISE = {  # the noise schedule that ships
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.02,  # a little noisier at the end than usual: a seed must not set the brightness
    "beta_schedule": "scaled_linear",
    "prediction_type": "v_prediction",
}
CHANNELS = (64, 96, 128)


def build_unet(in_channels: int = LATENT_CHANNELS) -> UNet2DConditionModel:
    """Make the UNet: 64, 96 and 128 channels at 16, 8 and 4 latent pixels a side.

    Words reach it twice: by cross-attention below the top level, and pooled into the time embedding,
    which tells every level about the things that fill the picture. Residual branches start at zero.
    """
    net = UNet2DConditionModel(
        sample_size=16,
        in_channels=in_channels,
        out_channels=LATENT_CHANNELS,
        block_out_channels=CHANNELS,
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 3, 4),  # diffusers reads this as the number of heads
        cross_attention_dim=WIDTH,
        norm_num_groups=16,
        addition_embed_type="text",
        addition_embed_type_num_heads=8,
    )
    for name, module in net.named_modules():
        if name.endswith(("conv2", "proj_out", "to_out.0", "net.2")) or name == "conv_out":
            nn.init.zeros_(module.weight)
            nn.init.zeros_(module.bias)
    return net


@torch.no_grad()
def widen(unet: UNet2DConditionModel, in_channels: int, heed: float = 0.0) -> UNet2DConditionModel:
    """Copy a UNet so that it takes more channels.

    ``heed`` is the standard deviation of the weights that hear them at first; at 0 it paints as before.
    """
    wider = build_unet(in_channels)
    state = unet.state_dict()
    first = heed * torch.randn(wider.conv_in.weight.shape, generator=torch.Generator().manual_seed(0))
    first[:, :LATENT_CHANNELS] = state["conv_in.weight"]
    wider.load_state_dict(state | {"conv_in.weight": first})
    return wider
