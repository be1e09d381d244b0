"""Carries out a memory plan: where a model's parts lie, and how they compute."""

from typing import Any

import torch
from accelerate.hooks import ModelHook, add_hook_to_module
from accelerate.utils import send_to_device
from diffusers.hooks.group_offloading import apply_group_offloading

from generation.memory import TILE_PX, Plan, Residence

Part = Any  # diffusers and transformers models, which carry no types
HOME = torch.device("cpu")  # where weights wait


class Turns:
    """Lets the parts of a model onto the device by turns: whoever computes sends the one before home."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self._there: Part = None

    def admit(self, part: Part) -> None:
        """Bring a part that is about to compute."""
        if self._there is part:
            return
        if self._there is not None:
            self._there.to(HOME)
        part.to(self.device)
        self._there = part


class _Turn(ModelHook):  # type: ignore[misc]  # accelerate carries no types
    """Takes a turn before each call, of ``forward`` as of a VAE's ``encode`` and ``decode``."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def pre_forward(self, module: Part, *args: object, **kwargs: object) -> tuple[object, object]:
        """Take the turn; what is computed with comes along."""
        self._turns.admit(module)
        device = self._turns.device
        return send_to_device(args, device), send_to_device(kwargs, device)


def settle(plan: Plan, device: torch.device) -> None:
    """Set what holds for the whole process: how matrices are multiplied."""
    if device.type == "cuda":
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = plan.tf32


def place(part: Part, plan: Plan, turns: Turns, *, unet: bool = False) -> Part:
    """Put a part of a model where the plan wants it."""
    device = turns.device
    if plan.residence is Residence.DEVICE:
        return part.to(device)
    if plan.residence is Residence.LAYERS or (unet and plan.residence is Residence.GROUPS):
        by_block = plan.residence is Residence.GROUPS
        apply_group_offloading(
            part,
            onload_device=device,
            offload_device=HOME,
            offload_type="block_level" if by_block else "leaf_level",
            num_blocks_per_group=1 if by_block else None,
            use_stream=device.type == "cuda",
        )
        return part
    return add_hook_to_module(part.to(HOME), _Turn(turns))


def lay_out(unet: Part, plan: Plan) -> None:
    """Choose how a UNet's tensors lie in memory, and how it attends."""
    if plan.channels_last:
        unet.to(memory_format=torch.channels_last)
    if plan.attention == "sliced":
        unet.set_attention_slice("auto")


def tile(vae: Part, plan: Plan) -> None:
    """Decode in tiles where the plan says so, with a quarter of overlap; tiles are always of one size."""
    vae.tile_sample_min_size = TILE_PX
    vae.tile_latent_min_size = TILE_PX // 2 ** (len(vae.config.block_out_channels) - 1)
    if plan.tiled_vae:
        vae.enable_tiling()
