"""Takes a prompt apart into what is said in it and what is notation, so that the words alone can change.

Notation are the marks of emphasis, of permutations and of wildcards, ``<lora:…>``, BREAK, and commas.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from generation.adapters.triggers import any_of

_NOTATION = re.compile(
    r"<[^<>]*>"  # <lora:sepia:0.8>
    r"|\\."  # a bracket itself
    r"|:\s*[+-]?[\d.]+(?:e[+-]?\d+)?\s*(?=\))"  # the weight before a closing bracket
    r"|__[^\W_]+(?:[_-][^\W_]+)*__"  # a wildcard
    r"|(?<!\S)BREAK(?!\S)"
    r"|[()\[\]{}|,，、;；。！？]"
)
_COMMAS = frozenset("，、；。！？")  # wide ones, in a text that becomes another
_NO_WORDS = re.compile(r"[()\[\]{}<>\\|,;:_]+")  # notation that words must not turn into
_OPENING, _TIGHT = "([{<|", ",;:)]}|"  # no gap behind, none before


@dataclass(frozen=True)
class Piece:
    """A piece of a prompt."""

    text: str
    said: bool  # words; else notation, or a name that must stay as it is


def take_apart(prompt: str, names: Iterable[str] = ()) -> list[Piece]:
    """Cut a prompt into words and notation; ``names`` stay as they are, as notation does."""
    pieces: list[Piece] = []
    at = 0
    for mark in _NOTATION.finditer(prompt):
        pieces += _spoken(prompt[at : mark.start()], tuple(names))
        pieces.append(Piece(mark[0], said=False))
        at = mark.end()
    return [one for one in (*pieces, *_spoken(prompt[at:], tuple(names))) if one.text]


def put_together(pieces: Sequence[Piece], reword: Callable[[str], str]) -> str:
    """Write a prompt with other words in the place of those that ``reword`` changes, and gaps around them."""
    written, joins = "", False  # whether the last words were changed, and what follows must stand off
    for piece in pieces:
        words = piece.text.strip()
        text = reword(words) if piece.said else words
        if changed := piece.said and text != words:
            written = _behind(written, _harmless(text))
        elif piece.text in _COMMAS:
            written = f"{written.rstrip()}, "
        else:
            first = piece.text.removeprefix("\\")[:1]  # of an escaped bracket, the bracket
            tight = not joins or first.isspace() or first in _TIGHT
            written = f"{written}{'' if tight else ' '}{piece.text}"
        joins = changed
    return " ".join(written.split()).strip(" ,")


def _spoken(text: str, names: tuple[str, ...]) -> list[Piece]:
    """Cut words at names."""
    if not names:
        return [Piece(text, said=bool(text.strip()))]
    pieces: list[Piece] = []
    at = 0
    for found in any_of(names).finditer(text):
        between = text[at : found.start()]
        pieces += [Piece(between, said=bool(between.strip())), Piece(found[0], said=False)]
        at = found.end()
    return [*pieces, Piece(text[at:], said=bool(text[at:].strip()))]


def _harmless(words: str) -> str:
    """Keep words from being read as notation."""
    return " ".join(re.sub(r"\bBREAK\b", "break", _NO_WORDS.sub(" ", words)).split())


def _behind(written: str, words: str) -> str:
    """Put words behind what is written, with a gap where one belongs."""
    gap = "" if not written or written[-1].isspace() or written[-1] in _OPENING else " "
    return f"{written}{gap}{words}"
