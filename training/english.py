"""English wordings of a subject."""

from __future__ import annotations

import numpy as np

from training.subjects import Colour, Ground, Kind, Portrait, Scene, Thing
from training.wording import Piece, Say, SkyWords, join, pick

COLOUR: dict[Colour, tuple[str, ...]] = {
    "red": ("red", "red", "red", "crimson", "scarlet"),
    "orange": ("orange",),
    "yellow": ("yellow",),
    "green": ("green",),
    "blue": ("blue",),
    "purple": ("purple", "purple", "violet"),
    "pink": ("pink",),
    "white": ("white",),
    "black": ("black",),
    "brown": ("brown",),
}
KIND: dict[Kind, tuple[str, ...]] = {
    "house": ("house", "house", "house", "cottage", "cabin", "home", "hut"),
    "tree": ("tree",),
    "boat": ("boat", "boat", "boat", "sailboat", "ship"),
    "car": ("car", "car", "car", "automobile", "taxi"),
}
PLACE = {
    "left": ("on the left", "on the left side", "left", "at the left"),
    "middle": ("in the middle", "in the centre", "in the center", "centered"),
    "right": ("on the right", "on the right side", "right", "at the right"),
}
GROUND: dict[Ground, tuple[str, ...]] = {
    "sea": ("on the sea", "at sea", "on the ocean", "on the water", "in the sea", "in the ocean"),
    "beach": ("on the beach", "on a beach", "at the beach", "on a sandy beach", "on the shore"),
    "hill": (
        "on a hill",
        "on a green hill",
        "on the hill",
        "on green hills",
        "in a meadow",
        "on the grass",
        "in the countryside",
        "in a green field",
    ),
    "mountain": (
        "in the mountains",
        "by the mountains",
        "in front of mountains",
        "near a mountain",
        "with mountains",
    ),
    "city": ("in the city", "in a city", "on a city street", "in town", "on the street"),
    "snow": ("in the snow", "on the snow", "in winter", "in a snowy landscape", "on snow"),
    "desert": ("in the desert", "in a desert", "on the dunes", "on desert sand"),
}
BARE_GROUND: dict[Ground, tuple[str, ...]] = {
    "sea": ("sea", "ocean", "the sea", "open water"),
    "beach": ("beach", "a beach", "sandy beach", "seaside"),
    "hill": ("green hill", "hills", "a hill", "meadow", "green hills", "grass", "green field"),
    "mountain": ("mountains", "mountain", "a mountain landscape"),
    "city": ("city", "a city", "city street", "skyline", "buildings"),
    "snow": ("snow", "snowy landscape", "winter", "a snowy field"),
    "desert": ("desert", "a desert", "sand dunes"),
}
TIME = {
    "day": ("by day", "in daylight", "during the day", "at noon", "daytime", "blue sky"),
    "sunset": ("at sunset", "at sunset", "at dusk", "in the evening", "sunset", "sunset sky"),
    "night": ("at night", "at night", "by night", "night", "night sky", "in the dark"),
    "overcast": ("on an overcast day", "overcast", "under a grey sky", "gray sky", "gloomy day"),
}
_LIGHT = {
    "sun": ("the sun", "sun", "a bright sun", "sun in the sky"),
    "moon": ("the moon", "moon", "a full moon", "a moon", "moon in the sky"),
}
_STARS = ("stars", "starry sky", "bright stars", "many stars")
_CLOUDS = ("clouds", "some clouds", "fluffy clouds", "cloudy sky")
_CLEAR = ("clear sky", "no clouds", "cloudless sky")
SKY = SkyWords(_LIGHT, _STARS, _CLOUDS, _CLEAR)

