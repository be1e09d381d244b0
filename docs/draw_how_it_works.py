"""Draws the pictures of docs/how-it-works.md with the small models that ship.

`python docs/draw_how_it_works.py` takes some minutes on a processor. Everything is seeded, so that the
pictures change with the models alone.
"""

import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from diffusers import (
    ControlNetModel,
    StableDiffusionControlNetPipeline,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionPipeline,
)
from PIL import Image
from torch import Tensor

from generation.cards import SHIPPED
from generation.catalogue import Scheduler
from generation.schedulers import build_scheduler

TOPICS = Path(__file__).parent.parent / "bots" / "topics"  # /help shows some of them, too
POCKET = SHIPPED / "pocket"
PROMPT = "a red house on a green hill at night"
SEED = 5
STEPS = 20
SIDE_PX = 160
GAP_PX = 8
QUALITY = 82  # of WebP

Part = Any  # of diffusers, which carries no types


def main() -> None:
    """Draw all of them."""
    warnings.filterwarnings("ignore")
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)  # threads that wait for each other take longer than such small models
    pipeline = load(StableDiffusionPipeline)
    for show in (steps, vae, words, guidance, schedulers, strength, control):
        sheet(show(pipeline)).save(TOPICS / f"{show.__name__}.webp", quality=QUALITY, method=6)


