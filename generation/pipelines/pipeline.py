"""What a family of models does for the denoising loop."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import torch
from PIL.Image import Image
from torch import Tensor

from generation.folder import Config
from generation.memory import Needs, Plan
from generation.notes import Note
from generation.pipelines.seen import Encoded
from generation.requests import Drawing

if TYPE_CHECKING:
    from generation.adapters.tailor import Tailor


@dataclass(frozen=True)
class Conditions:
    """What the UNet is told beside the latents: one row unguided, two rows (negative, prompt) guided."""

    text: Tensor  # float [rows, tokens, width]
    guidance: float
    added: dict[str, Tensor] = field(default_factory=dict)  # float [rows, ...] each
    strength: Tensor | None = None  # float [rows, width], the guidance that a distilled UNet reads


@dataclass(frozen=True)
class Batch:
    """What one forward of the UNet is told: one row for each picture, two for a guided one."""

    latents: Tensor  # float32 [rows, channels, rows, columns], unit variance
    timesteps: Tensor  # float32 [rows]
    text: Tensor  # float [rows, tokens, width]
    added: dict[str, Tensor]  # float [rows, ...] each
    strength: Tensor | None  # float [rows, width]
    guidance: Tensor  # float32 [pictures, 1, 1, 1]
    without: Tensor  # int64 [pictures]: the row that does not know the prompt
    told: Tensor  # int64 [pictures]: the row that does; the same where nothing guides
    beside: Tensor | None = None  # float32 [rows, more channels, rows, columns]
    down: tuple[Tensor, ...] = ()  # what ControlNets add to the skips of the UNet
    middle: Tensor | None = None  # ... and to its middle


class Pipeline(Protocol):
    """One loaded model."""

    plan: Plan
    needs: Needs

    @property
    def device(self) -> torch.device:
        """Where the model computes."""

    @property
    def dtype(self) -> torch.dtype:
        """How precisely the UNet computes."""

    @property
    def small(self) -> bool:
        """Whether one CPU thread is enough to draw with it."""

    @property
    def scheduler_config(self) -> Config:
        """The noise schedule that the model was trained with."""

    @property
    def usual_latents(self) -> int:
        """How many latents (rows times columns) its usual picture has."""

    @property
    def network(self) -> int:
        """The identity of the UNet: pictures by the same one may share a step."""

    @property
    def recorded(self) -> tuple[int, ...]:
        """List for how many rows the UNet is compiled."""

    @property
    def networks(self) -> "list[Any]":  # Any: diffusers and transformers models carry no types
        """List the networks that hold weights."""

    def dressed(self, tailor: "Tailor") -> "Pipeline":
        """Give this model with adapters worked in; it shares with it all that they do not change."""

    def move(self, device: torch.device) -> None:
        """Lay the weights elsewhere; where the model computes stays."""

    def latent_shape(self, width_px: int, height_px: int) -> tuple[int, int, int]:
        """Tell the latents of a picture: channels, rows, columns."""

    def notes(self, request: Drawing) -> tuple[Note, ...]:
        """Tell what the model does not take in of a request."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Tell where the tokens of a text stand in it: first character, and the one behind the last."""

    def apart(self, text: str, others: Sequence[str]) -> list[float]:
        """Tell how far from each other a text and some others are to the text encoder, each at least 0."""

    def encode(self, request: Drawing) -> Conditions:
        """Turn the words of a request into conditions."""

    def predict(self, batch: Batch) -> Tensor:
        """Predict the noise (or velocity) in each row: float32 [rows, channels, rows, columns]."""

    @property
    def channels_beside(self) -> int:
        """How many channels the UNet reads beside the latents."""

    def read(self, picture: Tensor) -> Encoded:
        """Turn a picture, float32 [1, 3, height, width], -1 .. 1, into latents."""

    def depth(self, picture: Image) -> Tensor:
        """Estimate the depth of a picture: float32 [1, 1, rows, columns] of latents, -1 .. 1."""

    def decode(self, latents: Tensor) -> Tensor:
        """Turn latents [n, channels, rows, columns] into pictures, float32 [n, 3, height, width], 0 .. 1."""
