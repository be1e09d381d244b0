"""Adds to a short prompt what it leaves open, by a vocabulary of our own: nothing that it says is changed.

A subject that the prompt speaks of already is left alone. For a model that lists its words, only phrases are
taken that it knows and that change a picture. The same seed proposes the same.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from generation.vocabulary import CHINESE, Vocabulary

MOST = 4  # proposals
ADDED = 4  # subjects at most that one of them adds


@dataclass(frozen=True)
class Subject:
    """Something that a prompt may leave open."""

    said: tuple[str, ...]  # words of a prompt that speaks of it
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    of: tuple[str, ...] = ()  # only where the prompt holds one of these; nothing: always


@cache
def subjects() -> tuple[Subject, ...]:
    """Read the subjects that there are."""
    told = json.loads((files("generation") / "subjects.json").read_text("utf-8"))
    return tuple(
        Subject(
            tuple(one["said"].split()),
            tuple(one["english"]),
            tuple(one["chinese"]),
            tuple(told[one["of"]].split()) if one["of"] else (),
        )
        for one in told["subjects"]
    )


def enriched(prompt: str, seed: int, vocabulary: Vocabulary | None = None) -> tuple[str, ...]:
    """Propose up to MOST prompts that begin with this one, each with something else added.

    Returns nothing where the prompt leaves nothing open that is known here.
    """
    chinese = re.search(f"[{CHINESE}]", prompt) is not None
    open_ = [phrases for one in subjects() if (phrases := _phrases(one, prompt, chinese, vocabulary))]
    found = (_added(prompt, open_, seed, number, chinese) for number in range(MOST) if open_)
    return tuple(dict.fromkeys(found))


def _phrases(subject: Subject, prompt: str, chinese: bool, vocabulary: Vocabulary | None) -> tuple[str, ...]:
    """List what can be added of a subject; nothing where the prompt says it, or is about something else."""
    if _speaks_of(prompt, subject.said) or (subject.of and not _speaks_of(prompt, subject.of)):
        return ()
    told = subject.chinese if chinese else subject.english
    return tuple(phrase for phrase in told if vocabulary is None or _drawn(phrase, vocabulary))


def _added(prompt: str, open_: Sequence[tuple[str, ...]], seed: int, number: int, chinese: bool) -> str:
    """Add one phrase of each of some subjects, in their order; each proposal turns the lists further."""
    ranked = sorted(range(len(open_)), key=lambda at: _lot(seed, f"{number}:{at}"))[:ADDED]
    phrases = [open_[at][(_lot(seed, str(at)) + number) % len(open_[at])] for at in sorted(ranked)]
    comma = "，" if chinese else ", "
    return comma.join((prompt.rstrip(" ,.，。、"), *phrases))


def _lot(seed: int, what: str) -> int:
    """Draw a number by a seed, the same on every machine."""
    return int.from_bytes(sha256(f"{seed}:{what}".encode()).digest()[:8])


def _speaks_of(prompt: str, words: Iterable[str]) -> bool:
    """Tell whether a prompt holds one of some words: in Latin letters as a word of its own, or its plural."""
    text = prompt.casefold()
    return any(
        re.search(rf"(?<![a-z]){re.escape(word)}s?(?![a-z])", text) if word.isascii() else word in text
        for word in words
    )


def _drawn(phrase: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a model knows all words of a phrase, and draws one of them."""
    words = set(_latin(phrase)) | {phrase}
    return not vocabulary.unknown(phrase) and any(
        word in vocabulary.meaningful or (not word.isascii() and _holds(word, vocabulary)) for word in words
    )


def _holds(phrase: str, vocabulary: Vocabulary) -> bool:
    return any(word in phrase for word in vocabulary.meaningful if not word.isascii())


def _latin(phrase: str) -> Iterator[str]:
    return (found[0] for found in re.finditer(r"[a-z]+", phrase.casefold()))
