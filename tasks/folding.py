"""A text as a reader hears it: one shape for all ways to write a letter, nothing that cannot be seen."""

import unicodedata
from dataclasses import dataclass

from tasks.lookalikes import LOOKALIKES

UNSEEN = frozenset(
    {"Mn", "Me", "Cf", "Cc", "Co", "Cs"}
)  # marks above letters, zero-width, direction, control


@dataclass(frozen=True)
class Folded:
    """A folded text, and where each of its characters stands in the text that was written."""

    text: str
    at: tuple[int, ...]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Give the part of the written text that a part of the folded one came from (first, behind)."""
        return self.at[start], self.at[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text: compatible forms (NFKD), case, marks, what is not seen, and what looks like Latin."""
    folded: list[str] = []
    at: list[int] = []
    for index, mark in enumerate(text):
        for letter in _letters(mark):
            folded.append(letter)
            at.append(index)
    return Folded("".join(folded), tuple(at))


def _letters(mark: str) -> str:
    if mark.isspace():
        return " "
    # As it looks, then without its case: a capital may look like another letter than the small one does.
    lower = _seen("".join(map(_look, _seen(mark)))).casefold()
    return "".join(map(_look, _seen(lower)))


def _seen(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if unicodedata.category(part) not in UNSEEN)


def _look(mark: str) -> str:
    return LOOKALIKES.get(mark, mark)
