"""Cleans what people typed, so that nothing odd reaches a database, a file or a model."""

import re
import unicodedata

from generation.emphasis import read_emphasis
from generation.errors import PromptEmpty, TextTooLong, TextUnusable

WEIGHED = frozenset({"prompt", "negative_prompt"})  # fields in which brackets are emphasis
MARKS_MAX = 4  # combining marks on one letter; more is decoration that no language needs

# Characters without a picture of their own: they turn, hide or join their neighbours.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_DRAWABLE = frozenset({"L", "N", "S"})  # letters, digits, symbols (emoji are symbols)


def clean(text: str, field: str, limit: int) -> str:
    """Tidy a text: composed (NFC), one line, single spaces, nothing invisible.

    Raises TextUnusable for NUL, control characters and lone surrogates, TextTooLong over ``limit``, and
    OutOfRange for a weight in a prompt that is beyond what a model bears.
    """
    line = " ".join(_INVISIBLE.sub("", text).split())
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in line):
        raise TextUnusable(field)
    composed = _calm(unicodedata.normalize("NFC", line))
    if len(composed) > limit:
        raise TextTooLong(field, len(composed), limit)
    if field in WEIGHED:
        read_emphasis(composed)
    return composed


def clean_prompt(text: str, limit: int) -> str:
    """Tidy a prompt. Raises what ``clean`` raises, and PromptEmpty if there is nothing to draw."""
    prompt = clean(text, "prompt", limit)
    if not any(_drawable(character) for character in prompt):
        raise PromptEmpty
    return prompt


def _drawable(character: str) -> bool:
    category = unicodedata.category(character)
    # An emoji younger than Python's tables counts as unassigned.
    return category[0] in _DRAWABLE or category == "Cn"


def _calm(text: str) -> str:
    """Drop the combining marks over MARKS_MAX in a row."""
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if run <= MARKS_MAX:
            kept.append(character)
    return "".join(kept)
