"""What a person should know of a picture that was made all the same: words unread, words unknown.

Like an error, a note travels as its code and facts; the sentences are in ``bots/wording.py``.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import BaseModel

from generation.adapters.triggers import any_of, words_of
from generation.emphasis import plain
from generation.errors import Fact
from generation.requests import Drawing
from generation.shelf.names import short
from generation.vocabulary import CHINESE, Vocabulary

LISTED = 6  # unknown words that a note names; the others are counted
LISTED_LENGTH = 60  # characters that the names may take together

_CHINESE = re.compile(f"[{CHINESE}]")


class Note(BaseModel, frozen=True):
    """A remark about a finished job."""

    code: str
    facts: dict[str, Fact] = {}


@dataclass(frozen=True)
class Count:
    """How a model reads a text."""

    tokens: int  # those that are not read as well
    windows: int  # that it is read in
    characters: int  # that are read, the marks of emphasis left out


def notes_of(
    request: Drawing,
    vocabulary: Vocabulary | None,
    count: Callable[[str], Count],
    learnt: Iterable[str] = (),
) -> tuple[Note, ...]:
    """Tell what a model did not take in of a request, how it read a long one, and which words were added.

    ``count`` tells how the model reads a text, ``learnt`` are words that it knows by adapters alone. Raises
    OutOfRange where emphasis is.
    """
    texts = {"prompt": request.prompt, "negative_prompt": request.negative_prompt}
    words = {field: plain(text) for field, text in texts.items()}
    counts = {field: count(text) for field, text in texts.items() if text}
    long = [_long(field, told) for field, told in counts.items()]
    cuts = [_cut(field, words[field], told.characters) for field, told in counts.items()]
    called = [word for one in request.adapters for word in words_of(one.added)]
    told = [_without(text, (*learnt, *called)) for text in words.values()]
    unknown = _unknown(vocabulary, told) if vocabulary else None
    added = (
        Note(code="trigger_added", facts={"adapter": short(one.name), "words": one.added})
        for one in request.adapters
        if one.added
    )
    return tuple(note for note in (*added, unknown, *long, *cuts) if note)


def _without(text: str, words: Iterable[str]) -> str:
    """Take words out of a text."""
    return any_of(words).sub(" ", text) if any(words) else text


def _unknown(vocabulary: Vocabulary, texts: Iterable[str]) -> Note | None:
    words = list(dict.fromkeys(word for text in texts for word in vocabulary.unknown(text)))
    if not words:
        return None
    named = words[:LISTED]
    while len(named) > 1 and len(", ".join(named)) > LISTED_LENGTH:
        named.pop()
    facts: dict[str, Fact] = {"words": ", ".join(named), "more": len(words) - len(named)}
    return Note(code="unknown_words", facts=facts)


def _long(field: str, told: Count) -> Note | None:
    """Say how many tokens a text has that does not fit into one window."""
    if told.windows == 1:
        return None
    return Note(code="prompt_long", facts={"field": field, "tokens": told.tokens, "windows": told.windows})


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