HAIR_COLOUR = {
    "black": ("black",),
    "brown": ("brown", "brown", "brunette"),
    "blonde": ("blonde", "blond", "golden"),
    "red": ("red", "red", "ginger"),
    "white": ("white", "white", "grey", "gray", "silver"),
    "blue": ("blue",),
    "pink": ("pink",),
}
SKIN = {
    "light": ("light skin", "pale skin", "fair skin"),
    "tan": ("tan skin", "tanned skin", "olive skin"),
    "brown": ("brown skin", "medium skin"),
    "dark": ("dark skin", "black skin"),
}
FEELING = {
    "smile": ("smiling", "smiling", "happy", "cheerful", "laughing"),
    "neutral": ("serious", "calm", "neutral"),
    "sad": ("sad", "sad", "unhappy", "frowning"),
}
FEELING_TAG = {
    "smile": ("smile", "a smile", "a big smile", "happy face"),
    "neutral": ("neutral expression", "serious face", "closed mouth"),
    "sad": ("frown", "sad face", "a sad expression"),
}
EYEWEAR = {
    "none": ("no glasses", "without glasses"),
    "glasses": ("glasses", "glasses", "round glasses", "eyeglasses", "spectacles"),
    "sunglasses": ("sunglasses", "sunglasses", "dark glasses", "shades"),
}
BEARD = ("a beard", "beard", "a full beard")
CLOTHES = ("shirt", "shirt", "t-shirt", "sweater", "top", "jumper", "clothes")
WOMAN = ("woman", "woman", "girl", "lady", "young woman", "female")
MAN = ("man", "man", "boy", "guy", "gentleman", "male")
OPENINGS = ("a portrait of", "portrait of", "a picture of", "an avatar of", "the face of", "photo of")
TASTE = ("masterpiece", "best quality", "4k", "8k", "highly detailed", "illustration", "gouache",
         "beautiful", "cute", "cartoon", "digital art", "trending", "sharp", "painting", "simple",
         "flat style", "soft light", "colorful", "hd", "high resolution", "anime")  # fmt: skip


def describe_scene(scene: Scene, say: Say, rng: np.random.Generator) -> str:
    """Word a scene; ``say`` decides about each attribute and notes what was named."""
    things = [_thing(thing, say, rng) for thing in scene.things]
    ground = say("ground", 0.92)
    time = pick(rng, TIME[scene.time]) if say("time", 0.88) else ""
    sky = SKY.words(scene, say, rng)
    if rng.random() < 0.3:
        bare = pick(rng, BARE_GROUND[scene.ground]) if ground else ""
        tags = [tag for tag in (*things, bare, time, *sky) if tag]
        rng.shuffle(tags)
        return ", ".join(tags)
    where = pick(rng, GROUND[scene.ground]) if ground else ""
    if not things:
        where = pick(rng, BARE_GROUND[scene.ground]) if ground else ""
    main = join(" and " if rng.random() < 0.7 else ", ", things)
    order = [main, where, time]
    if rng.random() < 0.12:
        order = [time + "," if time else "", main, where]
    elif rng.random() < 0.12:
        order = [main, time, where]
    text = join(" ", order)
    if sky:
        link = pick(rng, (" with ", " with ", ", ", ", with ", " under "))
        text += link + join(" and ", sky)
    return text


def _thing(thing: Thing, say: Say, rng: np.random.Generator) -> str:
    say(thing.kind, 1.0)
    words = [pick(rng, KIND[thing.kind])]
    if say(f"{thing.kind}_colour", 0.95):
        words.insert(0, pick(rng, COLOUR[thing.colour]))
    if rng.random() < 0.06:
        words.insert(0, pick(rng, ("small", "little", "big", "old", "beautiful")))
    if rng.random() < 0.85:
        words.insert(0, "an" if words[0][0] in "aeiou" else "a")
    if say(f"{thing.kind}_place", 0.38):
        words.append(pick(rng, PLACE[thing.place]))
    return " ".join(words)


