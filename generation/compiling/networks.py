"""The networks that are compiled: how they are called, and what they look like to a compiler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from generation.adapters.tailor import shared_copy
from generation.compiling.quick import Plain, Quick
from generation.compiling.recording import Inputs, Key
from generation.compiling.workshop import workshop
from generation.memory import FUSED, Needs
from generation.pipelines.packed import unpack
from generation.pipelines.pipeline import Batch
from generation.pipelines.seamless import unwrap

Part = Any  # diffusers' models, which carry no types

WORTH_STEPS = 20  # forwards before a UNet is compiled for their number of rows: a picture
WORTH_DECODED = 16  # pictures of a size before a VAE is compiled for it
ADDED = "added."


def quick_unet(name: str, net: Part, needs: Needs, device: torch.device, factor: int, hasty: bool) -> Quick:
    """Let a UNet be compiled when it is worth it, or at once; ``factor``: pixels a latent, along a side."""

    def make() -> Plain:
        plain = fused(plainly(net))
        return Plain(plain, lambda inputs: run_unet(plain, inputs))

    def takes_bytes(key: Key) -> int:
        [(rows, columns, each)] = _sizes(key)
        pictures = (key.rows + 1) // 2
        drawing = pictures * needs.row_bytes(columns * factor, rows * factor, each)
        return drawing + needs.weights.get("unet", 0) * each // FUSED

    eager = _calling(run_unet, net)
    return Quick(
        f"the UNet of {name}", eager, make, takes_bytes, workshop(device), 1 if hasty else WORTH_STEPS
    )


def quick_decoder(
    name: str, net: Part, needs: Needs, device: torch.device, factor: int, hasty: bool
) -> Quick:
    """Let a VAE decode by compiled code when it is worth it."""

    def make() -> Plain:
        plain = plainly(net)
        return Plain(plain, lambda inputs: run_decoder(plain, inputs))

    def takes_bytes(key: Key) -> int:
        [(rows, columns, each)] = _sizes(key)
        return needs.decoding_bytes(columns * factor, rows * factor, each, tiled=False)

    eager = _calling(run_decoder, net)
    return Quick(
        f"the VAE of {name}", eager, make, takes_bytes, workshop(device), 1 if hasty else WORTH_DECODED
    )


def told(batch: Batch, dtype: torch.dtype) -> dict[str, Tensor]:
    """Name what a UNet is told in a forward, but for what ControlNets add."""
    seen = batch.latents if batch.beside is None else torch.cat([batch.latents, batch.beside], dim=1)
    inputs = {"latents": seen.to(dtype), "timesteps": batch.timesteps, "text": batch.text}
    if batch.strength is not None:
        inputs["strength"] = batch.strength
    return inputs | {ADDED + name: one for name, one in batch.added.items()}


def run_unet(
    net: Part, inputs: Inputs, down: tuple[Tensor, ...] = (), middle: Tensor | None = None
) -> Tensor:
    """Call a UNet; ``down`` and ``middle`` are what ControlNets add."""
    predicted: Tensor = net(
        inputs["latents"],
        inputs["timesteps"],
        encoder_hidden_states=inputs["text"],
        timestep_cond=inputs.get("strength"),
        added_cond_kwargs={
            name.removeprefix(ADDED): one for name, one in inputs.items() if name.startswith(ADDED)
        },
        down_block_additional_residuals=down or None,
        mid_block_additional_residual=middle,
        return_dict=False,
    )[0]
    return predicted


def run_decoder(net: Part, inputs: Inputs) -> Tensor:
    """Decode latents by a VAE."""
    decoded: Tensor = net.decode(inputs["latents"], return_dict=False)[0]
    return decoded


def plainly(net: Part) -> Part:
    """Copy a network without what convolutions of ours do for seamless pictures and for processors.

    Weights are shared: the copy follows wherever they go.
    """
    plain: Part = shared_copy(net)
    unwrap(plain)
    unpack(plain)
    return plain


def fused(unet: Part) -> Part:
    """Let queries, keys and values come of one product each, unless something sits between them."""
    if not any("forward" in vars(part) for part in unet.modules() if isinstance(part, nn.Linear)):
        with torch.no_grad():
            unet.fuse_qkv_projections()
    return unet


def _calling(run: Callable[[Part, Inputs], Tensor], net: Part) -> Callable[[Inputs], Tensor]:
    return lambda inputs: run(net, inputs)


def _sizes(key: Key) -> list[tuple[int, int, int]]:
    """Read rows and columns of the latents, and the bytes of a value."""
    return [(shape[-2], shape[-1], dtype.itemsize) for name, shape, dtype in key.told if name == "latents"]
