"""Negative prompts in layers: what a server, a channel, a model and a person leave out, said once each."""

from collections.abc import Iterator, Sequence

from generation.provenance import Layer
from generation.requests import PROMPT_LIMIT

OPENING, CLOSING = "([", ")]"


def parts(text: str) -> list[str]:
    """Cut a negative prompt at its commas, but for those within brackets of emphasis."""
    return [part for part in (" ".join(piece.split()) for piece in _cut(text)) if part]


def merge(layers: Sequence[Layer], typed: str) -> tuple[str, tuple[Layer, ...]]:
    """Join layers, the widest first, and what was typed behind them; what was said before is not said again.

    Where all of it is too long for a prompt, the widest layers are left out; what was typed never is.
    Returns: the negative prompt, and what each layer adds to it.
    """
    for first in range(len(layers) + 1):
        merged, kept = _joined(layers[first:], typed)
        if len(merged) <= PROMPT_LIMIT or first == len(layers):
            return merged, kept
    return typed, ()


def _joined(layers: Sequence[Layer], typed: str) -> tuple[str, tuple[Layer, ...]]:
    said: set[str] = set()
    words: list[str] = []
    kept: list[Layer] = []
    for layer in layers:
        new = list(_unsaid(parts(layer.words), said))
        if new:
            kept.append(Layer(source=layer.source, words=", ".join(new)))
            words += new
    if not kept:
        return typed, ()  # as it was typed
    words += _unsaid(parts(typed), said)
    return ", ".join(words), tuple(kept)


def _unsaid(found: Sequence[str], said: set[str]) -> Iterator[str]:
    """Give what was not said yet, and note that it is said now."""
    for part in found:
        if part.casefold() not in said:
            said.add(part.casefold())
            yield part


def _cut(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for at, mark in enumerate(text):
        if mark in OPENING:
            depth += 1
        elif mark in CLOSING:
            depth = max(0, depth - 1)
        elif mark in ",，" and not depth:
            yield text[start:at]
            start = at + 1
    yield text[start:]
