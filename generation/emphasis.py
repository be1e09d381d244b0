r"""Reads emphasis in a prompt: ``(more)``, ``[less]``, ``(exactly so:1.3)``, ``\(`` for the bracket itself.

The notation is that of AUTOMATIC1111's web UI, which people bring with them. A bracket without its twin is
itself, so that smileys stay what they are. ``BREAK`` in capitals begins a new part.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generation.errors import OutOfRange

MORE = 1.1  # each pair of round brackets; a square pair divides by it
WEIGHT_LEAST, WEIGHT_MOST = 0.0, 2.0  # beyond that pictures fall apart
BREAK = "BREAK"

_MARK = re.compile(
    r"(?P<escaped>\\[()\[\]\\])|(?P<open>[(\[])|:\s*(?P<weight>[+-]?[\d.]+(?:e[+-]?\d+)?)\s*\)|(?P<close>[)\]])"
    rf"|(?P<break>(?<!\S){BREAK}(?!\S))",
    re.IGNORECASE,
)
_TWINS = {")": "(", "]": "["}


@dataclass(frozen=True)
class Stretch:
    """A piece of a prompt that is read with one weight: 1 as it is, more or less than that by emphasis."""

    text: str
    weight: float = 1.0


Part = tuple[Stretch, ...]  # what is read in windows of its own


@dataclass
class _Piece:
    text: str
    weight: float = 1.0


def read_emphasis(prompt: str) -> tuple[Part, ...]:
    """Take a prompt apart into stretches of one weight, in parts between BREAKs; at least one part.

    Raises OutOfRange where a weight that is written out lies beyond 0 .. 2; nested brackets stop there.
    """
    return tuple(_Reader().read(prompt))


def plain(prompt: str) -> str:
    """Give a prompt without the marks of emphasis. Raises what ``read_emphasis`` raises."""
    return "".join(stretch.text for part in read_emphasis(prompt) for stretch in part)


class _Reader:
    """Reads one prompt from left to right, with the brackets that are still open on a stack."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._open: list[tuple[str, int]] = []  # a bracket, and the piece that it is until its twin comes

    def read(self, prompt: str) -> Iterator[Part]:
        at = 0
        for mark in _MARK.finditer(prompt):
            self._add(prompt[at : mark.start()])
            at = mark.end()
            if mark["break"] == BREAK:  # in capitals: "break" is a word
                yield self._part()
            else:
                self._take(mark)
        self._add(prompt[at:])
        yield self._part()

    def _take(self, mark: re.Match[str]) -> None:
        if mark["escaped"]:
            self._add(mark["escaped"][1])
        elif mark["open"]:
            self._open.append((mark["open"], len(self._pieces)))
            self._add(mark["open"])
        elif mark["weight"] is not None:
            self._weigh(mark)
        elif mark["close"]:
            twin = _TWINS[mark["close"]]
            self._close(twin, mark["close"], MORE if twin == "(" else 1 / MORE)
        else:
            self._add(mark[0])

    def _weigh(self, mark: re.Match[str]) -> None:
        if not self._opened("("):
            self._add(mark[0])
        elif (weight := _weight(mark["weight"])) is not None:
            self._close("(", mark[0], weight)
        else:
            self._add(mark[0][:-1])
            self._close("(", ")", MORE)

    def _opened(self, bracket: str) -> bool:
        return bracket in [one for one, _ in self._open]

    def _close(self, bracket: str, written: str, factor: float) -> None:
        """Weigh what stands in a pair of brackets; a bracket without a twin is what is written."""
        if not self._opened(bracket):
            self._add(written)
            return
        while self._open:
            one, index = self._open.pop()
            if one == bracket:
                self._pieces[index].text = ""
                for piece in self._pieces[index + 1 :]:
                    piece.weight *= factor
                return

    def _add(self, text: str) -> None:
        if text:
            self._pieces.append(_Piece(text))

    def _part(self) -> Part:
        """Join neighbours of one weight, and begin anew."""
        joined: list[Stretch] = []
        for piece in self._pieces:
            weight = round(min(max(piece.weight, WEIGHT_LEAST), WEIGHT_MOST), 6)
            if piece.text and joined and joined[-1].weight == weight:
                joined[-1] = Stretch(joined[-1].text + piece.text, weight)
            elif piece.text:
                joined.append(Stretch(piece.text, weight))
        self._pieces, self._open = [], []
        return tuple(joined)


def _weight(written: str) -> float | None:
    try:
        weight = float(written)
    except ValueError:  # "1.2.3" is no number, and so nothing but text
        return None
    if not WEIGHT_LEAST <= weight <= WEIGHT_MOST:
        raise OutOfRange("weight", weight, WEIGHT_LEAST, WEIGHT_MOST)
    return weight
