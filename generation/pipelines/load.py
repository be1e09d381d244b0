"""Loads a model by its card: the family decides which file draws it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import torch

from generation.catalogue import About, Card
from generation.checksums import check_weights
from generation.errors import ModelUnavailable
from generation.folder import ModelFolder
from generation.gpu import room_on
from generation.memory import Compiling, Needs, Plan, choose
from generation.pipelines.fit import settle
from generation.pipelines.parts import Parts
from generation.pipelines.pipeline import Pipeline
from generation.pocket.unfold import unfold

if TYPE_CHECKING:
    from generation.adapters.tailor import Tailor

FAMILIES = {
    "stable-diffusion": ("generation.pipelines.stable_diffusion", "StableDiffusion"),
    "stable-diffusion-xl": ("generation.pipelines.stable_diffusion_xl", "StableDiffusionXL"),
}


def load_pipeline(
    card: Card,
    device: torch.device,
    memory: str = "auto",
    lighter: Plan | None = None,
    tailor: Tailor | None = None,
    compiling: Compiling = "off",
) -> Pipeline:
    """Load a model as the memory plan of that name says, or ``lighter``; a hub's model is fetched first.

    ``tailor`` works adapters into it while it is loaded. ``compiling`` says whether it may be compiled.

    Raises ModelUnavailable if its files are missing, damaged, or for another purpose than its card says.
    """
    path = locate(card, half=device.type != "cpu")
    with TemporaryDirectory(prefix="limner-model-") as room:
        folder = ModelFolder(unfold(path, Path(room) / path.name))
        check_weights(folder.path)
        module, name = FAMILIES[folder.family()]
        if folder.purpose() is not card.purpose:
            raise ModelUnavailable(card.name, f"its files are for {folder.purpose()}, not for {card.purpose}")
        drawn = card.drawn()
        plan = lighter or choose(
            Needs.of(folder), room_on(device), drawn.width_px, drawn.height_px, memory, compiling
        )
        settle(plan, device)
        pipeline: Pipeline = getattr(import_module(module), name)(Parts(folder, device, plan, tailor))
        return pipeline


def locate(card: About, half: bool) -> Path:
    """Find the folder of a model, fetching it if its source is a hub id."""
    path = Path(card.source)
    if path.is_absolute():
        return path
    from generation.hub import fetch  # noqa: PLC0415 - the hub's client is slow to import

    return fetch(card.source, half)
