"""Whatever is trained on the drawings takes a step and is written as its library reads it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BlipForConditionalGeneration, DPTForDepthEstimation

from generation.describing import ASK_ENGLISH
from training.character import WORD, save_character, train_character
from training.dataset import Gallery, stack, subject_of
from training.describer import describe_pictures, save_describer, train_describer
from training.drawing import example
from training.folder import POCKET, open_easel, open_folder
from training.learner import Course
from training.plain import in_chinese, in_english
from training.relief import build_processor, save_estimator, train_estimator
from training.styles import Restyled, print_on_paper, sepia

SHORT = 0.0005  # minutes: a step or two
COUNT = 6


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    """Draw a few pictures."""
    return Gallery(*stack([example(seed)[1] for seed in range(COUNT)]))


def quiet(told: object) -> None:
    """Tell nobody."""


def test_the_describer_speaks_after_training(gallery: Gallery, tmp_path: Path) -> None:
    """What was written describes a picture in words of the tokenizer."""
    tokenizer = open_easel(POCKET)[0].tokenizer

    net, learner = train_describer(tokenizer, gallery, Course(tmp_path / "d.pt", SHORT, quiet))
    save_describer(net, tokenizer, tmp_path / "describe")

    again = BlipForConditionalGeneration.from_pretrained(tmp_path / "describe", dtype=torch.float32)
    told = describe_pictures(again.eval(), tokenizer, gallery.pictures[:2], ASK_ENGLISH)
    assert learner.steps >= 1
    assert 2 == len(told)


def test_plain_words_name_everything_in_both_languages() -> None:
    """As people would type it."""
    assert in_english(subject_of(3)) == "a white car in the middle on the sea by day"
    assert in_chinese(subject_of(3)) == "白天，大海上的中间的一辆白色汽车"


def test_the_estimator_is_read_as_a_dpt(gallery: Gallery, tmp_path: Path) -> None:
    """One depth for each pixel that it is given."""
    net, _ = train_estimator(gallery, Course(tmp_path / "e.pt", SHORT, quiet))
    save_estimator(net, tmp_path / "depth")

    again = DPTForDepthEstimation.from_pretrained(tmp_path / "depth" / "depth_estimator", dtype=torch.float32)
    pixels = build_processor()(images=[gallery.pictures[0]], return_tensors="pt").pixel_values
    with torch.no_grad():
        assert (1, 128, 128) == tuple(again(pixel_values=pixels).predicted_depth.shape)


def test_a_word_is_loaded_as_a_textual_inversion(tmp_path: Path) -> None:
    """The tokenizer knows it afterwards, and its vector is the one that was learnt."""
    easel, vae = open_easel(POCKET)

    word, _ = train_character(easel, vae, Course(tmp_path / "w.pt", SHORT, quiet))
    save_character(word, tmp_path / "word")

    pipeline = open_folder(POCKET)
    pipeline.load_textual_inversion(tmp_path / "word")
    place = pipeline.tokenizer.convert_tokens_to_ids(WORD)
    learnt = pipeline.text_encoder.get_input_embeddings().weight[place]
    assert torch.allclose(word, learnt, atol=1e-3)


@pytest.mark.parametrize("style", [sepia, print_on_paper])
def test_another_hand_draws_the_same_thing_twice_alike(gallery: Gallery, style: object) -> None:
    """A style changes the picture, keeps its shape, and depends on nothing but the drawing."""
    chosen = sepia if style is sepia else print_on_paper

    drawn = Restyled(gallery, chosen)[0:3]

    assert gallery.pictures[:3].shape == drawn.shape
    assert np.array_equal(drawn, Restyled(gallery, chosen)[0:3])
    assert np.abs(drawn.astype(int) - gallery.pictures[:3]).mean() > 3
