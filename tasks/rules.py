"""A rule of a word list: which words it finds in what is asked for, and what follows."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from tasks.ages import minor_ages
from tasks.folding import Folded, fold
from tasks.terms import compile_terms, spans

AGES = "#minor"  # a term of its own: an age below eighteen, in digits or words
GAPS = re.compile(r"[ \t]{2,}")

Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Terms = Annotated[tuple[Term, ...], Field(max_length=500)]


class Measure(StrEnum):
    """What follows where a rule finds its words."""

    BLOCK = "block"
    REWRITE = "rewrite"
    TEST = "test"  # nothing, but that it is counted and shown to the moderators


class Rule(BaseModel, frozen=True, extra="forbid"):
    """One rule of a list."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    measure: Measure = Measure.BLOCK
    words: Terms = Field(min_length=1)
    together: Terms = ()  # where there are any, one of them must be in the text as well
    unless: Terms = ()  # words that hold one of the rule's and are meant well: "cock pit"
    taken_away: Terms = ()  # count like ``words`` where they stand in what shall not be seen
    replacement: str = Field("", max_length=60)  # of what is rewritten; nothing: the word is left out
    reason: str = Field("", max_length=200)  # why, for the person; nothing: the usual sentence
    warns: bool = False  # whether a block counts as a warning
    adult: bool = False  # whether it rests in channels that are marked for adults

    @model_validator(mode="after")
    def _fit(self) -> Self:
        if self.taken_away and not self.together:
            raise ValueError("what is taken away counts only together with other words")
        if self.measure is Measure.REWRITE and self.together:
            raise ValueError("a rule of two contexts cannot say which of them to rewrite")
        return self


class Asked(NamedTuple):
    """The words of a request: what shall be seen or heard, and what shall not."""

    wanted: str
    unwanted: str = ""


class Spot(NamedTuple):
    """Where a rule found a word in a text as it was written."""

    first: int
    behind: int


class Matcher:
    """A rule, ready to be used."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def find(self, wanted: Folded, unwanted: Folded) -> list[Spot]:
        """Find where the rule is broken; nothing where it is not."""
        rule = self.rule
        words = self._meant(rule.words, self._words, wanted)
        taken_away = self._meant(rule.taken_away, self._taken_away, unwanted)
        together = self._meant(rule.together, self._together, wanted)
        if not (words or taken_away) or (rule.together and not together):
            return []
        return sorted({*words, *together})

    def _meant(self, terms: Terms, pattern: re.Pattern[str] | None, text: Folded) -> list[Spot]:
        """Find terms, but not where they are part of what is meant well."""
        found = _spots(terms, pattern, text)
        shields = _spots(self.rule.unless, self._unless, text) if found else []
        return [
            one
            for one in found
            if not any(shield.first <= one.first and one.behind <= shield.behind for shield in shields)
        ]

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        return compile_terms(_plain(self.rule.words))

    @cached_property
    def _together(self) -> re.Pattern[str] | None:
        return compile_terms(_plain(self.rule.together))

    @cached_property
    def _unless(self) -> re.Pattern[str] | None:
        return compile_terms(_plain(self.rule.unless))

    @cached_property
    def _taken_away(self) -> re.Pattern[str] | None:
        return compile_terms(_plain(self.rule.taken_away))


@lru_cache(maxsize=2000)
def matcher(rule: Rule) -> Matcher:
    """Make a rule ready; patterns are kept, for the same rules are asked at every request."""
    return Matcher(rule)


def first_broken(rules: Sequence[Rule], asked: Asked) -> tuple[Rule, list[Spot]] | None:
    """Find the first rule that is broken, and where."""
    wanted, unwanted = fold(asked.wanted), fold(asked.unwanted)
    for rule in rules:
        if spots := matcher(rule).find(wanted, unwanted):
            return rule, spots
    return None


def rewrite(rule: Rule, text: str) -> str:
    """Write a text without the words of a rule; the same text where there are none."""
    spots = matcher(rule).find(fold(text), fold(""))
    for spot in reversed(_apart(spots)):
        text = text[: spot.first] + rule.replacement + text[spot.behind :]
    return GAPS.sub(" ", text).strip() if spots else text


def _apart(spots: Sequence[Spot]) -> list[Spot]:
    """Join spots that overlap."""
    joined: list[Spot] = []
    for spot in sorted(spots):
        if joined and spot.first < joined[-1].behind:
            joined[-1] = Spot(joined[-1].first, max(joined[-1].behind, spot.behind))
        else:
            joined.append(spot)
    return joined


def _plain(terms: Sequence[str]) -> list[str]:
    return [term for term in terms if term != AGES]


def _spots(terms: Sequence[str], pattern: re.Pattern[str] | None, text: Folded) -> list[Spot]:
    found = spans(pattern, text.text)
    if AGES in terms:
        found += minor_ages(text.text)
    return [Spot(*text.written(start, end)) for start, end in found]
