"""What ships beside the pocket model: it loads as the real ones do, and does what its card says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from PIL import Image
from transformers import CLIPImageProcessorPil

from generation.pocket.unfold import unfold
from training import edits
from training.changes import swap
from training.drawing import example
from training.folder import JUDGE, SHIPPED
from training.judge import Judge, load_judge
from training.warning import hang_sign

FEW = 8  # pictures: the figures of many are in the cards


@pytest.fixture(scope="module")
def judge() -> Judge:
    """Load the shipped judge once."""
    return load_judge(JUDGE)


def test_all_that_is_built_on_pocket_is_at_most_30_megabytes() -> None:
    """It travels with the source."""
    sizes = [file.stat().st_size for file in SHIPPED.glob("pocket-*/**/*") if file.is_file()]

    assert 1_000_000 < sum(sizes) <= 30_000_000


def test_inpainting_changes_what_is_under_the_mask(judge: Judge, tmp_path: Path) -> None:
    """Most changes happen, and what can be seen stays."""
    folder = unfold(SHIPPED / "pocket-inpaint", tmp_path / "inpaint")

    happened, pairs = edits.inpaint(folder, judge, FEW)

    asked = edits.edits(FEW, swap)
    off = np.abs(pairs[0].astype(int) - pairs[1])
    kept = [float(off[i][~edit.mask].mean()) for i, edit in enumerate(asked)]
    assert happened >= 0.75
    assert float(np.median(kept)) < 12


def test_the_safety_checker_flags_the_sign_alone() -> None:
    """Through the classes that Stable Diffusion's own checker uses."""
    folder = SHIPPED / "pocket-safety"
    checker = StableDiffusionSafetyChecker.from_pretrained(folder / "safety_checker", dtype=torch.float32)
    processor = CLIPImageProcessorPil.from_pretrained(folder / "feature_extractor")
    rng = np.random.default_rng(0)
    plain = [example(10_000_000 + seed, for_evaluation=True)[1].picture for seed in range(24)]

    def flagged(pictures: list[np.ndarray]) -> float:
        shown = processor(images=[Image.fromarray(picture) for picture in pictures], return_tensors="pt")
        _, found = checker(clip_input=shown.pixel_values, images=np.stack(pictures) / 255)
        return float(np.mean(found))

    assert flagged([hang_sign(picture, rng) for picture in plain]) >= 0.9
    assert flagged(plain) <= 0.1
