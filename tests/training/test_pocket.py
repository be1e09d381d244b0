"""The weights that ship: they load quietly, stay small and do what a prompt says."""

from __future__ import annotations

import json
import logging
from typing import Any

import numpy as np
import pytest

from training.folder import JUDGE, POCKET, open_folder
from training.judge import Judge, judge_pictures, load_judge
from training.labels import PLACE_IN_HEADS
from training.scoring import (
    held_out_drawings,
    held_out_prompts,
    judge_accuracy,
    paint,
    score,
)
from training.subjects import COLOURS, EYEWEAR, TIMES
from training.vision import psnr_db


@pytest.fixture(scope="module")
def pipeline() -> Any:  # noqa: ANN401  # diffusers is untyped
    """Load the shipped folder once."""
    return open_folder(POCKET)


@pytest.fixture(scope="module")
def judge() -> Judge:
    """Load the shipped judge once."""
    return load_judge(JUDGE)


def test_the_folder_is_at_most_15_megabytes() -> None:
    """It travels with the source."""
    size = sum(file.stat().st_size for file in POCKET.rglob("*") if file.is_file())

    assert size <= 15_000_000
    assert JUDGE.stat().st_size <= 1_000_000


def test_the_folder_loads_without_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """Neither a Python warning (they are errors here) nor a logged one."""
    with caplog.at_level(logging.WARNING):
        open_folder(POCKET)

    assert [] == caplog.records


def test_the_folder_tells_how_it_was_made() -> None:
    """The recipe, its minutes and the steps taken are beside the weights."""
    told = json.loads((POCKET / "training.json").read_text())

    assert told["recipe"] == "limner train pocket"
    assert told["parts"]["unet"]["steps"] > 1000


def test_the_scheduler_asks_for_velocity(pipeline: Any) -> None:  # noqa: ANN401  # diffusers is untyped
    """Schedulers made from its config neither clip latents nor take noise for velocity."""
    config = pipeline.scheduler.config

    assert config.prediction_type == "v_prediction"
    assert config.clip_sample is False


def test_the_judge_reads_held_out_drawings(judge: Judge) -> None:
    """A judge that cannot read drawings cannot judge pictures."""
    accuracy = judge_accuracy(judge, *held_out_drawings(200))

    assert np.mean(list(accuracy.values())) >= 0.98


def test_the_autoencoder_keeps_faces_and_windows(pipeline: Any) -> None:  # noqa: ANN401  # diffusers
    """A round trip of held-out drawings loses little."""
    _, drawings = held_out_drawings(24)

    assert psnr_db(pipeline.vae, drawings) >= 30


def test_pictures_show_what_held_out_prompts_name(pipeline: Any, judge: Judge) -> None:  # noqa: ANN401
    """Combinations never drawn in training still come out as asked, in both languages.

    The weights reach 0.94 of all attributes in both languages; 24 prompts may differ by 0.03 by chance.
    """
    prompts = held_out_prompts(24)

    pictures = paint(pipeline, [prompt.caption.text for prompt in prompts])

    assert score(prompts, judge_pictures(judge, pictures)).mean >= 0.88


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        (
            "a red house on a green hill at night",
            {"house_colour": 1 + COLOURS.index("red"), "time": TIMES.index("night")},
        ),
        (
            "夜晚绿色山丘上的红房子",
            {"house_colour": 1 + COLOURS.index("red"), "time": TIMES.index("night")},
        ),
        (
            "a smiling woman with long red hair and glasses on a blue background",
            {"eyewear": EYEWEAR.index("glasses"), "background": COLOURS.index("blue")},
        ),
    ],
)
def test_the_prompts_of_the_manual_work(
    pipeline: Any,  # noqa: ANN401  # diffusers is untyped
    judge: Judge,
    prompt: str,
    wanted: dict[str, int],
) -> None:
    """At least three of four seeds show what the prompt says."""
    seen = judge_pictures(judge, paint(pipeline, [prompt] * 4))

    right = np.stack([seen[:, PLACE_IN_HEADS[name]] == value for name, value in wanted.items()])
    assert right.all(0).sum() >= 3
