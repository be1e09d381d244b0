"""Between the size that a model draws and the size that people get."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import torch

from generation.catalogue import Card
from generation.checksums import check_weights
from generation.errors import Cancelled, ModelUnavailable
from generation.picture import Picture
from generation.requests import Drawing
from generation.upscalers.upscale import Upscaler, load_upscaler

D = TypeVar("D", bound=Drawing)


def load_for(card: Card, device: torch.device) -> Upscaler | None:
    """Load the upscaler of a card; None if it has none.

    Raises ModelUnavailable if a file of it is missing, damaged, or not what the card says.
    """
    if not card.upscaler:
        return None
    source = Path(card.upscaler)
    check_weights(source if source.is_dir() else source.parent)
    upscaler = load_upscaler(source, device)
    if upscaler.scale != card.upscale_factor:
        reason = f"{source} enlarges {upscaler.scale} times, not {card.upscale_factor} times as its card says"
        raise ModelUnavailable(card.name, reason)
    return upscaler


def as_drawn(request: D, upscaler: Upscaler | None) -> D:
    """Give the request in the size that the model draws."""
    if upscaler is None or not request.upscale:
        return request
    sides = {"width_px": request.width_px, "height_px": request.height_px}
    return request.model_copy(update={name: side // upscaler.scale for name, side in sides.items()})


def as_shown(
    pictures: Sequence[Picture],
    request: Drawing,
    upscaler: Upscaler | None,
    cancelled: Callable[[], bool],
) -> list[Picture]:
    """Give the pictures in the size that was asked for. Raises Cancelled between two tiles."""
    if upscaler is None or not request.upscale:
        return list(pictures)

    def watch(done: int, total: int) -> None:
        if done < total and cancelled():
            raise Cancelled

    return [replace(picture, image=upscaler.enlarge(picture.image, watch)) for picture in pictures]
