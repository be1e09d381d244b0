"""One grammar for flags in a prompt: ``a red house --ar 3:2 --no "cars, people" --n 4``.

A flag starts with two hyphens, or with the long dash that phones make of them. Words outside flags are
the free text. ``--no`` takes every word up to the next flag, all others take one word or a quoted text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum

from pydantic import BaseModel

from bots.errors import BadSize, Contradiction, MissingValue, RepeatedFlag, UnknownFlag
from bots.forms import attachments, kind
from bots.naming import SHAPES

ALIASES = {"ar": "aspect", "no": "negative_prompt", "n": "count", "cfg": "guidance"}
SIZE = "size"  # stands for width and height
BARE = frozenset({"no_defaults"})  # says "on" by itself
GREEDY = frozenset({"negative_prompt"})  # takes words up to the next flag
REPEATED = frozenset({"lora"})  # may stand several times; commas join what it takes
EXAMPLES = {
    "aspect": "3:2",
    "negative_prompt": "cars, people",
    "count": "4",
    "guidance": "7",
    "seed": "7",
    "steps": "30",
    SIZE: "512x512",
    "width": "512",
    "height": "512",
    "scheduler": "euler",
    "model": "pocket",
    "upscale": "off",
    "tile": "on",
    "hires": "on",
    "limit": "5",
    "since": "7d",
    "until": "2026-11-28",
    "favourites": "on",
    "voice": "espeak-ng/en-us",
    "language": "en",
    "captions": "on",
    "round": "on",
    "head": "0.5",
    "eyes": "1",
    "mouth": "1.2",
    "rate": "1.1",
    "pitch": "-2",
    "face": "2",
    "strength": "0.8",
    "enlarge": "2",
    "engine": "puppet",
    "framing": "full",
    "style": "12",
    "expression": "1.2",
    "still": "on",
    "turn": '"0 20 -20"',
    "nod": '"0 10"',
    "tilt": '"-5 5"',
    "restore": "0.8",
    "borrow": "pose",
    "preview": "on",
    "person": "@ada",
    "credits": "50",
    "days": "30",
    "reason": '"thanks"',
    "lasts": "2h",
    "role": "trusted",
    "kind": "avatar",
    "where": "server",
    "subject": "role:trusted",
    "plan": "gold",
    "factor": "4",
    "upscaler": "pocket-upscale-4x",
    "follow": "canny,depth",
    "ready": "on",
    "scale": "0.8",
    "start": "0",
    "end": "0.6",
    "zoom": "1.5",
    "pan": "left",
    "invert": "on",
    "closeup": "on",
    "weights": "1:2",
    "lora": "sepia:0.8",
    "vae": "clear",
    "private": "on",
    "repeat": "4",
    "act": "list",
    "no_defaults": "",
}

_COMMAND = re.compile(r"/(\S*)\s*(.*)", re.DOTALL)
_WORD = re.compile(r"\S+")
_FLAG = re.compile(r"(?P<dash>--|[—–])(?P<name>[^\W\d_][\w-]*)(?P<equals>=)?")
_SIZE = re.compile(r"(\d{1,6})\s*[x×*]\s*(\d{1,6})", re.ASCII | re.IGNORECASE)
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»", "「": "」", "‘": "’"}
_SURE_TYPO = 0.75  # a long dash also stands in prose, so only a near miss counts as a typo there


@dataclass
class _Reader:
    """Walks through a text once, left to right."""

    text: str
    flags: Mapping[str, str]
    examples: Mapping[str, str]
    at: int = 0
    words: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    def read(self) -> None:
        """Split the text in free words and the values of flags."""
        while word := _WORD.search(self.text, self.at):
            match = self._flag_at(word.start())
            if match is None:
                self.words.append(word[0])
                self.at = word.end()
            else:
                self._take(match)

    def _take(self, match: re.Match[str]) -> None:
        name = match["name"].casefold()
        if name not in self.flags:
            raise UnknownFlag(name, near_flags(name, self.flags))
        target = self.flags[name]
        if target in self.values and target not in REPEATED:
            raise RepeatedFlag(name)
        self.at = match.end()
        value = self._quoted()
        if value is None:
            value = self._value(target)
        if not value:
            raise MissingValue(name, self.examples.get(target, "…"))
        known = self.values.get(target)
        self.values[target] = f"{known},{value}" if known else value

    def _value(self, target: str) -> str:
        if target in BARE:
            word = _WORD.search(self.text, self.at)
            return self._word() if word and word[0].casefold() in {"on", "off"} else "on"
        return self._words_to_next_flag() if target in GREEDY else self._word()

    def _flag_at(self, position: int) -> re.Match[str] | None:
        """Match a flag; what a long dash starts is one only if its name is one, or nearly."""
        match = _FLAG.match(self.text, position)
        if match is None or match["dash"] == "--":
            return match
        name = match["name"].casefold()
        known = name in self.flags or get_close_matches(name, self.flags, n=1, cutoff=_SURE_TYPO)
        return match if known else None

    def _quoted(self) -> str | None:
        """Take a text in quotation marks; None if there is none, or no end to it."""
        opening = _WORD.search(self.text, self.at)
        closing_mark = _QUOTES.get(opening[0][0]) if opening else None
        if opening is None or closing_mark is None:
            return None
        closing = re.compile(re.escape(closing_mark) + r"(?=\s|$)").search(self.text, opening.start() + 1)
        if closing is None:
            return None
        self.at = closing.end()
        return self.text[opening.start() + 1 : closing.start()].strip()

    def _word(self) -> str:
        word = _WORD.search(self.text, self.at)
        if word is None or self._flag_at(word.start()):
            return ""
        self.at = word.end()
        return word[0]

    def _words_to_next_flag(self) -> str:
        words: list[str] = []
        while word := self._word():
            words.append(word)
        return " ".join(words)


def flags_of(form: type[BaseModel], text_field: str = "") -> dict[str, str]:
    """List the flags of a form and the field that each fills, the short ones first."""
    fields = [name for name in form.model_fields if name not in {text_field, *attachments(form)}]
    flags = {alias: target for alias, target in ALIASES.items() if target in fields}
    if {"width", "height"} <= set(fields):
        flags[SIZE] = SIZE
    flags |= {name: name for name in fields}
    return flags | {name.replace("_", "-"): name for name in fields}


def examples_of(form: type[BaseModel]) -> dict[str, str]:
    """Give an example of each flag's value, as its form takes it."""
    if SIZE in form.model_fields:
        return {**EXAMPLES, SIZE: "256"}
    return {**EXAMPLES, "style": "oil"} if "prompt" in form.model_fields else EXAMPLES


