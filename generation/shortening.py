"""Weighs the words of a prompt by what a model's text encoder makes of it without each, and leaves some out.

Importing this imports no torch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from generation.errors import NothingToShorten
from generation.languages import SCRIPTS
from generation.phrases import take_apart

KEEPS = (0.9, 0.8, 0.65, 0.5, 0.35)  # of what all words count together, in each shorter prompt
LITTLE = 0.7  # of what a word counts on average: below it, it counts little
LEAST = 2  # words without which there is nothing to leave out

_WIDE = "".join(SCRIPTS[name] for name in ("han", "kana", "thai"))  # scripts without gaps between words
_WORD = re.compile(rf"[{_WIDE}]+|[^\s{_WIDE}]+")
_EMPTY = re.compile(r"\(\s*(?::\s*[+-]?[\d.]+\s*)?\)|\[\s*\]")
_COMMAS = re.compile(r"\s*([,，、;；])[\s,，、;；]*")

Span = tuple[int, int]  # first character, and the one behind the last


class Reads(Protocol):
    """What reads prompts: a pipeline."""

    def spans(self, text: str) -> list[Span]:
        """Tell where the tokens of a text stand in it."""

    def apart(self, text: str, others: Sequence[str]) -> list[float]:
        """Tell how far from each other a text and some others are to the text encoder."""


@dataclass(frozen=True)
class Weight:
    """A word of a prompt, and its share of what all of them count together."""

    text: str
    span: Span
    share: float


def weigh(prompt: str, reader: Reads) -> tuple[Weight, ...]:
    """Weigh each word of a prompt, in order, by how far the meaning moves when it is left out.

    Raises NothingToShorten where there are fewer than LEAST words.
    """
    spans = list(words_in(prompt, reader.spans))
    if len(spans) < LEAST:
        raise NothingToShorten
    moved = reader.apart(prompt, [prompt[:first] + prompt[last:] for first, last in spans])
    whole = sum(moved) or 1.0
    return tuple(
        Weight(prompt[first:last], (first, last), far / whole)
        for (first, last), far in zip(spans, moved, strict=True)
    )


def words_in(prompt: str, tokens: Callable[[str], list[Span]]) -> Iterator[Span]:
    """Find the words of a prompt. Where a script has no gaps, they are what the model reads as one token."""
    at = 0
    for piece in take_apart(prompt):
        for word in _WORD.finditer(piece.text) if piece.said else ():
            first = at + word.start()
            if re.match(f"[{_WIDE}]", word[0]):
                yield from ((first + begin, first + end) for begin, end in _whole(tokens(word[0])))
            else:
                yield first, first + len(word[0])
        at += len(piece.text)


def little(weights: Sequence[Weight]) -> tuple[Weight, ...]:
    """List the words that count little."""
    return tuple(one for one in weights if one.share < LITTLE / len(weights))


def shorter(prompt: str, weights: Sequence[Weight]) -> tuple[str, ...]:
    """Write a prompt shorter, up to five times, the longest first: without the words that count least."""
    ranked = sorted(weights, key=lambda one: -one.share)
    found = []
    for wanted in KEEPS:
        kept, together = 0, 0.0
        while together < wanted and kept < len(ranked):
            together += ranked[kept].share
            kept += 1
        found.append(_without(prompt, ranked[kept:]))
    return tuple(text for text in dict.fromkeys(found) if text and text != prompt)


def _without(prompt: str, left: Sequence[Weight]) -> str:
    """Leave words out, and what notation was about them alone."""
    for one in sorted(left, key=lambda one: -one.span[0]):
        first, last = one.span
        prompt = prompt[:first] + prompt[last:]
    before = ""
    while before != prompt:
        before, prompt = prompt, _EMPTY.sub(" ", prompt)
    return " ".join(_COMMAS.sub(_comma, prompt).split()).strip(",，、;； ")


def _comma(found: re.Match[str]) -> str:
    """Write one comma for several; behind a wide one there is no gap."""
    return f"{found[1]} " if found[1].isascii() else found[1]


def _whole(spans: Sequence[Span]) -> list[Span]:
    """Join tokens that are parts of one character."""
    joined: list[Span] = []
    for first, last in spans:
        if joined and first < joined[-1][1]:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        elif last > first:
            joined.append((first, last))
    return joined
