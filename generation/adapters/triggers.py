"""The words in a prompt that call an adapter."""

import re
from collections.abc import Iterable
from functools import lru_cache


def words_of(trigger: str) -> tuple[str, ...]:
    """Take trigger words apart: a card writes several with commas."""
    return tuple(word for part in trigger.split(",") if (word := part.strip()))


def calls(trigger: str, text: str) -> bool:
    """Tell whether a text holds a trigger as a word of its own, in whatever case."""
    return any_of((trigger,)).search(text) is not None


def any_of(triggers: Iterable[str]) -> re.Pattern[str]:
    """Give what finds triggers in a text, the longest first."""
    return _any_of(tuple(sorted(triggers, key=len, reverse=True)))


@lru_cache(256)
def _any_of(triggers: tuple[str, ...]) -> re.Pattern[str]:
    found = "|".join(map(re.escape, triggers))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE)
