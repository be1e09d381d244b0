"""The gouache box: every named colour as red, green, blue from 0 to 255."""

from __future__ import annotations

from training.canvas import Rgb
from training.subjects import Colour, HairColour, Skin, Time

PAINT: dict[Colour, Rgb] = {
    "red": (206, 46, 44),
    "orange": (240, 134, 34),
    "yellow": (248, 210, 58),
    "green": (74, 156, 72),
    "blue": (52, 108, 206),
    "purple": (132, 76, 184),
    "pink": (244, 142, 184),
    "white": (246, 244, 238),
    "black": (48, 46, 58),
    "brown": (134, 84, 50),
}
SKIN: dict[Skin, Rgb] = {
    "light": (252, 218, 194),
    "tan": (232, 182, 138),
    "brown": (180, 122, 82),
    "dark": (116, 74, 54),
}
HAIR: dict[HairColour, Rgb] = {
    "black": (44, 38, 46),
    "brown": (112, 68, 42),
    "blonde": (238, 198, 104),
    "red": (190, 66, 34),
    "white": (226, 226, 230),
    "blue": (64, 116, 208),
    "pink": (240, 128, 176),
}
SKY: dict[Time, tuple[Rgb, Rgb, Rgb]] = {  # top, middle, horizon
    "day": (  # a clear blue, milky at the horizon
        (78, 158, 226),
        (142, 200, 238),
        (222, 240, 240),
    ),
    "sunset": ((96, 72, 148), (232, 122, 112), (255, 206, 122)),
    "night": ((16, 20, 56), (30, 40, 92), (62, 78, 136)),
    "overcast": ((136, 146, 158), (168, 176, 184), (202, 206, 206)),
}
AIR: dict[Time, tuple[Rgb, float]] = {  # what the light does to the ground: colour, share
    "day": ((255, 250, 230), 0.0),
    "sunset": ((236, 112, 92), 0.27),
    "night": ((22, 28, 76), 0.5),
    "overcast": ((150, 156, 166), 0.36),
}
THING_AIR: dict[Time, float] = {  # share of AIR on a thing: its colour must stay readable
    "day": 0.0,
    "sunset": 0.08,
    "night": 0.24,
    "overcast": 0.08,
}
