"""The plain words for what a picture shows: what pocket-describe learns to say."""

from __future__ import annotations

from training import chinese, english
from training.subjects import Portrait, Scene, Subject, Thing


def in_english(subject: Subject) -> str:
    """Word a subject as people would ask for it: "a red house on a hill at night with the moon"."""
    if isinstance(subject, Portrait):
        return _english_portrait(subject)
    things = " and ".join(_english_thing(thing) for thing in subject.things)
    where = english.GROUND[subject.ground][0] if things else english.BARE_GROUND[subject.ground][0]
    words = " ".join(part for part in (things, where, english.TIME[subject.time][0]) if part)
    sky = [english.SKY.light[subject.light][0]] if subject.light != "none" else []
    sky += [english.SKY.stars[0]] if subject.stars else []
    sky += [english.SKY.clouds[0]] if subject.clouds else []
    return f"{words} with {' and '.join(sky)}" if sky else words


def in_chinese(subject: Subject) -> str:
    """Word a subject in Chinese as people would ask for it."""
    if isinstance(subject, Portrait):
        return _chinese_portrait(subject)
    parts = [chinese.TIME[subject.time][0]]
    where = chinese.GROUND[subject.ground][0] if subject.things else chinese.BARE_GROUND[subject.ground][0]
    things = "和".join(_chinese_thing(thing) for thing in subject.things)
    parts.append(f"{where}的{things}" if things else where)
    parts += _chinese_sky(subject)
    return "，".join(parts)


def _english_thing(thing: Thing) -> str:
    words = f"{thing.colour} {thing.kind} {english.PLACE[thing.place][0]}"
    return f"{_article(words)} {words}"


def _english_portrait(who: Portrait) -> str:
    front = [english.FEELING[who.mouth][0], *(["bald"] if who.hair_style == "bald" else [])]
    noun = "woman" if who.woman else "man"
    looks = []
    if who.hair_style == "bun":
        looks.append(f"{who.hair_colour} hair in a bun")
    elif who.hair_style != "bald":
        looks.append(f"{who.hair_style} {who.hair_colour} hair")
    looks += ["a beard"] if who.beard else []
    looks += [who.eyewear] if who.eyewear != "none" else []
    looks += [english.SKIN[who.skin][0], f"{_article(who.clothes)} {who.clothes} shirt"]
    text = f"{' '.join(front)} {noun} with {' and '.join(looks)}"
    return f"{_article(text)} {text} on {_article(who.background)} {who.background} background"


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _chinese_thing(thing: Thing) -> str:
    one, kind = chinese.ONE[thing.kind][0], chinese.KIND[thing.kind][0]
    return f"{chinese.PLACE[thing.place][0]}的{one}{chinese.COLOUR[thing.colour][0]}{kind}"


def _chinese_sky(scene: Scene) -> list[str]:
    sky = [chinese.SKY.light[scene.light][0]] if scene.light != "none" else []
    sky += [chinese.SKY.stars[0]] if scene.stars else []
    return [*sky, *([chinese.SKY.clouds[0]] if scene.clouds else [])]


def _chinese_portrait(who: Portrait) -> str:
    hair = "光头" if who.hair_style == "bald" else ""
    hair = hair or chinese.HAIR_COLOUR[who.hair_colour][0] + chinese.HAIR_STYLE[who.hair_style]
    parts = [
        f"一个{chinese.FEELING[who.mouth][0]}的{chinese.WOMAN[0] if who.woman else chinese.MAN[0]}",
        hair,
        *([chinese.BEARD[0]] if who.beard else []),
        *([chinese.EYEWEAR[who.eyewear][0]] if who.eyewear != "none" else []),
        chinese.SKIN[who.skin][0],
        f"穿{chinese.COLOUR[who.clothes][0]}{chinese.CLOTHES[0]}",
        f"{chinese.COLOUR[who.background][0]}背景",
    ]
    return "，".join(parts)
