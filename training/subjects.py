"""What a training picture shows: frozen attributes, drawn at random by seed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

T = TypeVar("T")

Time = Literal["day", "sunset", "night", "overcast"]
Ground = Literal["sea", "beach", "hill", "mountain", "city", "snow", "desert"]
Kind = Literal["house", "tree", "boat", "car"]
Place = Literal["left", "middle", "right"]
Light = Literal["none", "sun", "moon"]
Colour = Literal["red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black", "brown"]
Skin = Literal["light", "tan", "brown", "dark"]
HairColour = Literal["black", "brown", "blonde", "red", "white", "blue", "pink"]
HairStyle = Literal["short", "long", "curly", "bun", "bald"]
Eyewear = Literal["none", "glasses", "sunglasses"]
Mouth = Literal["smile", "neutral", "sad"]

TIMES: tuple[Time, ...] = ("day", "sunset", "night", "overcast")
GROUNDS: tuple[Ground, ...] = ("sea", "beach", "hill", "mountain", "city", "snow", "desert")
KINDS: tuple[Kind, ...] = ("house", "tree", "boat", "car")
PLACES: tuple[Place, ...] = ("left", "middle", "right")
LIGHTS: tuple[Light, ...] = ("none", "sun", "moon")
COLOURS: tuple[Colour, ...] = (
    "red",
    "orange",
    "yellow",
    "green",
    "blue",
    "purple",
    "pink",
    "white",
    "black",
    "brown",
)
SKINS: tuple[Skin, ...] = ("light", "tan", "brown", "dark")
HAIR_COLOURS: tuple[HairColour, ...] = (
    "black",
    "brown",
    "blonde",
    "red",
    "white",
    "blue",
    "pink",
)
HAIR_STYLES: tuple[HairStyle, ...] = ("short", "long", "curly", "bun", "bald")
EYEWEAR: tuple[Eyewear, ...] = ("none", "glasses", "sunglasses")
MOUTHS: tuple[Mouth, ...] = ("smile", "neutral", "sad")

SCENE_SHARE = 0.6  # the rest are portraits
HELD_OUT_ONE_IN = 12  # about 8 % of the combinations are never drawn in training


@dataclass(frozen=True)
class Thing:
    """A house, tree, boat or car."""

    kind: Kind
    colour: Colour
    place: Place


@dataclass(frozen=True)
class Scene:
    """A landscape with up to two things in it, each in a place of its own."""

    time: Time
    ground: Ground
    light: Light
    stars: bool
    clouds: bool
    things: tuple[Thing, ...]


@dataclass(frozen=True)
class Portrait:
    """A person seen from the front."""

    woman: bool
    skin: Skin
    hair_colour: HairColour
    hair_style: HairStyle
    eyewear: Eyewear
    beard: bool
    mouth: Mouth
    clothes: Colour
    background: Colour


Subject = Scene | Portrait


def held_out(subject: Subject) -> bool:
    """Tell whether a subject holds a combination kept for evaluation.

    Scenes go by (kind, colour, ground, time) of any of their things, portraits by (hair colour,
    hair style, eyewear, background). The choice is a checksum, so it is the same everywhere.
    """
    if isinstance(subject, Portrait):
        words = (subject.hair_colour, subject.hair_style, subject.eyewear, subject.background)
        return _reserved(words)
    return any(
        _reserved((thing.kind, thing.colour, subject.ground, subject.time)) for thing in subject.things
    )


def _reserved(words: tuple[str, ...]) -> bool:
    return zlib.crc32("/".join(words).encode()) % HELD_OUT_ONE_IN == 0


def imagine(rng: np.random.Generator, *, for_evaluation: bool = False) -> Subject:
    """Draw a subject at random.

    Subjects for training never hold a reserved combination (see `held_out`); subjects for
    evaluation always do.
    """
    make = _scene if rng.random() < SCENE_SHARE else _portrait
    while True:
        subject = make(rng)
        if held_out(subject) == for_evaluation:
            return subject


def _scene(rng: np.random.Generator) -> Scene:
    time = _pick(rng, TIMES, (0.32, 0.24, 0.28, 0.16))
    light: Light = "none"
    stars = False
    if time in ("day", "sunset"):
        light = "sun" if rng.random() < 0.55 else "none"
    elif time == "night":
        light = "moon" if rng.random() < 0.6 else "none"
        stars = bool(rng.random() < 0.5)
    clouds = bool(rng.random() < {"day": 0.5, "sunset": 0.4, "night": 0.2, "overcast": 0.9}[time])
    count = _pick(rng, (0, 1, 2), (0.06, 0.62, 0.32))
    places = [PLACES[i] for i in rng.permutation(len(PLACES))]
    kinds = [KINDS[i] for i in rng.permutation(len(KINDS))]
    things = tuple(Thing(kind=kinds[i], colour=_pick(rng, COLOURS), place=places[i]) for i in range(count))
    return Scene(
        time=time,
        ground=_pick(rng, GROUNDS),
        light=light,
        stars=stars,
        clouds=clouds,
        things=things,
    )


def _portrait(rng: np.random.Generator) -> Portrait:
    woman = bool(rng.random() < 0.5)
    shares = (0.2, 0.4, 0.2, 0.2, 0.0) if woman else (0.45, 0.13, 0.2, 0.07, 0.15)
    return Portrait(
        woman=woman,
        skin=_pick(rng, SKINS),
        hair_colour=_pick(rng, HAIR_COLOURS),
        hair_style=_pick(rng, HAIR_STYLES, shares),
        eyewear=_pick(rng, EYEWEAR, (0.4, 0.34, 0.26)),
        beard=not woman and bool(rng.random() < 0.4),
        mouth=_pick(rng, MOUTHS, (0.4, 0.3, 0.3)),
        clothes=_pick(rng, COLOURS),
        background=_pick(rng, COLOURS),
    )


def _pick(rng: np.random.Generator, options: tuple[T, ...], shares: tuple[float, ...] | None = None) -> T:
    return options[int(rng.choice(len(options), p=shares))]
