"""From a request to pictures: what comes before the denoising loop, and what comes after it.

All of it happens in the thread of the one who waits, beside the loop and never in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor

from generation.batching.loop import Loop
from generation.batching.row import Guess, Row
from generation.batching.seats import Seats
from generation.errors import Cancelled
from generation.models import Model
from generation.picture import Picture
from generation.preview import Preview
from generation.requests import SEED_LIMIT, Drawing, PictureRequest
from generation.schedulers import build_scheduler
from generation.sources import Sources
from generation.step import Step

PREVIEW_SIDE_PX = 256


def seeds_of(request: Drawing) -> tuple[int, ...]:
    """List the seed of each picture of a request."""
    return tuple((request.seed + index) % (SEED_LIMIT + 1) for index in range(request.count))


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
    on_step: Callable[[Step], None],
    cancelled: Callable[[], bool],
) -> list[Picture]:
    """Draw every picture of a request, beside all others that are in flight.

    Raises Cancelled between two steps.
    """
    with room.seats.sit(model.pipeline):
        rows = begin(model, request, sources)

    def further(done: int) -> None:
        guesses = [row.guess for row in rows if row.guess]
        on_step(Step(done, rows[0].total, _Sheet(model.preview, guesses)))

    room.loop.fly(rows, further, cancelled)
    if cancelled():
        raise Cancelled
    with room.seats.sit(model.pipeline):
        decoded = [_picture(model.pipeline.decode(row.latents)) for row in rows]
    return [Picture(picture, seed) for picture, seed in zip(decoded, seeds_of(request), strict=True)]


def begin(model: Model, request: PictureRequest, sources: Sources) -> list[Row]:
    """Make a row of each picture of a request, at its first step.

    Each has its own generator, on the CPU: a seed gives the same noise on every device and alone.
    """
    pipeline = model.pipeline
    conditions = pipeline.encode(request)
    shape = pipeline.latent_shape(request.width_px, request.height_px)
    rows = []
    for seed in seeds_of(request):
        # Its timesteps stay on the CPU: reading one back from a GPU would make the loop wait.
        scheduler = build_scheduler(request.scheduler, pipeline.scheduler_config, request.steps)
        generator = torch.Generator().manual_seed(seed)
        noise = torch.randn((1, *shape), generator=generator).to(pipeline.device)
        rows.append(Row(pipeline, scheduler, conditions, generator, noise * scheduler.init_noise_sigma))
    return rows


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
