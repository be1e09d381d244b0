"""Cuts a long text where a reader would breathe."""

import re
from collections.abc import Callable, Iterator

_SENTENCE = re.compile(r".*?(?:[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+[”’」）]*|$)\s*", re.DOTALL)
_WORD = re.compile(r"\S+\s*")


def sentences(text: str) -> list[str]:
    """Cut after each sentence; together they are the text."""
    return [part for part in _SENTENCE.findall(text) if part]


def pieces(text: str, limit: int, measure: Callable[[str], int]) -> list[str]:
    """Cut a text into as few pieces as fit the limit: between sentences, else words, else characters."""
    found: list[str] = []
    line = ""
    for part in _parts(text, limit, measure):
        if line and measure(line + part) > limit:
            found.append(line)
            line = ""
        line += part
    return [piece for piece in (*found, line) if piece.strip()]


def _parts(text: str, limit: int, measure: Callable[[str], int]) -> Iterator[str]:
    for sentence in sentences(text):
        if measure(sentence) <= limit:
            yield sentence
            continue
        for word in _WORD.findall(sentence):
            yield from [word] if measure(word) <= limit else word
