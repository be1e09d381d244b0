"""A term of a word list becomes a pattern for folded texts: hard to dodge, and no trap for innocent words.

A term is a word or a phrase; ``*`` at an end leaves that end open ("nud*"). Latin words are found with digits
and signs for letters, with letters drawn out, with signs between them and with spaces between all of them;
and only where they are words: "class" is not "ass". Chinese has no borders between words.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from tasks.folding import fold

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u1100-\u11ff"
WORDY = rf"[^\W_{CJK}]"  # part of a word of a script with borders between words
STANDS_FOR = {
    "a": "4@", "b": "8", "e": "3€", "g": "9", "i": "1!|l", "l": "1|i", "o": "0", "s": "5$", "t": "7+",
    "u": "v", "z": "2",
}  # fmt: skip
VOWELS = frozenset("aeiouy")  # behind the first letter, "*" and "#" hide one
# English doubles the others, and a letter more makes another word of some: "god", "good".
NEVER_DOUBLED = frozenset("ahijkquvwxy")
WITHIN = r"[-._~^*'’`´/\\·•=]{0,2}"  # between two letters of a word
APART = r"[\W_]{1,4}"  # between all letters of a word that is spelled out
BETWEEN = r"[\W_]{1,6}"  # between two words of a phrase
IN_CHINESE = r"[\W_]{0,4}"
DRAWN_OUT = 30  # letters at most, so that no text takes long
SPELLED_FROM = 3  # letters; two stand apart in many a text
OPEN = rf"{WORDY}{{0,{DRAWN_OUT}}}"  # the rest of a word whose end is left open
PLURAL = r"(?:'?e?s)?"

_CJK = re.compile(f"[{CJK}]")
_LETTER = re.compile(r"[^\W\d_]")


def compile_terms(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Make one pattern of terms; nothing of none. It is for texts that ``fold`` gave."""
    # Greek capitals look like other letters than the small ones do.
    written = (way for term in terms for way in (term, term.upper(), term.capitalize()))
    shapes = dict.fromkeys(fold(way).text.strip() for way in written)
    patterns = [_pattern(shape) for shape in shapes if shape.strip("* ")]
    return re.compile("|".join(patterns)) if patterns else None


def spans(pattern: re.Pattern[str] | None, folded: str) -> list[tuple[int, int]]:
    """Find the parts of a folded text that a pattern names. A number alone is no word: "455"."""
    found = pattern.finditer(folded) if pattern else ()
    return [match.span() for match in found if _LETTER.search(match[0])]


def _pattern(term: str) -> str:
    open_left, open_right = term.startswith("*"), term.endswith("*")
    words = term.strip("* ").split()
    left = "" if _CJK.match(words[0]) else OPEN if open_left else f"(?<!{WORDY})"
    last = words[-1]
    right = "" if _CJK.match(last[-1]) else OPEN if open_right else f"{_ending(last)}(?!{WORDY})"
    body = BETWEEN.join(map(_word, words))
    return f"{left}(?:{body}){right}"


def _ending(word: str) -> str:
    return PLURAL if len(word) >= SPELLED_FROM else ""


def _word(word: str) -> str:
    if _CJK.search(word):
        return IN_CHINESE.join(map(re.escape, word))
    tight = WITHIN.join(
        _run(mark, len(list(same)), first=not number) for number, (mark, same) in enumerate(groupby(word))
    )
    if len(word) < SPELLED_FROM:
        return tight
    return f"(?:{tight}|{APART.join(_kind(mark, first=False) for mark in word)})"


def _run(mark: str, count: int, *, first: bool) -> str:
    """Write a letter, or several that are the same, drawn out as nobody would by chance."""
    kind = _kind(mark, first=first)
    if count > 1:
        return (kind + WITHIN) * (count - 1) + f"{kind}{{1,{DRAWN_OUT}}}"
    if mark in NEVER_DOUBLED:
        return f"{kind}{{1,{DRAWN_OUT}}}"
    return f"{kind}(?:{kind}{{2,{DRAWN_OUT}}})?"


def _kind(mark: str, *, first: bool) -> str:
    hidden = "*#" if mark in VOWELS and not first else ""
    return "[" + re.escape(mark + STANDS_FOR.get(mark, "") + hidden) + "]"
