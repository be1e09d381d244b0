"""What the wordings of all languages share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from training.subjects import Scene


@dataclass(frozen=True)
class Piece:
    """A part of a sentence and the word that ties it on."""

    link: str
    text: str


@dataclass
class Say:
    """Decides which attributes a caption names, and remembers them.

    A thorough speaker names everything that can be seen. Attributes go by the names of the heads
    in `training.labels`; a thing's kind alone ("house") says that it is there.
    """

    rng: np.random.Generator
    thorough: bool = False
    named: set[str] = field(default_factory=set)

    def __call__(self, attribute: str, chance: float) -> bool:
        """Decide about one attribute; ``chance`` is the share of captions that name it."""
        spoken = chance >= 0.3 if self.thorough else bool(self.rng.random() < chance)
        if spoken:
            self.named.add(attribute)
        return spoken


def pick(rng: np.random.Generator, options: Sequence[str]) -> str:
    """Take one of the wordings."""
    return options[int(rng.integers(len(options)))]


def join(by: str, parts: Sequence[str]) -> str:
    """Join the parts that are not empty."""
    return by.join(part for part in parts if part)


@dataclass(frozen=True)
class SkyWords:
    """What one language calls the things in the sky."""

    light: Mapping[str, Sequence[str]]
    stars: Sequence[str]
    clouds: Sequence[str]
    clear: Sequence[str]

    def words(self, scene: Scene, say: Say, rng: np.random.Generator) -> list[str]:
        """Name some of what is in the sky of a scene, in any order."""
        words = []
        if scene.light != "none" and say("light", 0.65):
            words.append(pick(rng, self.light[scene.light]))
        if scene.stars and say("stars", 0.65):
            words.append(pick(rng, self.stars))
        if scene.clouds and say("clouds", 0.5):
            words.append(pick(rng, self.clouds))
        elif not scene.clouds and say("clouds", 0.08):
            words.append(pick(rng, self.clear))
        rng.shuffle(words)
        return words
