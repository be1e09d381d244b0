"""Cuts text into the tokens that a text encoder reads."""

from threading import Lock
from typing import Any

import torch
from torch import Tensor


class Words:
    """A tokenizer whose tokens are padded and cut to what the encoder reads. Thread-safe."""

    def __init__(self, tokenizer: Any, device: torch.device) -> None:  # noqa: ANN401 - transformers is untyped
        self._tokenizer = tokenizer
        self._device = device
        self._alone = Lock()  # a tokenizer that two threads use at once refuses: "Already borrowed"

    def __call__(self, text: str) -> Tensor:
        """Tokenise a text: int64 [1, tokens]."""
        tokens: Tensor = self._cut(text, padding="max_length", return_tensors="pt").input_ids
        return tokens.to(self._device)

    def window(self, text: str) -> int:
        """Count the characters of a text that the encoder reads before its window is full."""
        return max((end for _, end in self._cut(text, return_offsets_mapping=True).offset_mapping), default=0)

    def _cut(self, text: str, **options: object) -> Any:  # noqa: ANN401 - transformers is untyped
        limit = self._tokenizer.model_max_length
        with self._alone:
            return self._tokenizer(text, max_length=limit, truncation=True, **options)
