"""A picture and its recipe: as PNG to keep, as a small JPEG to watch it appear."""

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Annotated, TypeVar

from PIL.Image import Image
from PIL.PngImagePlugin import PngInfo
from pydantic import Field, TypeAdapter, ValidationError

from generation.chunks import text_in
from generation.requests import Drawing, PictureRequest

RECIPE_KEY = "limner"  # keyword of the PNG text chunk
SOFTWARE = "Limner"
PNG_LEVEL = 1  # level 6 takes several times longer for a file a tenth smaller
PREVIEW_SIDE_PX = 256
PREVIEW_BYTES = 12_000
PREVIEW_QUALITIES = (80, 65, 50, 35, 20)

D = TypeVar("D", bound=Drawing)

_RECIPE: TypeAdapter[PictureRequest] = TypeAdapter(Annotated[PictureRequest, Field(discriminator="kind")])


@dataclass(frozen=True)
class Picture:
    """One drawn picture, RGB, and the seed that draws it again."""

    image: Image
    seed: int
    drawn_s: float = 0.0  # of the device, its own part where others were in flight


def recipe_of(picture: Picture, request: D) -> D:
    """Give the request that draws this one picture of a request again."""
    return request.model_copy(update={"seed": picture.seed, "count": 1})


def encode_png(picture: Picture, request: Drawing) -> bytes:
    """Write a picture as PNG, its recipe as JSON in a text chunk."""
    chunks = PngInfo()
    chunks.add_text("Software", SOFTWARE)
    # Pure ASCII makes it a tEXt chunk, which every reader knows.
    chunks.add_text(RECIPE_KEY, json.dumps(recipe_of(picture, request).model_dump(mode="json")))
    file = BytesIO()
    picture.image.save(file, "PNG", pnginfo=chunks, compress_level=PNG_LEVEL)
    return file.getvalue()


def read_recipe(png: bytes) -> PictureRequest | None:
    """Read the recipe in a PNG of ours; None if the file holds none. A stranger's file is not decoded."""
    recipe = text_in(png, RECIPE_KEY)
    try:
        return _RECIPE.validate_json(recipe) if recipe else None
    except ValidationError:
        return None


def encode_preview(image: Image) -> bytes:
    """Write a picture as a JPEG of at most PREVIEW_BYTES."""
    small = image.convert("RGB")
    small.thumbnail((PREVIEW_SIDE_PX, PREVIEW_SIDE_PX))
    while True:
        for quality in PREVIEW_QUALITIES:
            file = BytesIO()
            small.save(file, "JPEG", quality=quality)
            if file.tell() <= PREVIEW_BYTES:
                return file.getvalue()
        small.thumbnail((max(small.width // 2, 1), max(small.height // 2, 1)))
