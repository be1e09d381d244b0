"""Stable Diffusion 1.x and 2.x, and the pocket models: one text encoder."""

import torch
from torch import Tensor

from generation.pipelines.latent import LatentModel
from generation.pipelines.parts import Parts
from generation.pipelines.pipeline import Conditions
from generation.requests import Drawing


class StableDiffusion(LatentModel):
    """A loaded Stable Diffusion."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._text_encoder = parts.text_encoder()

    def encode(self, request: Drawing) -> Conditions:
        """Turn the words of a request into conditions."""
        text = self._read(request.prompt)
        if self._guides_twice(request.guidance):
            text = torch.cat([self._read(request.negative_prompt), text])
        return Conditions(text, request.guidance, strength=self._strength(request.guidance))

    def _read(self, words: str) -> Tensor:
        """Encode words: float [1, tokens, width]."""
        read: Tensor = self._text_encoder(self._words(words))[0]
        return read
