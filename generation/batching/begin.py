"""Makes the rows of a request: its words read, its pictures as latents, its noise drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from PIL.Image import Image
from torch import Generator, Tensor

from generation.batching.row import Kept, Row
from generation.errors import ModelUnavailable
from generation.pipelines.controlnet import ControlNet, Followed
from generation.pipelines.pipeline import Pipeline
from generation.pipelines.seen import Encoded, pixels
from generation.requests import (
    SEED_LIMIT,
    BlendRequest,
    DepthRequest,
    Drawing,
    ImageToImageRequest,
    InpaintRequest,
    PictureRequest,
    controls_of,
)
from generation.schedulers import Stepper, build_scheduler
from generation.sources import Sources

Over = ImageToImageRequest | BlendRequest | DepthRequest | InpaintRequest

HALF = 0.5  # from here on, a pixel of a mask is drawn anew
DEPTH_CHANNELS, INPAINT_CHANNELS = 1, 5


@dataclass(frozen=True)
class Ground:
    """What the pictures of a request are drawn over: everything that does not depend on a seed."""

    strength: float = 1.0  # 1: nothing shows through
    pictures: tuple[Encoded, ...] = ()  # none where they are not looked at
    weights: tuple[float, ...] = ()  # one a picture, 1 together
    mask: Tensor | None = None  # float32 [1, 1, rows, columns]: 1 is drawn anew
    around: Encoded | None = None  # the picture without what is drawn anew
    depth: Tensor | None = None  # float32 [1, 1, rows, columns]

    def latents(self, generator: Generator) -> Tensor:
        """Draw the latents of what is drawn over; of several pictures, their weighted mean."""
        drawn = [
            one.sample(generator) * weight for one, weight in zip(self.pictures, self.weights, strict=True)
        ]
        return torch.stack(drawn).sum(0)


def seeds_of(request: Drawing) -> tuple[int, ...]:
    """List the seed of each picture of a request."""
    return tuple((request.seed + index) % (SEED_LIMIT + 1) for index in range(request.count))


def begin(
    pipeline: Pipeline, request: PictureRequest, sources: Sources, nets: Sequence[ControlNet] = ()
) -> list[Row]:
    """Make a row of each picture of a request, at its first step.

    Each has its own generator, on the CPU: a seed gives the same noise on every device and alone. ``nets``
    are those of the request's controls, in their order.
    """
    ground = _ground(pipeline, request, sources)
    _insist(pipeline, request, ground)
    conditions = pipeline.encode(request)
    start = request.steps - max(min(int(request.steps * ground.strength), request.steps), 1)
    shape = (1, *pipeline.latent_shape(request.width_px, request.height_px))
    followed = _followed(request, sources, nets)
    rows = []
    for seed in seeds_of(request):
        scheduler = build_scheduler(request.scheduler, pipeline.scheduler_config, request.steps, start)
        generator = torch.Generator().manual_seed(seed)

        def noise(generator: Generator = generator) -> Tensor:
            return torch.randn(shape, generator=generator).to(pipeline.device)

        latents, kept, beside = _lay(ground, scheduler, start, generator, noise)
        rows.append(
            Row(
                pipeline,
                scheduler,
                conditions,
                generator,
                latents,
                start=start,
                beside=beside,
                kept=kept,
                followed=followed,
                seamless=request.tile,
            )
        )
    return rows


def _lay(
    ground: Ground, scheduler: Stepper, start: int, generator: Generator, noise: Callable[[], Tensor]
) -> tuple[Tensor, Kept | None, Tensor | None]:
    """Draw one picture's first latents, what stays of its ground, and what the UNet reads beside.

    The generator is asked in the order in which diffusers' pipelines ask theirs: a seed gives their picture.
    """
    under = ground.latents(generator) if ground.pictures else None
    first = noise()
    if under is None or ground.strength >= 1:
        latents = first * scheduler.init_noise_sigma
    else:
        latents = scheduler.add_noise(under, first, scheduler.timesteps[start : start + 1])
    kept, beside = None, ground.depth
    if ground.mask is not None:
        if ground.around is not None:
            beside = torch.cat([ground.mask, ground.around.sample(generator)], dim=1)
        elif under is not None:
            kept = Kept(under, first, ground.mask)
            noise()  # diffusers reads the picture without its middle here, and does not look at it
    return latents, kept, beside


def _ground(pipeline: Pipeline, request: PictureRequest, sources: Sources) -> Ground:
    match request:
        case ImageToImageRequest():
            return Ground(request.strength, _read(pipeline, request, sources), (1.0,))
        case BlendRequest():
            given = request.weights or (1.0,) * len(request.pictures)
            whole = sum(given) or 1.0
            weights = tuple(one / whole for one in given)
            return Ground(request.strength, _read(pipeline, request, sources), weights)
        case DepthRequest():
            depth = pipeline.depth(sources.picture)
            return Ground(request.strength, _read(pipeline, request, sources), (1.0,), depth=depth)
        case InpaintRequest():
            return _masked(pipeline, request, sources)
        case _:
            return Ground()


def _masked(pipeline: Pipeline, request: InpaintRequest, sources: Sources) -> Ground:
    assert sources.mask is not None  # noqa: S101 - an inpainting is read with its mask
    marked = (pixels(sources.mask.convert("L")) >= HALF).float()
    _, rows, columns = pipeline.latent_shape(request.width_px, request.height_px)
    mask = torch.nn.functional.interpolate(marked, size=(rows, columns)).to(pipeline.device)
    if pipeline.channels_beside != INPAINT_CHANNELS:  # what stays is blended in at every step
        return Ground(request.strength, (pipeline.read(_signed(sources.picture)),), (1.0,), mask)
    around = pipeline.read(_signed(sources.picture) * (marked < HALF))
    return Ground(request.strength, _read(pipeline, request, sources), (1.0,), mask, around)


def _read(pipeline: Pipeline, request: Over, sources: Sources) -> tuple[Encoded, ...]:
    """Turn the pictures that show through into latents: none at full strength."""
    if request.strength >= 1:
        return ()
    return tuple(pipeline.read(_signed(picture)) for picture in sources.pictures)


def _signed(picture: Image) -> Tensor:
    return 2 * pixels(picture.convert("RGB")) - 1


def _followed(request: PictureRequest, sources: Sources, nets: Sequence[ControlNet]) -> tuple[Followed, ...]:
    told = zip(controls_of(request), nets, sources.maps, strict=True)
    return tuple(
        Followed(net, net.read(pixels(shown.convert("RGB"))), one.scale, one.start, one.end)
        for one, net, shown in told
    )


def _insist(pipeline: Pipeline, request: PictureRequest, ground: Ground) -> None:
    """Insist that the model draws in this way. Raises ModelUnavailable."""
    wanted = DEPTH_CHANNELS if ground.depth is not None else INPAINT_CHANNELS if ground.around else 0
    if pipeline.channels_beside != wanted:
        raise ModelUnavailable(request.model, f"it does not draw {request.kind}")
