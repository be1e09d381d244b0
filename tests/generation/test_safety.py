"""The safety checker, found beside the model and loaded as Stable Diffusion's is; a blur that hides all."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import CLIPConfig, CLIPImageProcessorPil

from generation.cards import SHIPPED
from generation.catalogue import Base, Catalogue
from generation.errors import ModelUnavailable
from generation.safety import CELLS, Safety, blurred
from tests import factories
from tests.fakes.signs import drawing, watched_catalogue


def test_shipped_checker_judges_what_its_base_draws() -> None:
    """The sign alone is flagged, whatever the size of the picture."""
    safety = Safety(watched_catalogue(), "cpu")
    large = drawing(True).resize((512, 512))

    assert [True, False, True] == safety.flagged([drawing(True), drawing(False), large], "pocket")
    assert safety.there("pocket")


def test_model_of_another_base_is_not_judged_by_it() -> None:
    """A checker that knows one drawn sign says nothing of photographs."""
    card = factories.CARD.model_copy(update={"base": Base.SD_1, "name": "other"})
    catalogue = Catalogue((card,), card.name, watched_catalogue().extras)

    assert not Safety(catalogue, "cpu").there("other")
    assert [False] == Safety(catalogue, "cpu").flagged([drawing(True)], "other")


def large_checker(folder: Path, threshold: float) -> None:
    """Write a checker of the real one's width (ViT-L/14), but few layers deep, with weights of no meaning.

    All cosines are compared with ``threshold``.
    """
    vision = {
        "hidden_size": 1024,
        "intermediate_size": 4096,
        "num_hidden_layers": 2,  # 24 pass as well, and take half a minute
        "num_attention_heads": 16,
        "image_size": 224,
        "patch_size": 14,
        "projection_dim": 768,
    }
    with torch.device("meta"):
        net = StableDiffusionSafetyChecker(CLIPConfig(vision_config=vision, projection_dim=768))
    net = net.to_empty(device="cpu").half()
    chance = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for weight in net.parameters():
            weight.copy_(torch.randn(weight.shape[-1:], generator=chance) * 0.02)  # of one row: quick
        for buffer in net.buffers():
            buffer.copy_(torch.arange(buffer.numel()).view(buffer.shape))
        net.concept_embeds.normal_(generator=chance)
        net.special_care_embeds.normal_(generator=chance)
        net.concept_embeds_weights.fill_(threshold)
        net.special_care_embeds_weights.fill_(1.0)
    net.save_pretrained(folder / "safety_checker")
    CLIPImageProcessorPil().save_pretrained(folder / "feature_extractor")


@pytest.mark.parametrize(("threshold", "flagged"), [(-1.01, True), (1.01, False)])
def test_checker_of_real_width_lies_beside_its_model(tmp_path: Path, threshold: float, flagged: bool) -> None:
    """As the folder of a Stable Diffusion model holds it; below every threshold all is flagged, none."""
    large_checker(tmp_path, threshold)
    card = factories.CARD.model_copy(update={"base": Base.SD_1, "source": str(tmp_path)})
    safety = Safety(Catalogue((card,), card.name), "cpu")

    assert [flagged] * 2 == safety.flagged([drawing(True).resize((640, 320)), drawing(False)], card.name)


def test_checker_as_the_hub_has_it(tmp_path: Path) -> None:
    """In half precision alone, with the names and the processor of years ago, it judges the same."""
    shipped, old = SHIPPED / "pocket-safety" / "safety_checker", tmp_path / "safety_checker"
    old.mkdir()
    (old / "config.json").write_text((shipped / "config.json").read_text())
    weights = load_file(shipped / "model.safetensors")
    renamed = {
        name.replace("vision_model.", "vision_model.vision_model.", 1): one for name, one in weights.items()
    }
    renamed["vision_model.vision_model.embeddings.position_ids"] = torch.arange(65)[None]
    save_file(renamed, old / "model.fp16.safetensors")
    eyes = tmp_path / "feature_extractor"
    eyes.mkdir()
    half = [0.5, 0.5, 0.5]
    said = {"feature_extractor_type": "CLIPFeatureExtractor", "size": 128, "crop_size": 128, "resample": 3}
    switches = dict.fromkeys(("do_center_crop", "do_convert_rgb", "do_normalize", "do_resize"), True)
    (eyes / "preprocessor_config.json").write_text(
        json.dumps({**said, **switches, "image_mean": half, "image_std": half})
    )
    safety = Safety(factories.catalogue(), "cpu", str(tmp_path))

    assert [True, False] == safety.flagged([drawing(True), drawing(False)])


def test_missing_weights_are_not_made_up(tmp_path: Path) -> None:
    """A checker with a part of chance would judge by chance."""
    shipped = SHIPPED / "pocket-safety" / "safety_checker"
    (tmp_path / "config.json").write_text((shipped / "config.json").read_text())
    weights = load_file(shipped / "model.safetensors")
    weights.pop("visual_projection.weight")
    save_file(weights, tmp_path / "model.safetensors")

    with pytest.raises(ModelUnavailable, match="safety checker"):
        Safety(factories.catalogue(), "cpu", str(tmp_path)).flagged([drawing(False)])


def test_damaged_checker_is_named(tmp_path: Path) -> None:
    """Nothing is drawn unchecked where somebody chose a checker."""
    (tmp_path / "config.json").write_text("{}")

    with pytest.raises(ModelUnavailable, match="safety checker"):
        Safety(factories.catalogue(), "cpu", str(tmp_path)).flagged([drawing(False)])


def test_blurred_picture_keeps_a_few_patches_of_colour() -> None:
    """What is left of it is told by a grid of 6 cells: the checker sees no sign, and no edge is left."""
    for signed in (True, False):
        picture = drawing(signed).resize((512, 512))
        soft = blurred(picture)
        again = soft.resize((CELLS, CELLS), Image.Resampling.BOX).resize((512, 512), Image.Resampling.BICUBIC)
        steepest = np.abs(np.diff(np.asarray(soft).astype(int), axis=1)).max()

        assert picture.size == soft.size
        assert steepest < 8 < np.abs(np.diff(np.asarray(picture).astype(int), axis=1)).max()
        assert np.abs(np.asarray(again).astype(int) - np.asarray(soft)).mean() < 6
        assert [False] == Safety(watched_catalogue(), "cpu").flagged([soft])