def load(kind: Part, **parts: Part) -> Part:
    """Load the shipped model into a pipeline of diffusers."""
    pipeline = kind.from_pretrained(
        POCKET, dtype=torch.float32, safety_checker=None, requires_safety_checker=False, **parts
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def draw(pipeline: Part, prompt: str = PROMPT, seed: int = SEED, **options: object) -> Image.Image:
    """Draw one picture."""
    told = {"num_inference_steps": STEPS, "guidance_scale": 3.0} | options
    picture: Image.Image = pipeline(prompt, generator=torch.Generator().manual_seed(seed), **told).images[0]
    return picture


def steps(pipeline: Part) -> list[list[Image.Image]]:
    """Show what the latents are after some steps, and above what they would end as if they ended there."""
    noisy: list[Tensor] = []
    draw(
        pipeline,
        callback_on_step_end=lambda _, __, ___, told: (noisy.append(told["latents"].clone()), told)[1],
    )
    shown = (0, 3, 6, 9, 13, 19)
    guesses = [draw(pipeline, callback_on_step_end=stop_after(at)) for at in shown]
    return [[decode(pipeline, noisy[at]) for at in shown], guesses]


def stop_after(last: int) -> Callable[[Part, int, Tensor, dict[str, Tensor]], dict[str, Tensor]]:
    """Make the pipeline end with its guess of a step: the scheduler's own estimate of the clean latents."""

    def look(pipeline: Part, index: int, _: Tensor, told: dict[str, Tensor]) -> dict[str, Tensor]:
        if index == last:
            told["latents"] = pipeline.scheduler.model_outputs[-1].clone()
            pipeline._interrupt = True
        return told

    return look


def vae(pipeline: Part) -> list[list[Image.Image]]:
    """Show a picture, its four latents, and the picture that is decoded from them."""
    picture = draw(pipeline)
    latents = encode(pipeline, picture)
    grey = ((latents[0] - latents.amin()) / (latents.amax() - latents.amin()) * 255).byte().numpy()
    return [[picture, *map(Image.fromarray, grey), decode(pipeline, latents)]]


def words(pipeline: Part) -> list[list[Image.Image]]:
    """Show where the UNet looks for each word: the mean of its cross-attention over steps and heads."""
    looked: list[Tensor] = []
    layers = [
        layer
        for name, layer in pipeline.unet.named_modules()
        if name.endswith("attn2") and "up_blocks" in name
    ]
    watched = [layer.register_forward_pre_hook(watch(layer, looked), with_kwargs=True) for layer in layers]
    picture = draw(pipeline, IN_LIGHT)
    for hook in watched:
        hook.remove()
    largest = max(one.shape[0] for one in looked)
    mean = torch.stack([one for one in looked if one.shape[0] == largest]).mean(0)  # [points, tokens]
    tokens = pipeline.tokenizer(IN_LIGHT).input_ids
    named = [index for index, one in enumerate(tokens) if pipeline.tokenizer.decode(one).strip() in NAMED]
    return [[picture, *(heat(picture, mean[:, index]) for index in named)]]


IN_LIGHT = PROMPT.replace("night", "day")
NAMED = ("red", "house", "green", "hill", "day")


def watch(layer: Part, looked: list[Tensor]) -> Callable[[Part, tuple[Tensor, ...], dict[str, Tensor]], None]:
    """Work out the attention of a layer before it does so itself."""

    def hook(_: Part, rows: tuple[Tensor, ...], told: dict[str, Tensor]) -> None:
        query = layer.head_to_batch_dim(layer.to_q(rows[0][-1:]))
        key = layer.head_to_batch_dim(layer.to_k(told["encoder_hidden_states"][-1:]))
        looked.append(layer.get_attention_scores(query, key).mean(0))

    return hook


def heat(picture: Image.Image, looked: Tensor) -> Image.Image:
    """Show a picture bright where it was looked at."""
    side = round(len(looked) ** 0.5)
    there = ((looked - looked.min()) / (looked.max() - looked.min())).reshape(side, side).numpy()
    mask = Image.fromarray((there * 255).astype(np.uint8)).resize(picture.size, Image.Resampling.BICUBIC)
    return Image.composite(picture, Image.eval(picture, lambda value: value // 4), mask)


def guidance(pipeline: Part) -> list[list[Image.Image]]:
    """Show one seed under growing guidance."""
    return [[draw(pipeline, guidance_scale=scale) for scale in (1.0, 1.5, 2.0, 3.0, 6.0, 14.0)]]


def schedulers(pipeline: Part) -> list[list[Image.Image]]:
    """Show one seed by different schedulers, in few steps and in many."""
    kinds = (
        Scheduler.DDIM,
        Scheduler.EULER,
        Scheduler.EULER_A,
        Scheduler.DPM_2M,
        Scheduler.UNIPC,
        Scheduler.PNDM,
    )
    before = pipeline.scheduler
    rows = []
    for count in (5, STEPS):
        row = []
        for kind in kinds:
            pipeline.scheduler = build_scheduler(kind, dict(before.config), count)
            row.append(draw(pipeline, num_inference_steps=count))
        rows.append(row)
    pipeline.scheduler = before
    return rows


def strength(pipeline: Part) -> list[list[Image.Image]]:
    """Show a picture drawn over, a little to wholly."""
    source = draw(pipeline)
    over = StableDiffusionImg2ImgPipeline(**pipeline.components, requires_safety_checker=False)
    over.set_progress_bar_config(disable=True)
    shares = (0.3, 0.5, 0.7, 0.85, 1.0)
    drawn = (
        draw(over, "a blue house in the snow at day", 7, image=source, strength=share, guidance_scale=6.0)
        for share in shares
    )
    return [[source, *drawn]]


def control(pipeline: Part) -> list[list[Image.Image]]:
    """Show a picture, its edges, and what else has these edges."""
    source = draw(pipeline)
    edges = Image.fromarray(cv2.Canny(np.asarray(source), 100, 200)).convert("RGB")
    net = ControlNetModel.from_pretrained(SHIPPED / "pocket-controlnet-canny", dtype=torch.float32)
    led = load(StableDiffusionControlNetPipeline, controlnet=net)
    prompts = (
        "a yellow house on a beach at day",
        "a white house in the snow at sunset",
        "a blue house on a green hill at day",
        "a red house by the sea on an overcast day",
    )
    return [[source, edges, *(draw(led, prompt, image=edges) for prompt in prompts)]]


def encode(pipeline: Part, picture: Image.Image) -> Tensor:
    """Turn a picture into latents."""
    latents: Tensor = pipeline.vae.encode(pipeline.image_processor.preprocess(picture)).latent_dist.mode()
    return latents * pipeline.vae.config.scaling_factor


def decode(pipeline: Part, latents: Tensor) -> Image.Image:
    """Turn latents into a picture."""
    pixels = pipeline.vae.decode(latents / pipeline.vae.config.scaling_factor).sample
    picture: Image.Image = pipeline.image_processor.postprocess(pixels)[0]
    return picture


def sheet(rows: Sequence[Sequence[Image.Image]]) -> Image.Image:
    """Lay pictures out in rows."""
    step = SIDE_PX + GAP_PX
    wide, high = max(map(len, rows)) * step - GAP_PX, len(rows) * step - GAP_PX
    laid = Image.new("RGB", (wide, high), "white")
    for picture, place in places(rows, step):
        laid.paste(picture.convert("RGB").resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS), place)
    return laid


def places(rows: Sequence[Sequence[Image.Image]], step: int) -> Iterator[tuple[Image.Image, tuple[int, int]]]:
    """Give each picture its upper left corner."""
    for down, row in enumerate(rows):
        for across, picture in enumerate(row):
            yield picture, (across * step, down * step)


if __name__ == "__main__":
    main()
