"""From a request to pictures: what comes before the denoising loop, and what comes after it.

All of it happens in the thread of the one who waits, beside the loop and never in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor

from generation.batching.begin import begin, seeds_of
from generation.batching.loop import Loop
from generation.batching.row import Guess
from generation.batching.seats import Seats
from generation.errors import Cancelled
from generation.memory import Residence
from generation.models import Model
from generation.picture import Picture
from generation.pipelines.controlnet import ControlNet
from generation.pipelines.seamless import seamless
from generation.preview import Preview
from generation.requests import PictureRequest
from generation.sources import Sources
from generation.step import Step

PREVIEW_SIDE_PX = 256


@dataclass(frozen=True)
class Room:
    """Where pictures are drawn: the loop, and the cores that work beside it takes."""

    loop: Loop
    seats: Seats


@torch.inference_mode()
def render(
    room: Room,
    model: Model,
    request: PictureRequest,
    sources: Sources,
    nets: Sequence[ControlNet],
    on_step: Callable[[Step], None],
    cancelled: Callable[[], bool],
) -> list[Picture]:
    """Draw every picture of a request, beside all others that are in flight.

    ``nets`` are the ControlNets of its controls, in their order.
    Raises Cancelled between two steps.
    """
    with room.seats.sit(model.pipeline) as before:
        rows = begin(model.pipeline, request, sources, nets)
        if model.pipeline.plan.residence is not Residence.DEVICE:
            model.preview.fit()  # later, it would take the device from whoever steps

    def further(done: int) -> None:
        guesses = [row.guess for row in rows if row.guess]
        on_step(Step(done, rows[0].total, _Sheet(model.preview, guesses)))

    room.loop.fly(rows, further, cancelled)
    if cancelled():
        raise Cancelled
    with room.seats.sit(model.pipeline) as after, seamless(request.tile):
        decoded = [_picture(model.pipeline.decode(row.latents)) for row in rows]
    beside_s = (before.used_s + after.used_s) / len(rows)
    return [
        Picture(picture, seed, row.used_s + beside_s)
        for picture, seed, row in zip(decoded, seeds_of(request), rows, strict=True)
    ]


@dataclass(frozen=True)
class _Sheet:
    """What the pictures will look like, worked out when somebody asks."""

    preview: Preview
    guesses: Sequence[Guess]

    @torch.inference_mode()
    def __call__(self) -> Image.Image:
        small = self.preview.show(torch.cat([guess.clean() for guess in self.guesses]))
        scale = PREVIEW_SIDE_PX / max(small.size)
        size = (max(round(small.width * scale), 1), max(round(small.height * scale), 1))
        return small.resize(size, Image.Resampling.BICUBIC)


def _picture(pixels: Tensor) -> Image.Image:
    """Turn pixels [1, 3, height, width], 0 .. 1, into a picture."""
    [picture] = (pixels * 255).round().to(torch.uint8).movedim(1, -1).cpu().contiguous().numpy()
    return Image.fromarray(picture)
