"""What a person should know of a picture that was made all the same: words unread, words unknown.

Like an error, a note travels as its code and facts; the sentences are in ``bots/wording.py``.
"""

import re
from collections.abc import Callable, Iterable

from pydantic import BaseModel

from generation.errors import Fact
from generation.requests import Drawing
from generation.vocabulary import CHINESE, Vocabulary

LISTED = 6  # unknown words that a note names; the others are counted
LISTED_LENGTH = 60  # characters that the names may take together

_CHINESE = re.compile(f"[{CHINESE}]")


class Note(BaseModel, frozen=True):
    """A remark about a finished job."""

    code: str
    facts: dict[str, Fact] = {}


def notes_of(
    request: Drawing, vocabulary: Vocabulary | None, window: Callable[[str], int]
) -> tuple[Note, ...]:
    """Tell what a model did not take in of a request.

    ``window`` tells how many characters of a text the model reads.
    """
    texts = {"prompt": request.prompt, "negative_prompt": request.negative_prompt}
    cuts = [_cut(field, text, window(text)) for field, text in texts.items() if text]
    unknown = _unknown(vocabulary, texts.values()) if vocabulary else None
    return tuple(note for note in (unknown, *cuts) if note)


def _unknown(vocabulary: Vocabulary, texts: Iterable[str]) -> Note | None:
    words = list(dict.fromkeys(word for text in texts for word in vocabulary.unknown(text)))
    if not words:
        return None
    named = words[:LISTED]
    while len(named) > 1 and len(", ".join(named)) > LISTED_LENGTH:
        named.pop()
    facts: dict[str, Fact] = {"words": ", ".join(named), "more": len(words) - len(named)}
    return Note(code="unknown_words", facts=facts)


def _cut(field: str, text: str, read: int) -> Note | None:
    """Say how much of a text was read, in characters where it is Chinese, else in words."""
    if not text[read:].strip():
        return None
    unit, part = ("characters", r"\S") if _CHINESE.search(text) else ("words", r"\S+")
    ends = [found.end() for found in re.finditer(part, text)]
    facts: dict[str, Fact] = {
        "field": field,
        "unit": unit,
        "read": sum(end <= read for end in ends),
        "total": len(ends),
    }
    return Note(code="prompt_cut", facts=facts)
