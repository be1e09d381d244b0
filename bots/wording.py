"""Every sentence a user reads, in the reader's language. What users typed is data, never a pattern."""

import math
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number

from generation.errors import Fact
from generation.notes import Note
from tasks.job import Problem

LOCALES = ("en", "zh-CN")
FOLDER = Path(__file__).parent / "locales"
FACT_LIMIT = 60  # characters of a user's text that a sentence about it repeats
EXACT = 1e15  # numbers beyond it are shown as they were typed

PROBLEM = "problem-"  # what the keys of errors start with
NOTE = "note-"  # and those of notes


class Wording:
    """The sentences of one language."""

    def __init__(self, locale: str = "en") -> None:
        self.locale = nearest_locale(locale)
        self._bundle = _bundle(self.locale)

    def has(self, key: str) -> bool:
        """Tell whether there is a sentence for a key."""
        return bool(self._bundle.has_message(key))

    def say(self, key: str, **facts: Fact) -> str:
        """Write the sentence of a key. Raises KeyError if there is none or a fact of it is missing."""
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(
            pattern, {name: _shown(fact) for name, fact in facts.items()}
        )
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return str(text)

    def problem(self, problem: Problem) -> str:
        """Write what is wrong and what would be right."""
        key = PROBLEM + problem.code
        if not self.has(key):
            return self.say(PROBLEM + "unexpected")
        facts = dict(problem.facts)
        if "field" in facts:
            facts["field"] = self.field(str(facts["field"]))
        if "resets_at" in facts:
            facts["resets_at"] = clock(datetime.fromisoformat(str(facts["resets_at"])))
        if facts.get("until"):
            facts["until"] = day(datetime.fromisoformat(str(facts["until"])))
        elif "until" in facts:
            facts["until"] = "none"  # as below
        if facts.get("near") == "":
            facts["near"] = "none"  # a variant's key cannot be empty
        sentence = self.say(key, **facts)
        return sentence[:1].upper() + sentence[1:]

    def note(self, note: Note) -> str:
        """Write what is to be told with a picture; nothing for a note that a newer worker made.

        A text that it brings stands whole behind its sentence.
        """
        key = NOTE + note.code
        if not self.has(key):
            return ""
        facts = dict(note.facts)
        text = facts.pop("text", "")
        if "field" in facts:
            facts["field"] = self.field(str(facts["field"]))
        return f"{self.say(key, **facts)} {text}".rstrip()

    def field(self, name: str) -> str:
        """Name an option as this language does."""
        key = f"field-{name}"
        return self.say(key) if self.has(key) else name[:FACT_LIMIT]


def clock(moment: datetime) -> str:
    """Write a time of day that everybody understands."""
    return f"{moment.astimezone(UTC):%H:%M} UTC"


def day(moment: datetime) -> str:
    """Write a day and a time that everybody understands."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def nearest_locale(locale: str) -> str:
    """Find the language of ours for "zh-Hans", "zh_TW" or "en-GB"; English for all others."""
    return "zh-CN" if locale.casefold().replace("_", "-").split("-")[0] == "zh" else "en"


def _shown(fact: Fact) -> object:
    """Make a fact printable: numbers without thousands marks, texts short and on one line."""
    if isinstance(fact, str):
        line = " ".join("".join(mark if mark.isprintable() else " " for mark in fact).split())
        return line if len(line) <= FACT_LIMIT else line[: FACT_LIMIT - 1] + "…"
    if isinstance(fact, float) and not math.isfinite(fact):
        return "∞"
    if abs(fact) > EXACT:
        return _shown(str(fact))
    return fluent_number(fact, useGrouping=False)


@lru_cache
def _bundle(locale: str) -> FluentBundle:
    # Isolating marks would show as boxes in chats that cannot draw them.
    bundle = FluentBundle([locale], use_isolating=False)
    for path in sorted((FOLDER / locale).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text("utf-8")))
    return bundle
