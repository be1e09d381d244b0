"""A checkpoint of one file becomes the folder that diffusers makes of it, and draws."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.loaders.single_file_utils import (
    convert_ldm_clip_checkpoint,
    convert_ldm_unet_checkpoint,
    convert_ldm_vae_checkpoint,
    convert_open_clip_checkpoint,
)
from safetensors.torch import load_file
from transformers import CLIPTextConfig, CLIPTextModelWithProjection

from generation.catalogue import Base, Card, Purpose
from generation.checksums import compare, sums_of
from generation.folder import ModelFolder
from generation.pipelines.load import load_pipeline
from generation.shelf import tokens
from generation.shelf.errors import KindUnknown, PartMissing
from generation.shelf.header import read_header
from generation.shelf.intake import add
from generation.shelf.stock import stock
from tests.generation.single import write_single, write_words
from tests.generation.stocked import write_weights

Plain = Mapping[Base, tuple[Card, dict[str, Any]]]

BASES = (Base.SD_1, Base.SD_2, Base.SDXL)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a shelf on which a model lies already, whose words are taken."""
    place = tmp_path / "shelf"
    write_words(place / "earlier")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return place


def added(tmp_path: Path, shelf: Path, base: Base, **more: str | float) -> tuple[Card, dict[str, Any]]:
    """Put a checkpoint on the shelf. Returns: its card, and the weights of its file."""
    file = write_single(tmp_path / "dreams.safetensors", base, **more)  # type: ignore[arg-type]  # by name
    card = add(file, shelf)
    assert isinstance(card, Card)
    return card, load_file(file)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    """Put a checkpoint of each version on a shelf, once."""
    place = tmp_path_factory.mktemp("plain")
    write_words(place / "shelf" / "earlier")
    found = {}
    for base in BASES:
        (place / base).mkdir()
        found[base] = added(place / base, place / "shelf", base, **{"modelspec.prediction_type": "epsilon"})
        (Path(found[base][0].source).parent / "dreams").rename(place / "shelf" / base)
        source = str(place / "shelf" / base)
        found[base] = found[base][0].model_copy(update={"source": source}), found[base][1]
    return found


def part(card: Card, name: str) -> dict[str, Any]:
    """Read the weights of a part."""
    [file] = (Path(card.source) / name).glob("*.safetensors")
    return load_file(file)


def same(expected: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether all names and all bits are the same."""
    return expected.keys() == found.keys() and all(torch.equal(expected[name], found[name]) for name in found)


@pytest.mark.parametrize("base", BASES)
def test_parts_are_those_that_diffusers_makes(plain: Plain, base: Base) -> None:
    """Every weight of UNet, VAE and text encoders, bit for bit; and the configurations fit them."""
    card, file = plain[base]
    folder = ModelFolder(Path(card.source))

    unet = UNet2DConditionModel.from_config(dict(folder.unet()))
    unet.load_state_dict(part(card, "unet"))
    vae = AutoencoderKL.from_config(dict(folder.vae()))
    vae.load_state_dict(part(card, "vae"))

    assert same(convert_ldm_unet_checkpoint(dict(file), dict(unet.config)), part(card, "unet"))
    assert same(convert_ldm_vae_checkpoint(dict(file), dict(vae.config)), part(card, "vae"))
    assert (base, Purpose.TEXT_TO_IMAGE) == (card.base, card.purpose)
    assert all(check.whole for check in compare(folder.path, sums_of(folder.path)))


@pytest.mark.parametrize("base", [Base.SD_1, Base.SDXL])
def test_clip_keeps_its_names(plain: Plain, base: Base) -> None:
    """Positions are counted anew by whoever reads it."""
    card, file = plain[base]
    prefix = "cond_stage_model.transformer." if base is Base.SD_1 else "conditioner.embedders.0.transformer."

    expected = convert_ldm_clip_checkpoint(dict(file), prefix)
    expected.pop("text_model.embeddings.position_ids", None)

    assert same(expected, part(card, "text_encoder"))


def test_open_clip_is_cut_and_turned(plain: Plain) -> None:
    """Queries, keys and values come apart, and the projection lies turned."""
    card, file = plain[Base.SDXL]
    reader = CLIPTextModelWithProjection(CLIPTextConfig.from_pretrained(Path(card.source) / "text_encoder_2"))

    expected = convert_open_clip_checkpoint(reader, dict(file), "conditioner.embedders.1.model.")

    assert same(expected, part(card, "text_encoder_2"))


def test_last_layer_of_version_2_is_left_out(plain: Plain) -> None:
    """That model reads the last but one."""
    card, _ = plain[Base.SD_2]

    layers = {name.split(".")[3] for name in part(card, "text_encoder") if ".layers." in name}

    assert {"0", "1"} == layers


@pytest.mark.parametrize(
    ("base", "spread", "told", "expected"),
    [
        (Base.SD_2, 0.2, {}, "v_prediction"),
        (Base.SD_2, 0.01, {}, "epsilon"),
        (Base.SD_2, 0.2, {"modelspec.prediction_type": "epsilon"}, "epsilon"),
        (Base.SD_1, 0.2, {}, "epsilon"),
        (Base.SDXL, 0.2, {"modelspec.prediction_type": "v"}, "v_prediction"),
    ],
)
def test_what_a_model_predicts_is_found(
    tmp_path: Path, shelf: Path, base: Base, spread: float, told: dict[str, str], expected: str
) -> None:
    """As the file says, else by its last biases."""
    card, _ = added(tmp_path, shelf, base, spread=spread, **told)

    assert expected == ModelFolder(Path(card.source)).scheduler()["prediction_type"]


@pytest.mark.parametrize("base", BASES)
def test_unpacked_model_is_loaded(plain: Plain, base: Base) -> None:
    """By the same pipelines as any folder."""
    card, _ = plain[base]

    assert load_pipeline(card, torch.device("cpu"))


def test_inpainting_model_is_known(tmp_path: Path, shelf: Path) -> None:
    """It reads nine channels."""
    card, _ = added(tmp_path, shelf, Base.SD_1, inputs=9)

    assert Purpose.INPAINTING is card.purpose


def test_half_a_checkpoint_leaves_nothing(tmp_path: Path, shelf: Path) -> None:
    """Its shapes tell of no network."""
    file = tmp_path / "a.safetensors"
    whole = read_header(write_single(file, Base.SD_1))
    shapes = {name: tensor.shape for name, tensor in whole.tensors.items() if ".op." not in name}

    with pytest.raises(KindUnknown):
        add(write_weights(file, shapes), shelf)
    assert () == stock(shelf)
    assert ["earlier"] == [path.name for path in shelf.iterdir()]


def test_without_words_nothing_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the hub cannot be reached either."""

    def away(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("huggingface_hub.hf_hub_download", away)
    with pytest.raises(PartMissing) as caught:
        tokens.find_tokenizer(tmp_path)
    assert "tokenizer" == caught.value.part
