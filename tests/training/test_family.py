"""What ships beside the pocket model: it loads as the real ones do, and does what its card says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionDepth2ImgPipeline
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from PIL import Image
from transformers import BlipForConditionalGeneration, CLIPImageProcessorPil, CLIPTokenizer

from generation.adapters.lora import read_lora
from generation.cards import find_card
from generation.catalogue import Catalogue
from generation.compose import ImageForm, Switch, compose
from generation.describing import ASK_CHINESE, ASK_ENGLISH
from generation.engine import Engine
from generation.pocket.unfold import unfold
from training import edits, maps
from training.changes import swap
from training.character import MIRA, WORD
from training.describer import describe_pictures
from training.drawing import example
from training.folder import JUDGE, POCKET, SHIPPED, open_folder
from training.hints import Hint
from training.judge import Judge, judge_pictures, load_judge
from training.labels import PLACE_IN_HEADS, labels
from training.lora import FILE
from training.maps import Layout
from training.plain import in_chinese, in_english
from training.scoring import Pictures, held_out_drawings, paint
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


@pytest.fixture(scope="module")
def asked() -> list[Layout]:
    """Word a few scenes without saying where things are."""
    return maps.layouts(FEW)


@pytest.fixture(scope="module")
def free(asked: list[Layout]) -> Pictures:
    """Paint them from words alone."""
    return maps.unguided(open_folder(POCKET), asked)


@pytest.mark.parametrize("hint", ["canny", "scribble"])
def test_a_controlnet_says_where_things_are(hint: Hint, asked: list[Layout], free: Pictures) -> None:
    """Edges fall on the lines of the map far more often than without it."""
    guided, shown = maps.controlnet(open_folder(POCKET), SHIPPED / f"pocket-controlnet-{hint}", hint, asked)

    assert maps.agreement(guided, shown) > 1.5 * maps.agreement(free, shown)


@pytest.mark.filterwarnings("ignore:In CPU autocast")  # diffusers asks for it whatever the device
def test_depths_say_where_things_are(asked: list[Layout], free: Pictures, tmp_path: Path) -> None:
    """By the ControlNet and the depth model, whose own estimator reads the pictures; the drawings agree."""
    folder = unfold(SHIPPED / "pocket-depth", tmp_path / "depth")
    reading = edits.open_pipeline(StableDiffusionDepth2ImgPipeline, folder)
    guided, _ = maps.controlnet(open_folder(POCKET), SHIPPED / "pocket-controlnet-depth", "depth", asked)
    drawings = np.stack([one.drawing.picture for one in asked])

    off = maps.depth_error(reading, free, asked)

    assert maps.depth_error(reading, guided, asked) < off / 1.5
    assert maps.depth_error(reading, maps.depth(reading, asked), asked) < off / 1.5
    assert maps.depth_error(reading, drawings, asked) < off / 2


def test_the_describer_names_what_is_there() -> None:
    """The scene and its time are right more often than not, in both languages."""
    net = BlipForConditionalGeneration.from_pretrained(
        SHIPPED / "pocket-describe", dtype=torch.float32
    ).eval()
    tokenizer = CLIPTokenizer.from_pretrained(SHIPPED / "pocket-describe")
    subjects, pictures = held_out_drawings(16)

    english = describe_pictures(net, tokenizer, pictures, ASK_ENGLISH)
    chinese = describe_pictures(net, tokenizer, pictures, ASK_CHINESE)

    assert sum(told == in_english(subject) for told, subject in zip(english, subjects, strict=True)) >= 6
    assert sum(told == in_chinese(subject) for told, subject in zip(chinese, subjects, strict=True)) >= 4


def test_the_second_model_draws_through_the_engine() -> None:
    """It is folded, and nobody notices: the same words, another picture, darker lines."""
    catalogue = Catalogue((find_card("pocket"), find_card("pocket-v2")), "pocket")
    engine = Engine(catalogue, "cpu")

    def draw(model: str) -> np.ndarray:
        form = ImageForm(prompt="a red house on a green hill by day", seed=7, model=model, upscale=Switch.OFF)
        [picture] = engine.draw(compose(form, catalogue))
        return np.asarray(picture.image, np.float32)

    plain, printed = draw("pocket"), draw("pocket-v2")

    assert plain.shape == printed.shape == (128, 128, 3)
    assert float(np.abs(plain - printed).mean()) > 4


def test_the_lora_turns_pictures_brown() -> None:
    """Little colour is left of red, blue and green."""
    pocket = open_folder(POCKET)
    prompts = ["a red house on a green hill by day", "a smiling woman with red hair on a blue background"]
    before = paint(pocket, prompts)

    read_lora(SHIPPED / "pocket-lora-sepia" / FILE, "sepia").work_into(pocket.unet, "unet")

    assert colour(paint(pocket, prompts)) < 0.6 * colour(before)


def test_the_new_word_means_the_character(judge: Judge) -> None:
    """Pink hair in a bun and dark glasses, without a word about them."""
    pocket = open_folder(POCKET)
    pocket.load_textual_inversion(SHIPPED / "pocket-ti-mira", local_files_only=True)

    made = paint(
        pocket, [f"a smiling {WORD} on a {colour} background" for colour in ("blue", "green", "white")]
    )

    seen = judge_pictures(judge, made)
    wanted = labels(MIRA)
    heads = [PLACE_IN_HEADS[name] for name in ("hair_colour", "hair_style", "eyewear")]
    assert (seen[:, heads] == [wanted[head] for head in heads]).mean() >= 0.7


def colour(pictures: Pictures) -> float:
    """Measure how far pictures are from grey, 0..255."""
    return float(np.ptp(pictures.astype(np.float32), axis=-1).mean())
