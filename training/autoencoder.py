"""The pocket autoencoder: its shape, a start that already passes pictures, whitened latents."""

from __future__ import annotations

from typing import Any

import torch
from diffusers import AutoencoderKL
from torch import Tensor, nn

CHANNELS = (16, 32, 64, 64)
LATENT_CHANNELS = 4
FACTOR = 8  # pixels of the picture to one of the latent, each way
STEADY = 2.0  # value of the two constant channels that hold the group norms still
JOIN_GAIN = 0.85  # undoes what the norms scale, so that an untrained round trip keeps contrast
QUIET = -6.0  # log variance of the latent at the start: little noise


def build() -> AutoencoderKL:
    """Make the autoencoder with a structured start.

    Six channels carry plus and minus the colours through the whole net and two hold constants, so
    that the untrained net already averages the picture down by 8 and blows it up smoothly. From
    a default start the same net needs several times as many steps.
    """
    net = AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=CHANNELS,
        layers_per_block=1,
        latent_channels=LATENT_CHANNELS,
        norm_num_groups=2,  # the eight carriers must share a group
        sample_size=128,
        mid_block_add_attention=False,
        scaling_factor=1.0,
        force_upcast=False,
    )
    _structure(net)
    return net


@torch.no_grad()
def _structure(net: AutoencoderKL) -> None:
    for name, module in net.named_modules():
        if name.endswith("conv2") and isinstance(module, nn.Conv2d):
            nn.init.zeros_(module.weight)
            nn.init.zeros_(_bias(module))
        elif name.endswith("conv_shortcut") and isinstance(module, nn.Conv2d):
            _carry(module, torch.ones(1, 1))
        elif name.endswith("downsamplers.0.conv") and isinstance(module, nn.Conv2d):
            box = torch.zeros(3, 3)
            box[:2, :2] = 0.25  # the padding is on the right and below
            _carry(module, box)
        elif name.endswith("upsamplers.0.conv") and isinstance(module, nn.Conv2d):
            tent = torch.tensor([0.25, 0.5, 0.25])
            _carry(module, torch.outer(tent, tent))
    _split_colours(net.encoder.conv_in)
    _split_colours(net.decoder.conv_in)
    _join_colours(net.encoder.conv_out)
    _join_colours(net.decoder.conv_out)
    _pass_through(net.quant_conv)
    _pass_through(net.post_quant_conv)


def _bias(conv: nn.Conv2d) -> Tensor:
    if conv.bias is None:
        raise TypeError("the convolution has no bias")
    return conv.bias


def _carry(conv: nn.Conv2d, kernel: Tensor) -> None:
    """Pass the eight carriers on, smoothed by the kernel; damp what mixes the rest in."""
    conv.weight *= 0.3
    conv.weight[:8] = 0
    _bias(conv)[:8] = 0
    for channel in range(8):
        conv.weight[channel, channel] = kernel


def _split_colours(conv: nn.Conv2d) -> None:
    conv.weight *= 0.3
    conv.weight[:8] = 0
    _bias(conv)[:8] = 0
    middle = conv.weight.shape[-1] // 2
    for colour in range(3):
        conv.weight[colour, colour, middle, middle] = 1
        conv.weight[colour + 3, colour, middle, middle] = -1
    _bias(conv)[6], _bias(conv)[7] = STEADY, -STEADY


def _join_colours(conv: nn.Conv2d) -> None:
    """Undo the split after a norm and a SiLU: silu(x) - silu(-x) is x."""
    conv.weight *= 0.1
    middle = conv.weight.shape[-1] // 2
    for colour in range(3):
        conv.weight[colour] = 0
        conv.weight[colour, colour, middle, middle] = JOIN_GAIN
        conv.weight[colour, colour + 3, middle, middle] = -JOIN_GAIN
        _bias(conv)[colour] = 0
    if conv.out_channels == 2 * LATENT_CHANNELS:
        conv.weight[LATENT_CHANNELS:] = 0
        _bias(conv)[LATENT_CHANNELS:] = QUIET


def _pass_through(conv: nn.Conv2d) -> None:
    nn.init.zeros_(_bias(conv))
    conv.weight[:, :, 0, 0] = torch.eye(conv.out_channels)


def moments(net: AutoencoderKL, pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Encode pictures, float [b, 3, h, w] in -1..1.

    Returns: mean and log variance of the latent, each [b, 4, h/8, w/8].
    """
    raw: Any = net.quant_conv(net.encoder(pictures))  # diffusers leaves forwards untyped
    mean, log_variance = raw.chunk(2, dim=1)
    return mean, log_variance.clamp(-30, 20)


def decode(net: AutoencoderKL, latents: Tensor) -> Tensor:
    """Decode latents [b, 4, h, w] to pictures [b, 3, 8 h, 8 w] of about -1..1."""
    pictures: Tensor = net.decoder(net.post_quant_conv(latents))
    return pictures


@torch.no_grad()
def whiten(net: AutoencoderKL, pictures: Tensor) -> None:
    """Fold a whitening of the latent into the 1x1 convolutions around it.

    Afterwards the latents of the given pictures, float [b, 3, h, w] in -1..1, have mean 0, variance
    1 and no correlation between channels, and the scaling factor is 1. Decoded pictures do not change.
    """
    means = torch.cat(
        [moments(net, pictures[start : start + 32])[0] for start in range(0, len(pictures), 32)]
    ).double()
    flat = means.permute(1, 0, 2, 3).flatten(1)  # [4, b h w]
    middle = flat.mean(1)
    values, vectors = torch.linalg.eigh(torch.cov(flat))
    white = (vectors / values.sqrt()).T  # [4, 4]
    back = vectors * values.sqrt()
    quant, post = net.quant_conv, net.post_quant_conv
    weight, bias = quant.weight[:4, :, 0, 0].double(), _bias(quant)[:4].double()
    quant.weight[:4, :, 0, 0] = (white @ weight).to(quant.weight.dtype)
    _bias(quant)[:4] = (white @ (bias - middle)).to(quant.weight.dtype)
    # A rotation mixes the variances too; keep the mean of what each channel had, rescaled.
    _bias(quant)[4:] += float(-values.log().mean())
    after = post.weight[:, :, 0, 0].double()
    post.weight[:, :, 0, 0] = (after @ back).to(post.weight.dtype)
    _bias(post).add_((after @ middle).to(post.weight.dtype))
