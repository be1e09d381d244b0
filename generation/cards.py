"""The cards of the models that are known by name, and how a folder or a hub id gets its own."""

import re
from pathlib import Path

from generation.catalogue import Card, Scheduler
from generation.folder import ModelFolder

SIDE_LEAST_PX = 64
SIDE_MOST_PX = 1536  # larger pictures repeat their subject, whatever the model
SCHEDULERS_WITH_FEW_STEPS = {"LCMScheduler"}

POCKET = Card(
    name="pocket",
    title="Pocket",
    family="stable-diffusion",
    source=str(Path(__file__).parent / "pocket" / "pocket"),
    width_px=128,
    height_px=128,
    multiple_px=32,  # a factor-8 VAE and two halvings in the UNet
    least_px=64,
    most_pixels=256 * 256,
    steps=20,
    guidance=4.0,
    scheduler=Scheduler.DPM_2M,
    gpu_memory_gib=0.5,
    ram_gib=0.7,
    cost=1.0,
)

# Memory: weights in fp16 on a GPU and in fp32 without one, and the activations of one picture.
KNOWN = (
    Card(
        name="sd-1.5",
        title="Stable Diffusion 1.5",
        family="stable-diffusion",
        source="stable-diffusion-v1-5/stable-diffusion-v1-5",
        width_px=512,
        height_px=512,
        multiple_px=64,
        least_px=256,
        most_pixels=1024 * 1024,
        gpu_memory_gib=3.5,
        ram_gib=7.0,
    ),
    Card(
        name="sd-2.1",
        title="Stable Diffusion 2.1",
        family="stable-diffusion",
        source="stabilityai/stable-diffusion-2-1",
        width_px=768,
        height_px=768,
        multiple_px=64,
        least_px=384,
        most_pixels=SIDE_MOST_PX**2,
        gpu_memory_gib=5.5,
        ram_gib=9.0,
    ),
    Card(
        name="sdxl",
        title="Stable Diffusion XL",
        family="stable-diffusion-xl",
        source="stabilityai/stable-diffusion-xl-base-1.0",
        width_px=1024,
        height_px=1024,
        multiple_px=32,
        least_px=512,
        most_pixels=SIDE_MOST_PX**2,
        steps=25,
        guidance=5.0,
        gpu_memory_gib=10.0,
        ram_gib=20.0,
        cost=1.5,
    ),
)

_HUB_ID = re.compile(r"\w[\w.-]*/\w[\w.-]*", re.ASCII)


def find_card(model: str) -> Card:
    """Find the card of a name, a folder or a hub id. Nothing is downloaded.

    Raises ModelUnavailable if the folder lacks a file or holds a model of another kind.
    """
    if model.casefold() == POCKET.name:
        return POCKET
    for card in KNOWN:
        if model.casefold() == card.name or model == card.source:
            return card
    path = Path(model).expanduser()
    if path.exists() or not _HUB_ID.fullmatch(model):
        return read_card(path)
    return _hub_card(model)


def read_card(path: Path) -> Card:
    """Make a card of what the files of a model folder say.

    Raises ModelUnavailable if a file is missing, damaged, or of a model that is not supported.
    """
    folder = ModelFolder(path.resolve())
    family = folder.family()
    factor = folder.vae_factor()
    multiple_px = factor * folder.unet_factor()
    side_px = max(folder.sample_size() * factor, SIDE_LEAST_PX)
    weights = folder.parameters()
    few = folder.scheduler().get("_class_name") in SCHEDULERS_WITH_FEW_STEPS
    pixels = side_px * side_px
    return Card(
        name=folder.path.name,
        title=folder.path.name,
        family=family,
        source=str(folder.path),
        width_px=side_px,
        height_px=side_px,
        multiple_px=multiple_px,
        least_px=max(SIDE_LEAST_PX, multiple_px, side_px // 2 // multiple_px * multiple_px),
        most_pixels=max(min(4 * pixels, SIDE_MOST_PX**2), pixels),
        steps=6 if few else 20,
        guidance=1.5 if few else 5.0 if family == "stable-diffusion-xl" else 7.5,
        scheduler=Scheduler.LCM if few else Scheduler.DPM_2M,
        gpu_memory_gib=_gib(2 * weights) + _gib(_activations(pixels, bytes_each=2)),
        ram_gib=_gib(4 * weights) + _gib(_activations(pixels, bytes_each=4)),
        cost=1.5 if family == "stable-diffusion-xl" else 1.0,
    )


def _hub_card(model: str) -> Card:
    """Read the card of a hub id from the local cache, or guess it from the name until it is downloaded."""
    from generation.hub import cached  # noqa: PLC0415 - the hub's client is slow to import

    name = model.rpartition("/")[2]
    if path := cached(model):
        return read_card(path).model_copy(update={"name": name, "title": name, "source": model})
    like = KNOWN[-1] if "xl" in name.casefold() else KNOWN[0]
    return like.model_copy(update={"name": name, "title": name, "source": model})


def _activations(pixels: int, bytes_each: int) -> int:
    """Estimate the bytes that drawing one picture needs beside the weights: the VAE's widest layers."""
    return 3 * 256 * pixels * bytes_each


def _gib(count: float) -> float:
    return round(count / 2**30, 1)
