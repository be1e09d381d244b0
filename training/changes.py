"""One change to a subject: what an edit of its picture is asked for, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from training.masks import Mask, blocks_of, box_of
from training.parts import Part
from training.subjects import (
    COLOURS,
    EYEWEAR,
    HAIR_COLOURS,
    KINDS,
    MOUTHS,
    SKINS,
    TIMES,
    Kind,
    Portrait,
    Scene,
    Subject,
)

THING_PARTS = {kind: Part[kind.upper()] for kind in KINDS}
FACE_PARTS = {  # what an attribute of a portrait covers, and how far around it, in pixels
    "hair_colour": ([Part.HAIR, Part.BEARD, Part.EYES], 2),
    "eyewear": ([Part.EYES, Part.EYEWEAR], 9),
    "mouth": ([Part.MOUTH], 6),
    "clothes": ([Part.CLOTHES], 2),
    "background": ([Part.BACKGROUND], 2),
    "skin": ([Part.SKIN], 0),
}
CHOICES = {
    "hair_colour": HAIR_COLOURS,
    "eyewear": EYEWEAR,
    "mouth": MOUTHS,
    "clothes": COLOURS,
    "background": COLOURS,
    "skin": SKINS,
    "time": TIMES,
}
BOX_MARGIN_PX = 8

Rng = np.random.Generator
T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """What a picture shall show instead."""

    after: Subject
    head: str  # of `training.labels.HEADS`: what is read to see whether it happened


def recolour(before: Subject, rng: Rng) -> Change | None:
    """Ask for other light or colours in the same layout; nothing where the subject has none to change."""
    if isinstance(before, Portrait):
        names = ["clothes", "background", "skin"]
        names += [] if before.hair_style == "bald" and not before.beard else ["hair_colour"]
        return _change(before, names[int(rng.integers(len(names)))], rng)
    if not before.things or rng.random() < 0.5:
        # Without the sun or the moon: which of them there may be is a matter of the time.
        return _change(replace(before, light="none", stars=False), "time", rng)
    return _paint_thing(before, rng)


def swap(before: Subject, rng: Rng) -> Change | None:
    """Ask for another thing, or another colour of it, or another face, in one place of the picture."""
    if isinstance(before, Portrait):
        names = ["eyewear", "mouth", "clothes", "background"]
        names += [] if before.hair_style == "bald" else ["hair_colour"]
        return _change(before, names[int(rng.integers(len(names)))], rng)
    if len(before.things) != 1:
        return None
    if rng.random() < 0.5:
        return _paint_thing(before, rng)
    thing = before.things[0]
    kind: Kind = _other(KINDS, thing.kind, rng)
    after = replace(before, things=(replace(thing, kind=kind),))
    return Change(after, f"{kind}_colour")


def place_of(change: Change, before: Subject, parts: NDArray[np.uint8]) -> Mask:
    """Hide what a change of `swap` is about: bool [128, 128]; ``parts`` is the map of the picture before."""
    if isinstance(before, Portrait):
        wanted, margin_px = FACE_PARTS[change.head]
        return blocks_of(parts, wanted, margin_px=margin_px)
    wanted = [THING_PARTS[thing.kind] for thing in before.things]
    return box_of(parts, wanted, margin_px=BOX_MARGIN_PX)


def _change(before: Subject, name: str, rng: Rng) -> Change:
    value = _other(CHOICES[name], getattr(before, name), rng)
    return Change(replace(before, **{name: value}), name)


def _paint_thing(before: Scene, rng: Rng) -> Change:
    thing = before.things[0]
    colour = _other(COLOURS, thing.colour, rng)
    things = (replace(thing, colour=colour), *before.things[1:])
    return Change(replace(before, things=things), f"{thing.kind}_colour")


def _other(options: tuple[T, ...], but: T, rng: Rng) -> T:
    rest = [option for option in options if option != but]
    return rest[int(rng.integers(len(rest)))]
