"""Enlarges finished pictures: which upscaler does it, and the upscalers that are kept loaded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from generation.catalogue import Catalogue, ExtraCard, Purpose
from generation.modes.canvas import check_canvas
from generation.modes.errors import UpscalerMissing
from generation.requests import UpscaleRequest

if TYPE_CHECKING:
    from PIL.Image import Image

    from generation.upscalers.upscale import Upscaler

WARM_UPSCALERS = 2  # kept loaded; the one used longest ago leaves first


class Factor(StrEnum):
    """How many times as large, written as people choose it."""

    TWO = "2"
    FOUR = "4"

    @property
    def times(self) -> Literal[2, 4]:
        """Give the number."""
        return 2 if self is Factor.TWO else 4


def upscale(factor: Factor, picture: str, size: tuple[int, int], catalogue: Catalogue) -> UpscaleRequest:
    """Ask for a picture to be enlarged. Raises UpscalerMissing, CanvasTooLarge."""
    times = factor.times
    check_canvas(size[0] * times, size[1] * times)
    return UpscaleRequest(picture=picture, factor=times, upscaler=_upscaler(times, catalogue).name)


class Enlarger:
    """Enlarges pictures on a device, one at a time. Importing this imports no torch. Thread-safe."""

    def __init__(self, catalogue: Catalogue, device: str) -> None:
        self._catalogue = catalogue
        self._device = device
        self._warm: OrderedDict[str, Upscaler] = OrderedDict()
        self._lock = Lock()

    def enlarge(self, request: UpscaleRequest, picture: Image, on_tile: Callable[[int, int], None]) -> Image:
        """Make a picture as large as is asked for; ``on_tile`` hears of each tile, and may end the work.

        Raises UpscalerMissing where the card is gone, ModelUnavailable, DeviceTooSmall and DeviceBroken.
        """
        from generation.batching.trouble import translated  # noqa: PLC0415 - torch

        with self._lock, translated():
            return self._upscaler(request).enlarge(picture, on_tile)

    def _upscaler(self, request: UpscaleRequest) -> Upscaler:
        from generation.gpu import choose_device  # noqa: PLC0415 - torch
        from generation.upscalers.upscale import load_upscaler  # noqa: PLC0415 - as above

        if request.upscaler in self._warm:
            self._warm.move_to_end(request.upscaler)
            return self._warm[request.upscaler]
        card = _upscaler(request.factor, self._catalogue, request.upscaler)
        while len(self._warm) >= WARM_UPSCALERS:
            self._warm.popitem(last=False)
        self._warm[card.name] = load_upscaler(Path(card.source), choose_device(self._device))
        return self._warm[card.name]


def _upscaler(factor: int, catalogue: Catalogue, name: str = "") -> ExtraCard:
    for card in catalogue.extras:
        if card.purpose is Purpose.UPSCALER and card.scale == factor and name in {"", card.name}:
            return card
    raise UpscalerMissing(factor)
