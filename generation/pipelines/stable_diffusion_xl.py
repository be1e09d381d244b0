"""Stable Diffusion XL: two text encoders, and the picture's size as a condition."""

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


class StableDiffusionXL(LatentModel):
    """A loaded Stable Diffusion XL."""

    def __init__(self, parts: Parts) -> None:
        encoders = parts.text_encoder(), parts.text_encoder_2()
        super().__init__(parts)
        self._readers = (self._words, encoders[0]), (parts.tokenizer("tokenizer_2"), encoders[1])
        self._texts = Texts[tuple[Tensor, Tensor]]()
        self._zero_when_empty = bool(parts.folder.index().get("force_zeros_for_empty_prompt", True))

    def dressed(self, tailor: Tailor) -> Self:
        """Give this model with adapters worked in; see LatentModel."""
        other = super().dressed(tailor)
        parts = "text_encoder", "text_encoder_2"
        if any(map(tailor.alters, parts)):
            encoders = [tailor.refit(own, part) for part, (_, own) in zip(parts, self._readers, strict=True)]
            words = [tailor.words(own, part) for part, (own, _) in zip(parts, self._readers, strict=True)]
            other._readers = (words[0], encoders[0]), (words[1], encoders[1])
            other._words = words[0]
            other._texts = Texts[tuple[Tensor, Tensor]]()
        return other

    def encode(self, request: Drawing) -> Conditions:
        """Turn the words of a request, and its size, into conditions."""
        twice = self._guides_twice(request.guidance)
        windows = self._windows(request.prompt, request.negative_prompt if twice else "")
        text, pooled = self._read(request.prompt, windows)
        if twice:
            without, without_pooled = self._read_negative(request.negative_prompt, text, pooled)
            text, pooled = torch.cat([without, text]), torch.cat([without_pooled, pooled])
        size = (request.height_px, request.width_px)
        # Original size, crop, target size: the picture is asked for whole.
        ids = torch.tensor([[*size, 0, 0, *size]], dtype=text.dtype, device=text.device)
        added = {"text_embeds": pooled, "time_ids": ids.repeat(len(text), 1)}
        return Conditions(text, request.guidance, added, self._strength(request.guidance))

    def apart(self, text: str, others: Sequence[str]) -> list[float]:
        """Tell how far a text and others are from each other; see Pipeline."""
        words, encoder = self._readers[1]
        return distances(words, lambda ids: encoder(ids).text_embeds, (text, *others))

    @property
    def networks(self) -> list[Part]:
        """List the networks that hold weights."""
        return [*super().networks, *(encoder for _, encoder in self._readers)]

    def _windows(self, *texts: str) -> int:
        return max(words.count(text).windows for words, _ in self._readers for text in texts)

    def _read_negative(self, words: str, text: Tensor, pooled: Tensor) -> tuple[Tensor, Tensor]:
        """Encode what to keep away from; a model may have learnt zeros for nothing at all."""
        if not words and self._zero_when_empty:
            return torch.zeros_like(text), torch.zeros_like(pooled)
        return self._read(words, text.shape[1] // self._words.length)

    def _read(self, words: str, windows: int) -> tuple[Tensor, Tensor]:
        return self._texts.get((words, windows), lambda: self._encode(words, windows))

    def _encode(self, words: str, windows: int) -> tuple[Tensor, Tensor]:
        """Encode words by both encoders, and pool those of the first window.

        Returns: float [1, windows * tokens, width 1 + width 2] and [1, width 2].
        """
        readings = [tokens(words, windows) for tokens, _ in self._readers]
        outputs = [
            encoder(reading.ids, output_hidden_states=True)
            for reading, (_, encoder) in zip(readings, self._readers, strict=True)
        ]
        read = [
            weigh(output.hidden_states[-2], reading.weights)
            for reading, output in zip(readings, outputs, strict=True)
        ]
        pooled: Tensor = outputs[1].text_embeds[:1]
        return torch.cat(read, dim=-1), pooled
