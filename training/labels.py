"""The attributes of a subject as numbers: what the text encoder learns and the judge reads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.subjects import (
    COLOURS,
    EYEWEAR,
    GROUNDS,
    HAIR_COLOURS,
    HAIR_STYLES,
    KINDS,
    LIGHTS,
    MOUTHS,
    PLACES,
    SKINS,
    TIMES,
    Portrait,
    Scene,
    Subject,
)

IGNORED = -100  # label of an attribute that a subject does not have

HEADS: dict[str, int] = {  # name of each attribute, how many values it can take
    "kind": 2,  # scene, portrait
    "time": len(TIMES),
    "ground": len(GROUNDS),
    "light": len(LIGHTS),
    "stars": 2,
    "clouds": 2,
    **{f"{kind}_colour": 1 + len(COLOURS) for kind in KINDS},  # 0: there is none
    **{f"{kind}_place": 1 + len(PLACES) for kind in KINDS},  # 0: there is none
    "woman": 2,
    "skin": len(SKINS),
    "hair_colour": len(HAIR_COLOURS),
    "hair_style": len(HAIR_STYLES),
    "eyewear": len(EYEWEAR),
    "beard": 2,
    "mouth": len(MOUTHS),
    "clothes": len(COLOURS),
    "background": len(COLOURS),
}
PLACE_IN_HEADS = {name: place for place, name in enumerate(HEADS)}


def labels(subject: Subject) -> NDArray[np.int64]:
    """Write the attributes of a subject as numbers.

    Returns: int64 [heads], in the order of `HEADS`; `IGNORED` where a head does not apply.
    """
    known = {"kind": int(isinstance(subject, Portrait))}
    known |= _portrait(subject) if isinstance(subject, Portrait) else _scene(subject)
    return np.asarray([known.get(name, IGNORED) for name in HEADS], np.int64)


def _scene(scene: Scene) -> dict[str, int]:
    known = {
        "time": TIMES.index(scene.time),
        "ground": GROUNDS.index(scene.ground),
        "light": LIGHTS.index(scene.light),
        "stars": int(scene.stars),
        "clouds": int(scene.clouds),
    }
    for kind in KINDS:
        known[f"{kind}_colour"] = known[f"{kind}_place"] = 0
    for thing in scene.things:
        known[f"{thing.kind}_colour"] = 1 + COLOURS.index(thing.colour)
        known[f"{thing.kind}_place"] = 1 + PLACES.index(thing.place)
    return known


def _portrait(who: Portrait) -> dict[str, int]:
    known = {
        "woman": int(who.woman),
        "skin": SKINS.index(who.skin),
        "hair_colour": HAIR_COLOURS.index(who.hair_colour),
        "hair_style": HAIR_STYLES.index(who.hair_style),
        "eyewear": EYEWEAR.index(who.eyewear),
        "beard": int(who.beard),
        "mouth": MOUTHS.index(who.mouth),
        "clothes": COLOURS.index(who.clothes),
        "background": COLOURS.index(who.background),
    }
    if who.hair_style == "bald" and not who.beard:
        del known["hair_colour"]  # only the brows show it
    return known


def spoken(subject: Subject, named: frozenset[str]) -> NDArray[np.int64]:
    """Write only what a caption names as numbers, so that nothing has to be guessed.

    A thing that the scene does not hold counts as named: a caption names every thing.

    Returns: int64 [heads], `IGNORED` where the caption is silent.
    """
    all_labels = labels(subject)
    for place, name in enumerate(HEADS):
        said = name == "kind" or name in named
        absent = name.split("_")[0] in KINDS and all_labels[place] == 0
        if not said and not absent:
            all_labels[place] = IGNORED
    return all_labels
