"""What ships beside the pocket model: it loads as the real ones do, and does what its card says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
from training.folder import JUDGE, POCKET, SHIPPED, open_folder
from training.hints import HINTS, Hint
from training.judge import Judge, judge_pictures, load_judge
from training.labels import PLACE_IN_HEADS
from training.scoring import paint
from training.subjects import EYEWEAR, HAIR_COLOURS
from training.warning import hang_sign

FEW = 8  # pictures: the figures of many are in the cards


@pytest.fixture
def pocket() -> Any:  # noqa: ANN401  # diffusers is untyped
    """Load the pocket model; tests may attach something to it."""
    return open_folder(POCKET)


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
    assert happened >= 0.6
    assert float(np.median(kept)) < 12


@pytest.mark.parametrize("hint", HINTS)
def test_pictures_follow_a_map(pocket: Any, hint: Hint) -> None:  # noqa: ANN401
    """Their edges agree with those of the map far better than without it."""
    guided, free, _ = edits.controlnet(pocket, SHIPPED / f"pocket-controlnet-{hint}", hint, FEW)

    assert guided > 1.5 * free


def test_pictures_follow_the_depth_of_another(pocket: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Their depth, read by the model's own estimator, is far nearer to it than without."""
    folder = unfold(SHIPPED / "pocket-depth", tmp_path / "depth")

    off, off_free, _ = edits.depth(folder, pocket, FEW)

    assert off < 0.7 * off_free


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


def test_the_lora_makes_ink_drawings(pocket: Any) -> None:  # noqa: ANN401
    """Loaded as any LoRA is, it takes most of the colour away; without it all is as before."""
    prompts = ["a red house on a hill by day", "a yellow boat on the sea by day"]
    before = paint(pocket, prompts)

    pocket.load_lora_weights(SHIPPED / "pocket-lora-ink")
    inked = paint(pocket, prompts)
    pocket.unload_lora_weights()

    assert _colour(inked) < 0.6 * _colour(before)
    assert np.array_equal(before, paint(pocket, prompts))


def test_the_word_for_mira_paints_her(pocket: Any, judge: Judge) -> None:  # noqa: ANN401
    """Loaded as any textual inversion is: pink hair and sunglasses, which the prompt does not name."""
    pocket.load_textual_inversion(SHIPPED / "pocket-ti-mira")

    seen = judge_pictures(judge, paint(pocket, ["a portrait of <mira> on a blue background"] * 4))

    pink = seen[:, PLACE_IN_HEADS["hair_colour"]] == HAIR_COLOURS.index("pink")
    shaded = seen[:, PLACE_IN_HEADS["eyewear"]] == EYEWEAR.index("sunglasses")
    assert (pink & shaded).sum() >= 3


def _colour(pictures: np.ndarray) -> float:
    """Measure how far pictures, uint8 [n, 128, 128, 3], are from grey: mean of 0..255."""
    return float((pictures.max(3).astype(int) - pictures.min(3)).mean())
