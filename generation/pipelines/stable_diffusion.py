"""Stable Diffusion 1.x and 2.x, and the pocket models: one text encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import torch
from torch import Tensor

from generation.pipelines.latent import LatentModel
from generation.pipelines.meaning import distances
from generation.pipelines.parts import Part, Parts
from generation.pipelines.pipeline import Conditions
from generation.pipelines.texts import Texts
from generation.pipelines.words import weigh
from generation.requests import Drawing

if TYPE_CHECKING:
    from generation.adapters.tailor import Tailor


class StableDiffusion(LatentModel):
    """A loaded Stable Diffusion."""

    def __init__(self, parts: Parts) -> None:
        self._text_encoder = parts.text_encoder()
        super().__init__(parts)
        self._texts = Texts[Tensor]()

    def dressed(self, tailor: Tailor) -> Self:
        """Give this model with adapters worked in; see LatentModel."""
        other = super().dressed(tailor)
        if tailor.alters("text_encoder"):
            other._text_encoder = tailor.refit(self._text_encoder, "text_encoder")
            other._words = tailor.words(self._words, "text_encoder")
            other._texts = Texts[Tensor]()
        return other

    def encode(self, request: Drawing) -> Conditions:
        """Turn the words of a request into conditions."""
        windows = self._words.count(request.prompt).windows
        if not self._guides_twice(request.guidance):
            text = self._read(request.prompt, windows)
        else:
            windows = max(windows, self._words.count(request.negative_prompt).windows)
            texts = request.negative_prompt, request.prompt
            text = torch.cat([self._read(words, windows) for words in texts])
        return Conditions(text, request.guidance, strength=self._strength(request.guidance))

    def apart(self, text: str, others: Sequence[str]) -> list[float]:
        """Tell how far a text and others are from each other; see Pipeline."""
        return distances(self._words, lambda ids: self._text_encoder(ids).pooler_output, (text, *others))

    @property
    def networks(self) -> list[Part]:
        """List the networks that hold weights."""
        return [*super().networks, self._text_encoder]

    def _read(self, words: str, windows: int) -> Tensor:
        """Encode words: float [1, windows * tokens, width]."""

        def read() -> Tensor:
            reading = self._words(words, windows)
            return weigh(self._text_encoder(reading.ids)[0], reading.weights)

        return self._texts.get((words, windows), read)
