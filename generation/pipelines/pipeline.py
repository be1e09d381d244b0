"""What a family of models does for the denoising loop."""

from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor

from generation.folder import Config
from generation.memory import Plan
from generation.notes import Note
from generation.requests import Drawing


@dataclass(frozen=True)
class Conditions:
    """What the UNet is told beside the latents: one row unguided, two rows (negative, prompt) guided."""

    text: Tensor  # float [rows, tokens, width]
    guidance: float
    added: dict[str, Tensor] = field(default_factory=dict)  # float [rows, ...] each
    strength: Tensor | None = None  # float [rows, width], the guidance that a distilled UNet reads

    @property
    def guided(self) -> bool:
        """Whether each step predicts twice."""
        return self.text.shape[0] == 2

    def repeat(self, count: int) -> "Conditions":
        """Repeat each row for ``count`` pictures: all the negatives first, then all the prompts."""
        added = {name: rows.repeat_interleave(count, 0) for name, rows in self.added.items()}
        strength = None if self.strength is None else self.strength.repeat_interleave(count, 0)
        return Conditions(self.text.repeat_interleave(count, 0), self.guidance, added, strength)


class Pipeline(Protocol):
    """One loaded model."""

    plan: Plan

    @property
    def device(self) -> torch.device:
        """Where the model computes."""

    @property
    def small(self) -> bool:
        """Whether one CPU thread is enough to draw with it."""

    @property
    def scheduler_config(self) -> Config:
        """The noise schedule that the model was trained with."""

    def latent_shape(self, width_px: int, height_px: int) -> tuple[int, int, int]:
        """Tell the latents of a picture: channels, rows, columns."""

    def notes(self, request: Drawing) -> tuple[Note, ...]:
        """Tell what the model does not take in of a request."""

    def encode(self, request: Drawing) -> Conditions:
        """Turn the words of a request into conditions."""

    def predict(self, latents: Tensor, timestep: Tensor, conditions: Conditions) -> Tensor:
        """Predict the noise (or velocity) in latents, guided.

        ``latents``: float32 [n, channels, rows, columns], unit variance. Returns: the same shape.
        """

    def decode(self, latents: Tensor) -> Tensor:
        """Turn latents [n, channels, rows, columns] into pictures, float32 [n, 3, height, width], 0 .. 1."""