def describe_portrait(who: Portrait, say: Say, rng: np.random.Generator) -> str:
    """Word a portrait; ``say`` decides about each attribute and notes what was named."""
    noun = "person"
    if say("woman", 0.93):
        noun = pick(rng, WOMAN if who.woman else MAN)
    front: list[str] = []
    behind: list[Piece] = []
    if say("mouth", 0.72):
        if rng.random() < 0.65:
            front.append(pick(rng, FEELING[who.mouth]))
        else:
            behind.append(Piece("with", pick(rng, FEELING_TAG[who.mouth])))
    if who.hair_colour == "white" and who.hair_style != "bald" and rng.random() < 0.3:
        front.append(pick(rng, ("old", "elderly")))
    _hair(who, say, rng, front, behind)
    if who.beard and say("beard", 0.85):
        if rng.random() < 0.35:
            front.append("bearded")
        else:
            behind.append(Piece("with", pick(rng, BEARD)))
    if say("eyewear", 0.1 if who.eyewear == "none" else 0.9):
        link = pick(rng, ("with", "with", "wearing", "in"))
        text = pick(rng, EYEWEAR[who.eyewear])
        behind.append(Piece("" if who.eyewear == "none" else link, text))
    if say("skin", 0.7):
        behind.append(Piece("with", pick(rng, SKIN[who.skin])))
    if say("clothes", 0.5):
        text = f"{pick(rng, COLOUR[who.clothes])} {pick(rng, CLOTHES)}"
        if not text.endswith("clothes"):
            text = ("an " if text[0] in "aeiou" else "a ") + text
        behind.append(Piece(pick(rng, ("in", "wearing", "with")), text))
    rng.shuffle(front)
    rng.shuffle(behind)
    back = _background(who, rng) if say("background", 0.82) else ""
    return _portrait_text(noun, front, behind, back, rng)


def _hair(who: Portrait, say: Say, rng: np.random.Generator, front: list[str], behind: list[Piece]) -> None:
    style = say("hair_style", 0.8)
    if who.hair_style == "bald":
        if style:
            front.append("bald")
        return
    colour = say("hair_colour", 0.85)
    tint = pick(rng, HAIR_COLOUR[who.hair_colour]) if colour else ""
    if who.hair_style == "bun" and style:
        text = f"{tint} hair in a bun" if rng.random() < 0.5 else f"a {tint} hair bun"
        behind.append(Piece("with", " ".join(text.split())))
    elif style or colour:
        words = [who.hair_style if style else "", tint]
        if rng.random() < 0.1:
            words.reverse()
        behind.append(Piece("with", join(" ", [*words, "hair"])))


def _background(who: Portrait, rng: np.random.Generator) -> str:
    colour = pick(rng, COLOUR[who.background])
    article = "an" if colour[0] in "aeiou" else "a"
    return pick(
        rng,
        (
            f"on {article} {colour} background",
            f"on {article} {colour} background",
            f"{colour} background",
            f"{colour} background",
            f"against {article} {colour} wall",
            f"{colour} backdrop",
            f"in front of {article} {colour} background",
        ),
    )


def _portrait_text(
    noun: str, front: list[str], behind: list[Piece], back: str, rng: np.random.Generator
) -> str:
    if rng.random() < 0.3:
        tags = [noun, *front, *(piece.text for piece in behind), back]
        tags = [tag for tag in tags if tag]
        if rng.random() < 0.6:
            rng.shuffle(tags)
        return ", ".join(tags)
    article = "an" if (front[0] if front else noun)[0] in "aeiou" else "a"
    text = join(" ", [article, *front, noun])
    if rng.random() < 0.2:
        text = f"{pick(rng, OPENINGS)} {text}"
    last = ""
    for place, piece in enumerate(behind):
        if piece.link == last and rng.random() < 0.8:
            text += f" and {piece.text}"
        else:
            comma = "," if place and rng.random() < 0.3 else ""
            text += f"{comma} {piece.link} {piece.text}".replace("  ", " ")
        last = piece.link or "-"
    if back:
        text += (", " if rng.random() < 0.3 else " ") + back
    return text
