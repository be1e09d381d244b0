"""Textual inversion: a new word whose vectors were learned, put beside those that a text encoder knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from generation.adapters.files import tensors_of
from generation.errors import ModelUnavailable

A1111 = "emb_params"  # the only tensor of a file of AUTOMATIC1111's web UI
SDXL = {"text_encoder": "clip_l", "text_encoder_2": "clip_g"}  # of a file for two encoders


@dataclass(frozen=True)
class Embedding:
    """A word and its vectors, float [vectors, width], for each text encoder that reads it."""

    model: str  # its name, for errors
    word: str
    vectors: dict[str, Tensor]  # by the part of the model


def read_embedding(file: Path, model: str, word: str) -> Embedding:
    """Read the vectors of a word: of diffusers, of AUTOMATIC1111's web UI, or of Stable Diffusion XL.

    Raises ModelUnavailable where the file cannot be read or holds something else.
    """
    found = tensors_of(file, model)
    if set(SDXL.values()) <= found.keys():
        told = {part: found[name] for part, name in SDXL.items()}
    elif A1111 in found or len(found) == 1:
        told = {"text_encoder": found.get(A1111, next(iter(found.values())))}
    else:
        raise ModelUnavailable(model, f"{file} holds no vectors of one word")
    vectors = {part: one if one.dim() > 1 else one[None] for part, one in told.items()}
    if any(one.dim() != 2 or not one.is_floating_point() for one in vectors.values()):
        raise ModelUnavailable(model, f"{file} holds no vectors of one word")
    return Embedding(model, word, vectors)


@torch.no_grad()
def teach(encoder: nn.Module, part: str, words: Sequence[Embedding]) -> dict[str, tuple[int, ...]]:
    """Put the vectors of words behind those of a text encoder's own tokens; the old table stays as it is.

    Returns: the ids of each word's vectors. Raises ModelUnavailable where they are of another width.
    """
    inner: Any = getattr(encoder, "text_model", encoder)
    known = inner.embeddings.token_embedding.weight  # [tokens, width]
    ids: dict[str, tuple[int, ...]] = {}
    table, first = [known], len(known)
    for word in words:
        vectors = word.vectors.get(part)
        if vectors is None or vectors.shape[1] != known.shape[1]:
            raise ModelUnavailable(word.model, f"it has no vectors for a {part} of width {known.shape[1]}")
        table.append(vectors.to(known.device, known.dtype))
        ids[word.word] = tuple(range(first, first + len(vectors)))
        first += len(vectors)
    inner.embeddings.token_embedding = nn.Embedding(
        first, known.shape[1], _weight=torch.cat(table)
    ).requires_grad_(False)
    return ids
