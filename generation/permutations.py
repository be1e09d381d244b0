r"""Reads what stands for several prompts: ``{red,blue} {house,boat}``, and ``__animal__``, drawn from a list.

Groups may be nested, an option may be empty, and a group needs a comma: other braces are themselves, as is
what a backslash precedes: ``\{``, ``\}``, ``\_``, and ``\,`` within a group.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

from generation.errors import TooManyVariants

NESTED = 10  # groups within each other; deeper braces are themselves

_MARK = re.compile(r"\\[{},_]|[{},]")
WILDCARD = re.compile(r"(?<!\\)__(?P<name>[^\W_]+(?:[_-][^\W_]+)*)__")
ESCAPED = re.compile(r"\\([{}_])")
_ITSELF = re.compile(r"[{}]|_(?=_)")

Lists = Mapping[str, Sequence[str]]  # the words of each wildcard


@dataclass
class _Text:
    """A piece of a prompt, or of an option: texts and groups one after the other."""

    parts: "list[str | _Group]" = field(default_factory=list)

    def count(self) -> int:
        return prod(part.count() for part in self.parts if isinstance(part, _Group))

    def every(self) -> Iterator[str]:
        ways = [part.every() if isinstance(part, _Group) else [part] for part in self.parts]
        return map("".join, product(*ways))


@dataclass
class _Group:
    options: list[_Text] = field(default_factory=lambda: [_Text()])

    def count(self) -> int:
        return sum(option.count() for option in self.options)

    def every(self) -> list[str]:
        return [text for option in self.options for text in option.every()]

    def as_typed(self) -> "list[str | _Group]":
        """Give the parts of a group that was none, with its braces and commas."""
        commas: list[str | _Group] = [","]
        parts: list[str | _Group] = ["{"]
        for number, option in enumerate(self.options):
            parts += [*(commas if number else []), *option.parts]
        return parts


def expand(prompt: str, limit: int) -> tuple[str, ...]:
    """List the prompts that a prompt stands for, each once, in the order of their options.

    Raises TooManyVariants where they are more than ``limit``.
    """
    read = _read(prompt)
    count = read.count()
    if count > limit:
        raise TooManyVariants(count, limit)
    return tuple(dict.fromkeys(" ".join(text.split()) for text in read.every()))


def literal(text: str) -> str:
    """Write a text so that ``expand`` and ``draw`` leave it as it is."""
    return _ITSELF.sub(r"\\\g<0>", text)


def is_plain(prompt: str) -> bool:
    """Tell whether a prompt stands for itself alone, and nothing is drawn for it."""
    return _read(prompt).count() == 1 and not WILDCARD.search(prompt)


def _read(prompt: str) -> _Text:
    """Take a prompt apart. What is open at its end was no group."""
    whole = _Text()
    opened: list[_Group] = []
    at = 0
    for mark in _MARK.finditer(prompt):
        here = opened[-1].options[-1] if opened else whole
        here.parts.append(prompt[at : mark.start()])
        at = mark.end()
        if mark[0] == "{" and len(opened) < NESTED:
            opened.append(_Group())
        elif mark[0] == "," and opened:
            opened[-1].options.append(_Text())
        elif mark[0] == "}" and opened:
            _close(opened, whole)
        else:
            here.parts.append("," if mark[0] == r"\," and opened else mark[0])
    (opened[-1].options[-1] if opened else whole).parts.append(prompt[at:])
    while opened:
        _abandon(opened, whole)
    return whole


def _close(opened: list[_Group], whole: _Text) -> None:
    group = opened.pop()
    above = opened[-1].options[-1] if opened else whole
    if len(group.options) > 1:
        above.parts.append(group)
    else:
        above.parts += [*group.as_typed(), "}"]


def _abandon(opened: list[_Group], whole: _Text) -> None:
    """Take what is still open as it is typed."""
    group = opened.pop()
    (opened[-1].options[-1] if opened else whole).parts += group.as_typed()
