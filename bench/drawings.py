"""Requests in every mode for the pocket models, and the pictures that they are made of."""

from collections.abc import Mapping
from random import Random

from PIL import Image, ImageDraw

from generation.cards import shipped
from generation.catalogue import Card, Catalogue, ExtraCard, Scheduler
from generation.requests import (
    Control,
    ControlKind,
    ControlRequest,
    DepthRequest,
    ImageRequest,
    ImageToImageRequest,
    InpaintRequest,
    PictureRequest,
)
from generation.sources import Sources

PROMPTS = (
    "a red house on a green hill at night",
    "a boat on the sea by day",
    "a tree and a blue car",
    "a portrait of a woman",
)
MODES = ("text", "image", "inpaint-4", "inpaint-9", "control", "controls", "depth")


def pocket_catalogue() -> Catalogue:
    """List the shipped models."""
    cards = shipped()
    return Catalogue(
        tuple(card for card in cards if isinstance(card, Card)),
        "pocket",
        tuple(card for card in cards if isinstance(card, ExtraCard)),
    )


def scene(side_px: int) -> Image.Image:
    """Paint a house on a hill."""
    picture = Image.new("RGB", (side_px, side_px), (120, 170, 230))
    draw, unit = ImageDraw.Draw(picture), side_px / 8
    draw.ellipse((-2 * unit, 5 * unit, 10 * unit, 12 * unit), fill=(60, 140, 70))
    draw.rectangle((2.5 * unit, 3.5 * unit, 5.5 * unit, 6 * unit), fill=(200, 60, 50))
    draw.polygon([(2 * unit, 3.5 * unit), (4 * unit, 2 * unit), (6 * unit, 3.5 * unit)], fill=(90, 50, 40))
    return picture


def outline(side_px: int) -> Image.Image:
    """Draw the outline of the house, white on black."""
    picture = Image.new("RGB", (side_px, side_px))
    draw, unit = ImageDraw.Draw(picture), side_px / 8
    draw.rectangle((2.5 * unit, 3.5 * unit, 5.5 * unit, 6 * unit), outline="white")
    draw.line([(2 * unit, 3.5 * unit), (4 * unit, 2 * unit), (6 * unit, 3.5 * unit)], fill="white")
    return picture


def window(side_px: int) -> Image.Image:
    """Mark the middle of the house: L, 255 is drawn anew."""
    mask = Image.new("L", (side_px, side_px))
    ImageDraw.Draw(mask).rectangle((side_px // 4, side_px // 4, side_px // 2, side_px // 2), fill=255)
    return mask


def sources(mode: str, side_px: int) -> Sources:
    """Give what a request of a mode is made of."""
    match mode:
        case "image" | "depth":
            return Sources((scene(side_px),))
        case "inpaint-4" | "inpaint-9":
            return Sources((scene(side_px),), window(side_px))
        case "control":
            return Sources(maps=(outline(side_px),))
        case "controls":
            return Sources(maps=(outline(side_px), scene(side_px).convert("L").convert("RGB")))
        case _:
            return Sources()


def drawing(mode: str, side_px: int, **choices: object) -> PictureRequest:
    """Ask for a picture in a mode, and leave no choice open."""
    plain: dict[str, object] = {
        "prompt": PROMPTS[0],
        "negative_prompt": "cars",
        "model": {"inpaint-9": "pocket-inpaint", "depth": "pocket-depth"}.get(mode, "pocket"),
        "width_px": side_px,
        "height_px": side_px,
        "steps": 4,
        "guidance": 3.0,
        "scheduler": Scheduler.DPM_2M,
        "seed": 7,
    }
    told = plain | choices
    canny = Control(kind=ControlKind.CANNY, map="map", scale=0.8, end=0.8)
    match mode:
        case "text":
            return ImageRequest.model_validate(told)
        case "image":
            return ImageToImageRequest.model_validate({"picture": "picture", "strength": 0.6} | told)
        case "inpaint-4" | "inpaint-9":
            return InpaintRequest.model_validate({"picture": "picture", "mask": "mask"} | told)
        case "control":
            return ControlRequest.model_validate({"controls": (canny,)} | told)
        case "controls":
            depth = Control(kind=ControlKind.DEPTH, map="depth", scale=0.5, start=0.2)
            return ControlRequest.model_validate({"controls": (canny, depth)} | told)
        case "depth":
            return DepthRequest.model_validate({"picture": "picture", "strength": 0.7} | told)
        case _:
            raise ValueError(mode)


def mixed(
    random: Random, count: int, sides_px: Mapping[int, float], steps: tuple[int, int]
) -> list[tuple[PictureRequest, Sources]]:
    """Ask for pictures that differ in everything; ``sides_px`` maps each side to its share."""
    asked = []
    for _ in range(count):
        mode = random.choice(MODES)
        [side_px] = random.choices(list(sides_px), list(sides_px.values()))
        request = drawing(
            mode,
            side_px,
            prompt=random.choice(PROMPTS),
            steps=random.randint(*steps),
            guidance=random.choice([1.0, 3.0, 5.0]),
            scheduler=random.choice(list(Scheduler)),
            seed=random.randrange(1000),
        )
        asked.append((request, sources(mode, side_px)))
    return asked
