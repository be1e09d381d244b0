"""A request that costs less and is as near as possible to the one that was made. Only values."""

from collections.abc import Callable, Iterator
from math import floor

from pydantic import BaseModel

from avatar.requests import AvatarRequest, PreviewRequest
from generation.requests import (
    LEARNING_LEAST,
    ControlRequest,
    Drawing,
    ImageRequest,
    Redraw,
    RestoreRequest,
    TrainingRequest,
    UpscaleRequest,
)
from tasks.job import Request

STEPS_LEAST = 8  # fewer make a sketch of most pictures
SIDE_LEAST_PX = 256
SHARES = (0.75, 0.5)  # of steps and of sides
MULTIPLE_PX = 64  # every model draws sides of such


def cheaper(
    request: Request, price: Callable[[Request], int], budget: int, doubler: str = ""
) -> Request | None:
    """Find the first variant that costs no more than a budget (credits) and less than the request.

    Given up are, in this order: pictures, steps, size, and what costs most of a clip. ``doubler`` names the
    upscaler that makes a picture twice as large, where there is one.
    """
    limit = min(budget, price(request) - 1)
    return next((one for one in variants(request, doubler) if price(one) <= limit), None)


def variants(request: Request, doubler: str = "") -> Iterator[Request]:
    """Give the variants of a request, the nearest first; ``doubler`` as above."""
    match request:
        case Drawing():
            yield from _drawings(request)
        case AvatarRequest():
            yield from _clips(request)
        case PreviewRequest(of=clip):
            yield from (request.model_copy(update={"of": one}) for one in _clips(clip))
        case RestoreRequest(upscale=2):
            yield request.model_copy(update={"upscale": 1})
        case UpscaleRequest(redraw=Redraw() as redraw):
            fewer = [steps for share in SHARES if (steps := floor(redraw.steps * share)) >= STEPS_LEAST]
            yield from (_with_redraw(request, redraw, steps) for steps in fewer)
        case TrainingRequest(steps=steps):
            fewer = [less for share in SHARES if (less := floor(steps * share)) >= LEARNING_LEAST]
            yield from (request.model_copy(update={"steps": less}) for less in fewer)
        case UpscaleRequest(factor=4) if doubler:
            yield request.model_copy(update={"factor": 2, "upscaler": doubler})


def _drawings(request: Drawing) -> Iterator[Request]:
    yield from (_with(request, count=count) for count in range(request.count - 1, 0, -1))
    one = request.model_copy(update={"count": 1})
    fewer = [steps for share in SHARES if (steps := floor(request.steps * share)) >= STEPS_LEAST]
    yield from (_with(one, steps=steps) for steps in fewer)
    if isinstance(request, ImageRequest) and request.second_pass:  # the first pass alone: the same, smaller
        first = request.second_pass
        small = {"width_px": first.width_px, "height_px": first.height_px, "second_pass": None}
        yield from (_with(one, steps=steps, **small) for steps in (request.steps, *fewer))
    elif isinstance(request, ImageRequest | ControlRequest):  # what is made of a picture keeps its measure
        for share in SHARES:
            sides = [floor(side * share / MULTIPLE_PX) * MULTIPLE_PX for side in _sides(request)]
            if min(sides) >= SIDE_LEAST_PX:
                small = {"width_px": sides[0], "height_px": sides[1]}
                yield from (_with(one, steps=steps, **small) for steps in (request.steps, *fewer))


def _clips(request: AvatarRequest) -> Iterator[AvatarRequest]:
    if request.restore:
        yield request.model_copy(update={"restore": 0.0})
    if request.size_px > SIDE_LEAST_PX:
        yield request.model_copy(update={"size_px": SIDE_LEAST_PX})
        yield request.model_copy(update={"size_px": SIDE_LEAST_PX, "restore": 0.0})


def _with_redraw(request: UpscaleRequest, redraw: Redraw, steps: int) -> UpscaleRequest:
    return request.model_copy(update={"redraw": redraw.model_copy(update={"steps": steps})})


def _sides(request: Drawing) -> tuple[int, int]:
    return request.width_px, request.height_px


def _with(request: BaseModel, **changes: int | None) -> Request:
    changed: Request = request.model_copy(update=changes)  # type: ignore[assignment]  # of the same kind
    return changed
