"""Draws a request of any kind around the engine: what is prepared before, and what is put together after.

The engine draws latents and knows no photo of 2048 pixels; here its pictures get back into the one that was
sent. Importing this imports no torch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from generation.picture import Picture
from generation.requests import (
    SEED_LIMIT,
    Control,
    ControlKind,
    Drawing,
    ImageRequest,
    ImageToImageRequest,
    InpaintRequest,
    OutpaintRequest,
    PictureRequest,
    SecondPass,
    controls_of,
)
from generation.sources import NOTHING, Sources
from generation.step import Step

if TYPE_CHECKING:
    from PIL.Image import Image

OnStep = Callable[[Step], None]
Cancelled = Callable[[], bool]

FIRST_SHARE = 0.3  # of the work of two passes
WHOLE = 1000  # steps of a work that has parts


class Draws(Protocol):
    """What draws; ``generation.engine.Engine`` is the one that ships."""

    def draw(
        self, request: PictureRequest, on_step: OnStep, cancelled: Cancelled, sources: Sources
    ) -> list[Picture]:
        """Draw every picture of a request, of ``sources`` in its size."""


def paint(
    engine: Draws,
    request: PictureRequest,
    on_step: OnStep,
    cancelled: Cancelled,
    sources: Sources = NOTHING,
    depth: Callable[[Image], Image] | None = None,
) -> list[Picture]:
    """Draw every picture of a request, of ``sources`` as large as they were sent.

    ``depth`` reads the depth map of a picture. Raises what the engine raises, and MapUnmade.
    """
    sources = _read_maps(request, sources, depth)
    match request:
        case ImageRequest(second_pass=SecondPass() as over):
            return _twice(engine, request, over, on_step, cancelled)
        case ImageToImageRequest(strength=0) | InpaintRequest(strength=0):
            return [Picture(sources.picture, seed) for seed in _seeds(request)]
        case InpaintRequest():
            return _inside(engine, request, on_step, cancelled, sources)
        case OutpaintRequest():
            return _around(engine, request, on_step, cancelled, sources)
        case _:
            fitted = sources.resized(request.width_px, request.height_px)
            return engine.draw(request, on_step, cancelled, fitted)


def _read_maps(request: PictureRequest, sources: Sources, depth: Callable[[Image], Image] | None) -> Sources:
    """Read from the pictures that a request follows the maps that it means."""
    if not any(control.read for control in controls_of(request)):
        return sources
    from generation.modes.maps import read_map  # noqa: PLC0415 - OpenCV

    def read(control: Control, image: Image) -> Image:
        if not control.read:
            return image
        if control.kind is ControlKind.DEPTH and depth:
            return depth(image)
        return read_map(control.kind, image)

    pairs = zip(controls_of(request), sources.maps, strict=True)
    return replace(sources, maps=tuple(read(control, image) for control, image in pairs))


def _inside(
    engine: Draws, request: InpaintRequest, on_step: OnStep, cancelled: Cancelled, sources: Sources
) -> list[Picture]:
    """Draw what a mask marks; the rest is the picture that was sent, to the pixel."""
    from generation.modes.mask import lay_over  # noqa: PLC0415 - OpenCV
    from generation.modes.window import window_of  # noqa: PLC0415 - as above

    picture, mask = sources.picture, sources.mask
    assert mask is not None  # noqa: S101 - read_sources gives an inpainting its mask
    box = window_of(mask, request.width_px, request.height_px) if request.closeup else (0, 0, *picture.size)
    seen = Sources((picture.crop(box),), mask.crop(box), sources.maps)
    drawn = engine.draw(request, on_step, cancelled, seen.resized(request.width_px, request.height_px))

    def back(one: Image) -> Image:
        size = (box[2] - box[0], box[3] - box[1])
        whole = picture.copy()
        whole.paste(lay_over(picture.crop(box), fitted(one, size), mask.crop(box)), box[:2])
        return whole

    return [replace(one, image=back(one.image)) for one in drawn]


def _around(
    engine: Draws, request: OutpaintRequest, on_step: OnStep, cancelled: Cancelled, sources: Sources
) -> list[Picture]:
    """Draw what is around a picture: an inpainting of its canvas."""
    from generation.modes.canvas import Pads, extend  # noqa: PLC0415 - NumPy

    pads = Pads(request.left_px, request.top_px, request.right_px, request.bottom_px)
    canvas, mask = extend(sources.picture, pads)
    choices = {name: getattr(request, name) for name in Drawing.model_fields}
    inside = InpaintRequest(**choices, picture=request.picture, mask=request.picture)
    return _inside(engine, inside, on_step, cancelled, Sources((canvas,), mask))


def _twice(
    engine: Draws, request: ImageRequest, over: SecondPass, on_step: OnStep, cancelled: Cancelled
) -> list[Picture]:
    """Draw small, enlarge, and draw over that: large pictures whose parts belong together."""
    size = {"width_px": over.width_px, "height_px": over.height_px}
    small = request.model_copy(update={**size, "second_pass": None})
    first = engine.draw(small, _part(on_step, 0.0, FIRST_SHARE), cancelled, NOTHING)
    choices = {name: getattr(request, name) for name in Drawing.model_fields}
    made: list[Picture] = []
    for number, one in enumerate(first):
        edges = [FIRST_SHARE + (1 - FIRST_SHARE) * index / len(first) for index in (number, number + 1)]
        alone = {**choices, "seed": one.seed, "count": 1}
        again = ImageToImageRequest(**alone, picture="", strength=over.strength)
        large = Sources((fitted(one.image, (request.width_px, request.height_px)),))
        over_it = engine.draw(again, _part(on_step, *edges), cancelled, large)
        made += [replace(last, drawn_s=one.drawn_s + last.drawn_s) for last in over_it]
    return made


def fitted(image: Image, size: tuple[int, int]) -> Image:
    """Bring what was drawn to the size of its place."""
    from PIL.Image import Resampling  # noqa: PLC0415 - requests are checked without it

    return image if image.size == size else image.resize(size, Resampling.LANCZOS)


def _seeds(request: Drawing) -> list[int]:
    return [(request.seed + index) % (SEED_LIMIT + 1) for index in range(request.count)]


def _part(on_step: OnStep, began: float, ended: float) -> OnStep:
    """Tell the steps of a part of the work as steps of the whole."""

    def further(step: Step) -> None:
        share = began + (ended - began) * step.done / max(step.total, 1)
        on_step(replace(step, done=round(share * WHOLE), total=WHOLE))

    return further
