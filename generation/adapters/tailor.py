"""Loads what an outfit consists of, and fits it to the parts of a model."""

from __future__ import annotations

import copy
from typing import Any

from torch import nn

from generation.adapters.asking import trigger_of
from generation.adapters.embedding import Embedding, read_embedding, teach
from generation.adapters.files import file_of
from generation.adapters.hypernetwork import Hypernetwork, read_hypernetwork
from generation.adapters.lora import Lora, read_lora
from generation.adapters.outfit import Outfit
from generation.catalogue import Purpose
from generation.pipelines.words import Words

Part = Any  # diffusers and transformers models, which carry no types


class Tailor:
    """Fits one outfit. Raises ModelUnavailable where something of it cannot be read."""

    def __init__(self, outfit: Outfit) -> None:
        self._outfit = outfit
        self._loras: list[tuple[Lora, float]] = [
            (read_lora(file_of(card), card.name), weight) for card, weight in outfit.of_kind(Purpose.LORA)
        ]
        self._hypers: list[tuple[Hypernetwork, float]] = [
            (read_hypernetwork(file_of(card), card.name), weight)
            for card, weight in outfit.of_kind(Purpose.HYPERNETWORK)
        ]
        self._words: list[Embedding] = [
            read_embedding(file_of(card), card.name, trigger_of(card))
            for card, _ in outfit.of_kind(Purpose.TEXTUAL_INVERSION)
        ]
        self._ids: dict[str, dict[str, tuple[int, ...]]] = {}  # of the words, by part

    @property
    def learnt(self) -> tuple[str, ...]:
        """List the words that a model learns by this."""
        return tuple(word.word for word in self._words)

    def alters(self, part: str) -> bool:
        """Tell whether anything of it belongs to a part of a model."""
        if part == "vae":
            return self._outfit.vae is not None
        more = self._hypers if part == "unet" else self._words
        return bool(more) or any(part in lora.parts for lora, _ in self._loras)

    def fit(self, net: Part, part: str) -> Part:
        """Work everything that belongs to a part into it.

        Returns: the part, or what takes its place. Raises ModelUnavailable.
        """
        if part == "vae":
            return self._vae(net)
        for lora, weight in self._loras:
            lora.work_into(net, part, weight)
        if part == "unet":
            for hyper, weight in self._hypers:
                hyper.attach(net, weight)
        elif self._words and part.startswith("text_encoder"):
            self._ids[part] = teach(net, part, self._words)
        return net

    def refit(self, net: Part, part: str) -> Part:
        """Fit a copy of a part, which shares with it every weight that stays; it is untouched itself."""
        return self.fit(shared_copy(net), part) if self.alters(part) else net

    def words(self, words: Words, part: str) -> Words:
        """Teach the words of a part that was fitted to its tokenizer."""
        return words.taught(self._ids[part]) if self._ids.get(part) else words

    def _vae(self, own: Part) -> Part:
        """Load the VAE that takes the place of a model's own, where there is one."""
        if self._outfit.vae is None:
            return own
        from generation.adapters.decoder import read_vae  # noqa: PLC0415 - of single files: slow to import

        return read_vae(self._outfit.vae, own)


def shared_copy(net: nn.Module) -> nn.Module:
    """Copy a network's modules, but not its weights: both have the same until one is replaced."""
    weights = (*net.parameters(), *net.buffers())
    return copy.deepcopy(net, {id(weight): weight for weight in weights})
