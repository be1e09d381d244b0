"""The pocket depth estimator: a small DPT that reads how near everything in a drawing is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import DPTConfig, DPTForDepthEstimation, DPTImageProcessorPil

from training.dataset import Gallery
from training.learner import Course, Group, Learner, train
from training.vision import as_input

SEED = 8
BATCH = 16
RATE = 2e-3
WIDTH = 96
BEGUN_AT = 0.4  # nearness that an untrained estimator tells everywhere
SLOPE_SHARE = 0.5  # edges of things matter as much as their depth


def build_estimator() -> DPTForDepthEstimation:
    """Make the estimator: a vision transformer on 16 x 16 patches, and a convolutional head.

    Source: Ranftl et al. (2021), Vision Transformers for Dense Prediction.
    """
    config = DPTConfig(
        hidden_size=WIDTH,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=2 * WIDTH,
        image_size=128,
        patch_size=16,
        backbone_out_indices=[0, 1, 2, 3],
        neck_hidden_sizes=[16, 24, 32, 48],
        fusion_hidden_size=16,
        readout_type="ignore",
        is_hybrid=False,
        head_in_index=-1,
        use_batch_norm_in_fusion_residual=False,
    )
    net = DPTForDepthEstimation(config)
    *_, bias = net.head.parameters()
    nn.init.constant_(bias, BEGUN_AT)  # a rectifier follows: begun below 0 it would never learn
    return net


def build_processor() -> DPTImageProcessorPil:
    """Make what turns pictures into the estimator's input: 128 x 128, -1..1."""
    return DPTImageProcessorPil(
        size={"height": 128, "width": 128},
        keep_aspect_ratio=False,
        image_mean=[0.5, 0.5, 0.5],
        image_std=[0.5, 0.5, 0.5],
    )


def train_estimator(gallery: Gallery, course: Course) -> tuple[DPTForDepthEstimation, Learner]:
    """Train the estimator on the drawings, a little blurred and noised as made pictures are."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    net = build_estimator()
    learner = Learner([Group(net, RATE)], average_decay=0.995)

    def loss() -> Tensor:
        chosen = np.sort(rng.integers(0, len(gallery), BATCH))
        near = torch.tensor(gallery.near[chosen]).float() / 255
        pictures = as_input(gallery.pictures[chosen])
        if rng.random() < 0.5:
            pictures = functional.avg_pool2d(pictures, 3, 1, 1)
        pictures = pictures + float(rng.uniform(0, 0.06)) * torch.randn_like(pictures)
        return relief_loss(net(pixel_values=pictures).predicted_depth, near)

    train(learner, loss, course)
    learner.lend_average()
    return net.eval(), learner


def relief_loss(told: Tensor, near: Tensor) -> Tensor:
    """Compare depths told, [b, h, w], with true ones, [b, 128, 128], by value and by slope."""
    told = functional.interpolate(told[:, None], size=near.shape[1:], mode="bilinear")[:, 0]
    loss = (told - near).abs().mean()
    for axis in (1, 2):
        loss = loss + SLOPE_SHARE * (told.diff(dim=axis) - near.diff(dim=axis)).abs().mean()
    return loss


def save_estimator(net: DPTForDepthEstimation, folder: Path) -> None:
    """Write the estimator and its processor into a depth model's folder, in float16."""
    net.half().save_pretrained(folder / "depth_estimator")
    build_processor().save_pretrained(folder / "feature_extractor")
