"""Pictures a second of one worker against a bare diffusers loop on the same model, seeds and machine."""

import io
import time
from dataclasses import dataclass, field
from statistics import median

import httpx
import numpy as np
from PIL import Image

from bench.report import Report
from bench.studio import Studio, studio
from generation.catalogue import Card, load_catalogue
from generation.settings import GenerationSettings

UPSCALE = "off"  # diffusers has none: like is compared with like
PROMPT = "a red house on a green hill at night"
PICTURES = 16  # a round, each its own request
ROUNDS = 5
FLOOR = 0.95
EQUAL_WITHIN = 2  # of 255: the order of float additions may differ


@dataclass
class Bare:
    """What a person would write instead: load the pipeline once, call it in a loop, save each PNG."""

    card: Card
    pictures: dict[int, Image.Image] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import torch  # noqa: PLC0415 - heavy
        from diffusers import DPMSolverMultistepScheduler, StableDiffusionPipeline  # noqa: PLC0415 - heavy

        self.pipeline = StableDiffusionPipeline.from_pretrained(
            self.card.source, safety_checker=None, requires_safety_checker=False
        ).to(torch.float32)
        self.pipeline.scheduler = DPMSolverMultistepScheduler.from_config(self.pipeline.scheduler.config)
        self.pipeline.set_progress_bar_config(disable=True)

    def round(self, seeds: range) -> float:
        """Draw one picture a seed. Returns: seconds."""
        import torch  # noqa: PLC0415 - heavy

        started = time.perf_counter()
        for seed in seeds:
            picture = self.pipeline(
                PROMPT,
                num_inference_steps=self.card.steps,
                guidance_scale=self.card.guidance,
                width=self.card.width_px,
                height=self.card.height_px,
                generator=torch.Generator("cpu").manual_seed(seed),
            ).images[0]
            picture.save(io.BytesIO(), "PNG")
            self.pictures[seed] = picture
        return time.perf_counter() - started


def run() -> Report:
    """Interleave rounds of the bare loop and of the worker, and compare their median rates."""
    catalogue = load_catalogue(GenerationSettings())
    bare = Bare(catalogue.card("pocket").drawn())
    bare.round(range(2))  # warm up
    bare_s, ours_s, worst = [], [], 0
    with studio() as running, httpx.Client(timeout=120) as client:
        for number in range(ROUNDS):
            seeds = range(number * PICTURES, (number + 1) * PICTURES)
            bare_s.append(bare.round(seeds))
            took_s, pictures = _worker_round(running, client, bare.card, seeds)
            ours_s.append(took_s)
            worst = max(worst, *(_difference(bare.pictures[seed], pictures[seed]) for seed in seeds))
    ratio = median(bare_s) / median(ours_s)
    equal = worst <= EQUAL_WITHIN
    return Report(
        name="worker-throughput",
        check=f"{ROUNDS * PICTURES} pictures as diffusers draws them, at most {worst} of 255 apart",
        lines=(
            f"bare diffusers loop: {PICTURES / median(bare_s):.2f} pictures/s (rounds {_spread(bare_s)} s)",
            f"one worker:          {PICTURES / median(ours_s):.2f} pictures/s (rounds {_spread(ours_s)} s)",
        ),
        headline=f"worker-throughput {ratio:.2f} of the bare loop (floor: {FLOOR})",
        passed=equal and ratio >= FLOOR,
    )


def _worker_round(
    running: Studio, client: httpx.Client, card: Card, seeds: range
) -> tuple[float, dict[int, Image.Image]]:
    started = time.perf_counter()
    jobs = {
        seed: running.submit(
            client, prompt=PROMPT, model=card.name, seed=seed, scheduler="dpm++-2m", upscale=UPSCALE
        )
        for seed in seeds
    }
    media = {seed: running.wait(client, job_id)["media"][0] for seed, job_id in jobs.items()}
    took_s = time.perf_counter() - started
    return took_s, {
        seed: Image.open(io.BytesIO(client.get(f"{running.url}{stored['url']}").content))
        for seed, stored in media.items()
    }


def _difference(one: Image.Image, other: Image.Image) -> int:
    """Give the largest difference between two pictures of the same size, 0..255."""
    return int(np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).max())


def _spread(seconds: list[float]) -> str:
    return f"{min(seconds):.2f}..{max(seconds):.2f}"
