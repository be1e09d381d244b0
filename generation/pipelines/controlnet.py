"""A loaded ControlNet: it reads a map once, and then says at every step what the UNet is to add."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers.models.controlnets.controlnet import ControlNetModel
from safetensors import SafetensorError
from torch import Tensor, nn

from generation.catalogue import ExtraCard
from generation.checksums import check_weights
from generation.errors import ModelUnavailable
from generation.pipelines.load import locate
from generation.pipelines.packed import pack
from generation.pipelines.seamless import let_wrap

SMALL = 25_000_000  # parameters


class ControlNet:
    """Follows maps of one kind, for UNets of one base."""

    def __init__(self, net: Any) -> None:  # noqa: ANN401 - diffusers carries no types
        self._net = net
        self._stem: nn.Module = net.controlnet_cond_embedding
        if net.config.controlnet_conditioning_channel_order == "rgb":
            # What is read of the map is the same at every step: the net gets it read.
            net.controlnet_cond_embedding = nn.Identity()
        else:
            self._stem = nn.Identity()

    def read(self, pixels: Tensor) -> Tensor:
        """Read a map, float32 [1, 3, height, width], 0 .. 1."""
        read: Tensor = self._stem(pixels.to(self._net.device, self._net.dtype))
        return read

    def say(
        self, latents: Tensor, timesteps: Tensor, text: Tensor, added: dict[str, Tensor], maps: Tensor
    ) -> Sequence[Tensor]:
        """Say what is added to each skip of the UNet, and, last, to its middle; all with one row for each."""
        down, middle = self._net(
            latents.to(self._net.dtype),
            timesteps,
            encoder_hidden_states=text,
            controlnet_cond=maps,
            added_cond_kwargs=added,
            return_dict=False,
        )
        return [*down, middle]


@dataclass(frozen=True)
class Followed:
    """A map that a picture follows through a part of its steps."""

    net: ControlNet
    read: Tensor  # what the net read of the map, float [1, channels, rows, columns]
    scale: float
    start: float  # shares of the steps
    end: float

    def holds(self, done: int, total: int) -> bool:
        """Whether the picture follows it in the step after ``done``, as diffusers counts."""
        return self.scale != 0 and not (done / total < self.start or (done + 1) / total > self.end)


def load_controlnet(card: ExtraCard, device: torch.device, dtype: torch.dtype) -> ControlNet:
    """Load a ControlNet. Raises ModelUnavailable if a file of it is missing or damaged."""
    path = locate(card, half=dtype is torch.float16)
    check_weights(path)
    try:
        net = ControlNetModel.from_pretrained(path, dtype=dtype, use_safetensors=True, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        if "out of memory" in str(error):
            raise
        reason = str(error).strip().partition("\n")[0]
        raise ModelUnavailable(card.name, f"{Path(path)} cannot be loaded: {reason}") from error
    net = net.to(device).eval().requires_grad_(False)
    if device.type == "cpu" and sum(part.numel() for part in net.parameters()) <= SMALL:
        pack(net)
    let_wrap(net)
    return ControlNet(net)
