"""Trains a LoRA for the pocket model: another hand for the same pictures."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict
from torch import nn

from training.learner import Course, Group, Learner
from training.painter import Apprentice, Easel, train_velocity
from training.studies import Stock

RATE = 2e-3
RANK = 8
TARGETS = ["to_q", "to_k", "to_v", "to_out.0", "conv1", "conv2", "conv_in", "conv_out", "conv_shortcut"]


def train_lora(easel: Easel, stock: Stock, course: Course) -> Learner:
    """Train a LoRA on the UNet, which it is left attached to; all else stays as it is.

    Source: Hu et al. (2021), LoRA, section 4.1.
    """
    torch.manual_seed(12)
    easel.unet.requires_grad_(False)
    easel.text_encoder.requires_grad_(False)
    easel.unet.add_adapter(LoraConfig(r=RANK, lora_alpha=RANK, target_modules=TARGETS))
    added = nn.ParameterList(weight for weight in easel.unet.parameters() if weight.requires_grad)
    return train_velocity(Apprentice([Group(added, RATE)], easel.predict, stock.words), course)


def save_lora(easel: Easel, folder: Path) -> None:
    """Write the LoRA of a UNet as diffusers reads it, in float16."""
    layers = get_peft_model_state_dict(easel.unet)
    halves = {name: weight.half() for name, weight in layers.items()}
    folder.mkdir(parents=True, exist_ok=True)
    StableDiffusionPipeline.save_lora_weights(folder, unet_lora_layers=halves)
