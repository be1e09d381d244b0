"""Trains a LoRA for the pocket model: another hand for the same pictures."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from generation.learning.lowrank import LowRank, attach, layers_of
from training.learner import Course, Group, Learner
from training.painter import Apprentice, Easel, train_velocity
from training.studies import Stock

RATE = 2e-3
FILE = "pytorch_lora_weights.safetensors"  # as diffusers names it


def train_lora(easel: Easel, stock: Stock, course: Course) -> tuple[dict[str, LowRank], Learner]:
    """Train a LoRA on the UNet, which it is left attached to; all else stays as it is."""
    torch.manual_seed(12)
    easel.text_encoder.requires_grad_(False)
    added = attach(easel.unet)
    learning = Group(nn.ModuleList(added.values()), RATE)
    return added, train_velocity(Apprentice([learning], easel.predict, stock.words), course)


def save_lora(added: dict[str, LowRank], folder: Path) -> None:
    """Write a LoRA of a UNet as diffusers reads it, in float16."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(layers_of(added), folder / FILE)
