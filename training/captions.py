"""Captions of a subject: one of many wordings, some of what can be seen, some noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training import chinese, english
from training.subjects import Portrait, Subject
from training.wording import Say, pick

CHINESE_SHARE = 0.28
STRAY_SHARE = 0.14  # captions with words that mean nothing here
TASTE_SHARE = 0.22  # captions with a suffix such as "masterpiece, 4k"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
STRAYS = (
    "astronaut", "cat", "dog", "horse", "robot", "dragon", "castle", "forest", "flower", "bird",
    "space", "magic", "water", "color", "style", "very", "photo", "realistic", "cinematic", "by",
    "artist", "render", "studio", "vivid", "dreamy", "fantasy", "wallpaper", "sky", "view", "scene",
    "landscape", "portrait", "face", "head", "wearing", "standing", "looking", "at", "viewer",
    "it", "is", "there", "one", "please", "draw", "make", "me", "art", "detailed", "lovely",
)  # fmt: skip


@dataclass(frozen=True)
class Caption:
    """A caption, and the attributes that it names (see `training.wording.Say`)."""

    text: str
    named: frozenset[str]


def describe(
    subject: Subject,
    rng: np.random.Generator,
    *,
    thorough: bool = False,
    in_chinese: bool | None = None,
) -> Caption:
    """Word a subject.

    A thorough caption names all that can be seen and adds no noise; others leave things out.
    Without ``in_chinese`` about 28 % of the captions are Chinese, the others English.
    """
    if in_chinese is None:
        in_chinese = bool(rng.random() < CHINESE_SHARE)
    language = chinese if in_chinese else english
    say = Say(rng, thorough)
    if isinstance(subject, Portrait):
        text = language.describe_portrait(subject, say, rng)
    else:
        text = language.describe_scene(subject, say, rng)
    if not thorough:
        text = _add_noise(text, language.TASTE, rng)
    return Caption(text, frozenset(say.named))


def _add_noise(text: str, taste: tuple[str, ...], rng: np.random.Generator) -> str:
    if rng.random() < TASTE_SHARE:
        words = [pick(rng, taste) for _ in range(int(rng.integers(1, 4)))]
        text = ", ".join([*words, text] if rng.random() < 0.3 else [text, *words])
    if rng.random() < STRAY_SHARE:
        parts = text.split(" ")
        for _ in range(int(rng.integers(1, 4))):
            parts.insert(int(rng.integers(len(parts) + 1)), _stray(rng))
        text = " ".join(parts)
    if rng.random() < 0.08:
        text = text + "."
    return text


def _stray(rng: np.random.Generator) -> str:
    if rng.random() < 0.65:
        return pick(rng, STRAYS)
    letters = rng.integers(len(LETTERS), size=int(rng.integers(2, 8)))
    return "".join(LETTERS[i] for i in letters)
