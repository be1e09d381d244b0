"""Who draws the same pictures side by side: our engine, diffusers by hand, and by its own speed guide."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

from bench.device import finish
from generation.catalogue import Card, Catalogue
from generation.requests import ImageRequest

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image

    from generation.engine import Engine

PROMPT, NEGATIVE = "a red house on a green hill at night", "cars"
GUIDANCE = 5.0


class Contender(Protocol):
    """One who draws pictures of a model."""

    def draw(self, seeds: Sequence[int]) -> list[Image]:
        """Draw a picture of each seed, and wait for them."""


class Ours:
    """Our engine: every picture is a request of its own, as many in flight as a worker holds."""

    def __init__(self, engine: Engine, card: Card) -> None:
        self._engine, self._card = engine, card

    def draw(self, seeds: Sequence[int]) -> list[Image]:
        """Draw a picture of each seed."""
        with ThreadPoolExecutor(self._engine.at_once) as slots:
            drawn = slots.map(self._engine.draw, (asked(self._card, seed) for seed in seeds))
            return [picture.image for [picture] in drawn]


class ByHand:
    """A pipeline of diffusers, some pictures a call."""

    def __init__(self, pipe: Any, card: Card, at_once: int = 1) -> None:  # noqa: ANN401 - diffusers is untyped
        self._pipe, self._card, self._at_once = pipe, card, at_once

    def draw(self, seeds: Sequence[int]) -> list[Image]:
        """Draw a picture of each seed, of the noise that ours draws it of."""
        pictures: list[Image] = []
        for start in range(0, len(seeds), self._at_once):
            some = seeds[start : start + self._at_once]
            pictures += self._pipe(
                [PROMPT] * len(some),
                negative_prompt=[NEGATIVE] * len(some),
                width=self._card.width_px,
                height=self._card.height_px,
                num_inference_steps=self._card.steps,
                guidance_scale=GUIDANCE,
                latents=self._noise(some),
            ).images
        finish(self._pipe.device)
        return pictures

    def _noise(self, seeds: Sequence[int]) -> torch.Tensor:
        import torch  # noqa: PLC0415 - heavy

        pipe, factor = self._pipe, self._pipe.vae_scale_factor
        channels = pipe.vae.config.latent_channels
        shape = (1, channels, self._card.height_px // factor, self._card.width_px // factor)
        drawn = [torch.randn(shape, generator=torch.Generator().manual_seed(seed)) for seed in seeds]
        return torch.cat(drawn).to(pipe.device, pipe.unet.dtype)


def asked(card: Card, seed: int) -> ImageRequest:
    """Ask for the picture of a seed as the card says."""
    return ImageRequest(
        prompt=PROMPT,
        negative_prompt=NEGATIVE,
        model=card.name,
        width_px=card.width_px,
        height_px=card.height_px,
        steps=card.steps,
        guidance=GUIDANCE,
        scheduler=card.scheduler,
        seed=seed,
    )


def alone(card: Card) -> Catalogue:
    """List one model."""
    return Catalogue((card,), card.name)


def load_pipe(card: Card, device: torch.device, dtype: torch.dtype) -> Any:  # noqa: ANN401 - diffusers is untyped
    """Load diffusers' own pipeline of a card, with the sampler that ours draws with."""
    import diffusers  # noqa: PLC0415 - heavy
    import torch  # noqa: PLC0415 - heavy

    diffusers.logging.set_verbosity_error()
    diffusers.logging.disable_progress_bar()
    pipe = diffusers.DiffusionPipeline.from_pretrained(
        card.source,
        local_files_only=True,
        dtype=dtype,
        **({} if card.family.endswith("xl") else {"safety_checker": None}),
    ).to(device)
    pipe.scheduler = diffusers.DPMSolverMultistepScheduler.from_config(pipe.scheduler.config)
    if dtype is torch.float16 and pipe.vae.config.force_upcast:
        pipe.vae.to(dtype=torch.float32)  # as diffusers itself does, and as we do
    pipe.vae.enable_slicing()  # a batch decoded at once would not fit, and is no quicker
    pipe.set_progress_bar_config(disable=True)
    return pipe


def by_guide(pipe: Any, backend: str, whole: bool) -> Any:  # noqa: ANN401 - as above
    """Make a pipeline quick as diffusers' guide "Accelerate inference" says.

    SDPA and half precision it has already. It is compiled ``whole``, its UNet with CUDA graphs, or block by
    block, which the guide calls as quick and takes an eighth of the time. "max-autotune" would take longer
    than a benchmark may; ours is compiled without it, too.
    Returns: the same pipeline.
    """
    import torch  # noqa: PLC0415 - heavy

    pipe.fuse_qkv_projections()
    for net in (pipe.unet, pipe.vae):
        net.to(memory_format=torch.channels_last)
    plain: dict[str, Any] = {"options": {"conv_1x1_as_mm": True}} if backend == "inductor" else {}
    graphs: dict[str, Any] = {"options": {"conv_1x1_as_mm": True, "triton.cudagraphs": True}} if plain else {}
    if whole:
        pipe.unet.compile(backend=backend, fullgraph=True, dynamic=False, **graphs)
    else:
        pipe.unet.compile_repeated_blocks(backend=backend, **plain)
    pipe.vae.decoder.compile(backend=backend, fullgraph=True, dynamic=False, **plain)
    return pipe


def exact_pixels(card: Card, device: torch.device, seeds: Sequence[int]) -> list[Image]:
    """Draw by diffusers in single precision: what half precision is held against."""
    import torch  # noqa: PLC0415 - heavy

    matmul, cudnn = torch.backends.cuda.matmul, torch.backends.cudnn
    before = matmul.allow_tf32, cudnn.allow_tf32
    matmul.allow_tf32 = cudnn.allow_tf32 = False
    try:
        return ByHand(load_pipe(card, device, torch.float32), card).draw(seeds)
    finally:
        matmul.allow_tf32, cudnn.allow_tf32 = before


def graphs() -> int:
    """Count what this process compiled so far."""
    from torch._dynamo.utils import counters  # noqa: PLC0415 - heavy

    return int(counters["stats"]["unique_graphs"])
