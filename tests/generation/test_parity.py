"""Our loop draws what diffusers' own pipelines draw."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    PNDMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UniPCMultistepScheduler,
)
from diffusers.schedulers.scheduling_lms_discrete import LMSDiscreteScheduler
from numpy.typing import NDArray
from PIL.Image import Image

from generation.catalogue import Scheduler
from generation.engine import Engine
from generation.requests import ImageRequest
from generation.schedulers import build_scheduler
from tests.generation.asked import ask

Pixels = NDArray[np.uint8]
PIPELINES = {"sd1": StableDiffusionPipeline, "sd2": StableDiffusionPipeline, "lcm": StableDiffusionPipeline}
PIPELINES["sdxl"] = StableDiffusionXLPipeline

# Each sampler as diffusers' own guides name it.
SAMPLERS: dict[Scheduler, tuple[Any, dict[str, object]]] = {
    Scheduler.PNDM: (PNDMScheduler, {}),
    Scheduler.DDIM: (DDIMScheduler, {"clip_sample": False}),
    Scheduler.EULER: (EulerDiscreteScheduler, {}),
    Scheduler.EULER_A: (EulerAncestralDiscreteScheduler, {}),
    Scheduler.DPM_2M: (DPMSolverMultistepScheduler, {}),
    Scheduler.DPM_2M_KARRAS: (DPMSolverMultistepScheduler, {"use_karras_sigmas": True}),
    Scheduler.UNIPC: (UniPCMultistepScheduler, {}),
    Scheduler.LCM: (LCMScheduler, {}),
}


def by_diffusers(folder: Path, request: ImageRequest, model: str) -> Pixels:
    """Draw with diffusers' own pipeline: uint8 [height, width, 3]."""
    pipeline = PIPELINES[model].from_pretrained(folder, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    if request.scheduler is Scheduler.LMS:
        scheduler: Any = build_scheduler(Scheduler.LMS, pipeline.scheduler.config, request.steps)
    else:
        kind, options = SAMPLERS[request.scheduler]
        scheduler = kind.from_config(pipeline.scheduler.config, **options)
    pipeline.scheduler = scheduler
    drawn = pipeline(
        request.prompt,
        negative_prompt=request.negative_prompt or None,
        width=request.width_px,
        height=request.height_px,
        num_inference_steps=request.steps,
        guidance_scale=request.guidance,
        generator=torch.Generator().manual_seed(request.seed),
    )
    return np.asarray(drawn.images[0])


def apart(ours: Image, theirs: Pixels) -> int:
    """Tell the largest difference of two pictures, of 255."""
    return int(np.abs(np.asarray(ours, dtype=int) - theirs).max())


@pytest.mark.parametrize("scheduler", list(Scheduler))
def test_every_sampler_draws_what_diffusers_draws(
    engine: Engine, folders: dict[str, Path], scheduler: Scheduler
) -> None:
    """The same seed, steps and guidance give the same picture."""
    request = ask("sd1", scheduler=scheduler)

    [picture] = engine.draw(request)

    assert apart(picture.image, by_diffusers(folders["sd1"], request, "sd1")) <= 1


@pytest.mark.parametrize("model", ["sd2", "lcm", "sdxl"])
@pytest.mark.parametrize("scheduler", [Scheduler.DPM_2M, Scheduler.DDIM, Scheduler.EULER_A, Scheduler.LCM])
def test_every_family_draws_what_diffusers_draws(
    engine: Engine, folders: dict[str, Path], model: str, scheduler: Scheduler
) -> None:
    """Velocity prediction, a guidance that the UNet reads, and two text encoders."""
    request = ask(model, scheduler=scheduler)

    [picture] = engine.draw(request)

    assert apart(picture.image, by_diffusers(folders[model], request, model)) <= 1


@pytest.mark.parametrize("model", ["sd1", "sdxl"])
@pytest.mark.parametrize("options", [{"negative_prompt": ""}, {"guidance": 1.0}])
def test_plain_requests_draw_what_diffusers_draws(
    engine: Engine, folders: dict[str, Path], model: str, options: dict[str, Any]
) -> None:
    """Without a negative prompt, and without guidance."""
    request = ask(model, **options)

    [picture] = engine.draw(request)

    assert apart(picture.image, by_diffusers(folders[model], request, model)) <= 1


def test_lms_weighs_its_steps_by_the_exact_integral(folders: dict[str, Path]) -> None:
    """Against the rectangle rule with many rectangles."""
    config = StableDiffusionPipeline.from_pretrained(folders["sd1"]).scheduler.config
    scheduler: Any = build_scheduler(Scheduler.LMS, config, 10)
    order, t, current = 4, 5, 2
    sigmas = [float(scheduler.sigmas[t - k]) for k in range(order)]
    taus = np.linspace(float(scheduler.sigmas[t]), float(scheduler.sigmas[t + 1]), 100_001)
    basis = np.ones_like(taus)
    for k, sigma in enumerate(sigmas):
        if k != current:
            basis *= (taus - sigma) / (sigmas[current] - sigma)

    found = scheduler.get_lms_coefficient(order, t, current)

    assert float(np.trapezoid(basis, taus)) == pytest.approx(found, rel=1e-6)
    assert isinstance(scheduler, LMSDiscreteScheduler)