def flag_of(target: str) -> str:
    """Name the flag that people type for a field: "ar" for the aspect."""
    short = (alias for alias, aliased in ALIASES.items() if aliased == target)
    return next(short, target.replace("_", "-"))


def near_flags(name: str, flags: Mapping[str, str]) -> str:
    """List the flags that look like a name, or nothing."""
    found = get_close_matches(name, flags, n=1, cutoff=0.5)
    return ", ".join(f"--{flag}" for flag in found)


def near_commands(name: str, names: Sequence[str]) -> str:
    """List the commands that look like a name, or nothing."""
    return ", ".join(f"/{found}" for found in get_close_matches(name, names, n=2, cutoff=0.5))


def split_command(text: str) -> tuple[str, str]:
    """Split "/imagine@limner_bot a red house" in "imagine" and "a red house"; no slash gives no name."""
    match = _COMMAND.fullmatch(text.strip())
    if match is None:
        return "", text.strip()
    return match[1].split("@")[0].casefold(), match[2]


def parse(text: str, form: type[BaseModel], text_field: str = "") -> dict[str, object]:
    """Read the free text and the flags of a command as values of its form, all of them still text.

    Raises UnknownFlag, RepeatedFlag, MissingValue, BadSize or Contradiction.
    """
    whole = SIZE in form.model_fields  # one number, no width and height
    reader = _Reader(text, flags_of(form, text_field), examples_of(form))
    reader.read()
    values: dict[str, object] = dict(reader.values)
    if SIZE in values and not whole:
        values |= _sides(str(values.pop(SIZE)), values)
    chosen = text_field and issubclass(kind(form.model_fields[text_field]), Enum)
    if text_field and (reader.words or not chosen):  # no word at all chooses nothing
        values[text_field] = " ".join(reader.words)
    return values


def spread(text: str, form: type[BaseModel], fields: Sequence[str]) -> dict[str, object]:
    """Read flags, and fill fields with the words in order; a word that is no person or time is passed on.

    Raises UnknownFlag, RepeatedFlag, MissingValue, and Contradiction where flags say what words say, too.
    """
    reader = _Reader(text, flags_of(form), examples_of(form))
    reader.read()
    values: dict[str, object] = dict(reader.values)
    words = list(reader.words)
    for name in fields[:-1]:
        shape = SHAPES.get(name)
        if words and (shape is None or shape.fullmatch(words[0])) and name not in values:
            values[name] = words.pop(0)
    if words and fields[-1] in values:
        raise Contradiction(fields[-1])
    return {**values, fields[-1]: " ".join(words)} if words else values


def write(values: Mapping[str, object], text_field: str = "") -> str:
    """Write values as people type them; ``parse`` reads the same values back."""
    parts = [str(values[text_field])] if values.get(text_field) else []
    for target, value in values.items():
        if target != text_field and value is not None:
            text = str(value)
            parts.append(f"--{flag_of(target)} " + (f'"{text}"' if target in GREEDY else text))
    return " ".join(parts)


def _sides(size: str, others: Mapping[str, object]) -> dict[str, object]:
    match = _SIZE.fullmatch(size)
    if match is None:
        raise BadSize(size)
    for target in ("width", "height", "aspect"):
        if target in others:
            raise Contradiction(target)
    return {"width": match[1], "height": match[2]}
