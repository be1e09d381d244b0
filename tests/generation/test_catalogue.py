"""Cards are read from folders without loading a model."""

import json
import os
import shutil
from pathlib import Path

import pytest
import torch
from diffusers import UNet2DConditionModel
from pydantic import ValidationError

from generation.cards import find_card, pocket, read_card
from generation.catalogue import Scheduler, load_catalogue
from generation.engine import Engine
from generation.errors import ModelUnavailable, UnknownChoice
from generation.gpu import cpu_count, device_facts, model_state
from generation.known import KNOWN
from generation.settings import GenerationSettings
from tests.generation.folders import edit_json

SD_15_UNET = {
    "sample_size": 64,
    "cross_attention_dim": 768,
    "block_out_channels": [320, 640, 1280, 1280],
    "down_block_types": ["CrossAttnDownBlock2D"] * 3 + ["DownBlock2D"],
}
SD_15_PARAMETERS = 859_520_964


def settings(model: str) -> GenerationSettings:
    """Set a model."""
    return GenerationSettings.model_validate({"model": model})


@pytest.fixture
def folder(folders: dict[str, Path], tmp_path: Path) -> Path:
    """Copy a model folder that a test may spoil."""
    return Path(shutil.copytree(folders["sd1"], tmp_path / "mine"))


def test_pocket_is_the_model_of_an_unset_studio() -> None:
    """By its name, whatever its case."""
    catalogue = load_catalogue(settings("pocket"))

    assert "pocket" == catalogue.default == catalogue.names()[0]
    assert pocket() == catalogue.card("Pocket ")


def test_chosen_folder_comes_first_and_pocket_stays(folder: Path) -> None:
    """Its name is the folder's."""
    catalogue = load_catalogue(settings(str(folder)))

    assert ("mine", "pocket") == catalogue.names()[:2]
    assert str(folder) == catalogue.card("mine").source


def test_chosen_folder_may_be_called_pocket_too(folder: Path) -> None:
    """Both can be asked for."""
    catalogue = load_catalogue(settings(str(folder.rename(folder.parent / "pocket"))))

    assert ("pocket-2", "pocket") == catalogue.names()[:2]


def test_unknown_name_lists_what_looks_like_it(folder: Path) -> None:
    """Or all there is."""
    with pytest.raises(UnknownChoice) as caught:
        load_catalogue(settings(str(folder))).card("nothing like that")

    assert caught.value.near.startswith("mine, pocket")


@pytest.mark.parametrize("model", ["sd-1.5", "SDXL", "stabilityai/stable-diffusion-2-1"])
def test_known_models_have_their_cards(model: str) -> None:
    """By short name or hub id."""
    assert find_card(model) in KNOWN


@pytest.mark.parametrize(
    ("model", "side_px", "family"),
    [
        ("someone/dreams", 512, "stable-diffusion"),
        ("someone/dreams-XL_v2", 1024, "stable-diffusion-xl"),
    ],
)
def test_other_hub_ids_get_a_card_like_the_nearest_known(model: str, side_px: int, family: str) -> None:
    """Until they are downloaded only the name is known."""
    card = find_card(model)

    assert (model.partition("/")[2], model, side_px, family) == (
        card.name,
        card.source,
        card.width_px,
        card.family,
    )


def test_card_says_what_the_files_say(folders: dict[str, Path]) -> None:
    """Two levels each in the VAE and the UNet: latents in pairs, two pixels each."""
    card = read_card(folders["sdxl"])

    assert ("sdxl", "stable-diffusion-xl", 64, 4, 64, 128 * 128) == (
        card.name,
        card.family,
        card.width_px,
        card.multiple_px,
        card.least_px,
        card.most_pixels,
    )


def test_card_of_the_full_size(folder: Path) -> None:
    """Stable Diffusion 1.5 as its configuration has it."""
    with torch.device("meta"):
        unet = UNet2DConditionModel(**SD_15_UNET)
    unet.save_config(folder / "unet")
    edit_json(folder / "vae" / "config.json", block_out_channels=[128, 256, 512, 512])

    card = read_card(folder)
    noise = torch.empty(1, 4, card.multiple_px // 8, 3 * card.multiple_px // 8, device="meta")
    words = torch.empty(1, 77, 768, device="meta")
    drawn = unet(noise, torch.tensor(1, device="meta"), words).sample

    assert SD_15_PARAMETERS == sum(weights.numel() for weights in unet.parameters())
    assert (512, 64, 256, 1024 * 1024) == (card.width_px, card.multiple_px, card.least_px, card.most_pixels)
    assert noise.shape == drawn.shape


def test_distilled_model_takes_few_steps(folder: Path) -> None:
    """Its scheduler tells."""
    edit_json(folder / "scheduler" / "scheduler_config.json", _class_name="LCMScheduler")

    card = read_card(folder)

    assert (6, 1.5, Scheduler.LCM) == (card.steps, card.guidance, card.scheduler)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("./no-such-folder", "no-such-folder/model_index.json is missing"),
        ("/no/such/folder", "/no/such/folder/model_index.json is missing"),
    ],
)
def test_missing_folder_is_named(model: str, said: str) -> None:
    """With the file that was looked for."""
    with pytest.raises(ModelUnavailable) as caught:
        load_catalogue(settings(model))

    assert caught.value.reason.endswith(said)


@pytest.mark.parametrize(
    "file", ["model_index.json", "unet/config.json", "vae/config.json", "scheduler/scheduler_config.json"]
)
@pytest.mark.parametrize("content", [None, "{", "[]", "\0", "{}"])
def test_spoilt_file_is_named(folder: Path, file: str, content: str | None) -> None:
    """Missing, cut, of another kind, or empty."""
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(content)
    if (file, content) == ("scheduler/scheduler_config.json", "{}"):
        assert Scheduler.DPM_2M is read_card(folder).scheduler  # all its values have defaults
        return

    with pytest.raises(ModelUnavailable) as caught:
        read_card(folder)

    assert str(folder / file) in caught.value.reason


def test_other_pipelines_are_refused_by_name(folder: Path) -> None:
    """Before anything is loaded."""
    edit_json(folder / "model_index.json", _class_name="FluxPipeline")

    with pytest.raises(ModelUnavailable, match="missing or damaged") as caught:
        read_card(folder)

    assert caught.value.reason.endswith("names FluxPipeline, which is not supported")


@pytest.mark.parametrize(
    "file",
    [
        "unet/diffusion_pytorch_model.safetensors",
        "vae/diffusion_pytorch_model.safetensors",
        "text_encoder/model.safetensors",
        "text_encoder/config.json",
        "tokenizer/tokenizer.json",
    ],
)
def test_drawing_with_a_spoilt_part_names_it(folder: Path, file: str) -> None:
    """Cut in the middle."""
    path = folder / file
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    engine = Engine(load_catalogue(settings(str(folder))), "cpu")

    with pytest.raises(ModelUnavailable) as caught:
        engine.warm("mine")

    assert str(path.parent) in caught.value.reason


def test_pickled_weights_are_never_read(folder: Path) -> None:
    """They could run code."""
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    torch.save({}, weights.with_suffix(".bin"))
    weights.unlink()
    engine = Engine(load_catalogue(settings(str(folder))), "cpu")

    with pytest.raises(ModelUnavailable):
        engine.warm("mine")


def test_half_precision_files_suffice(folder: Path) -> None:
    """Where a folder holds no others."""
    for file in folder.rglob("*.safetensors"):
        file.rename(file.with_name(file.name.replace(".safetensors", ".fp16.safetensors")))
    engine = Engine(load_catalogue(settings(str(folder))), "cpu")

    engine.warm("mine")

    assert model_state(find_card(str(folder))).found


def test_state_of_a_whole_model(folders: dict[str, Path]) -> None:
    """Found, with its size on the disk."""
    state = model_state(read_card(folders["sdxl"]))

    assert (True, (), str(folders["sdxl"])) == (state.found, state.missing, state.path)
    assert 100_000 < state.bytes < 10_000_000


def test_state_names_what_is_missing_or_cut(folder: Path) -> None:
    """As paths in the folder."""
    card = read_card(folder)
    (folder / "scheduler" / "scheduler_config.json").unlink()
    (folder / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    os.truncate(weights, weights.stat().st_size - 1)

    state = model_state(card)

    assert not state.found
    assert (
        "scheduler/scheduler_config.json",
        "unet/diffusion_pytorch_model.safetensors",
        "vae/*.safetensors",
    ) == state.missing


def test_state_of_a_folder_that_is_gone(tmp_path: Path) -> None:
    """Every part is missing."""
    card = pocket().model_copy(update={"source": str(tmp_path / "gone")})

    assert "model_index.json" in model_state(card).missing


def test_parameters_are_counted_from_the_headers(folder: Path) -> None:
    """A card's memory follows from them."""
    header = json.dumps({"a": {"dtype": "F32", "shape": [2**14, 2**16], "data_offsets": [0, 0]}}).encode()
    path = folder / "unet" / "diffusion_pytorch_model.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header)

    card = read_card(folder)

    assert (2.0, 4.0) == (card.gpu_memory_gib, card.ram_gib)


def test_facts_of_this_machine() -> None:
    """Enough for advice."""
    facts = device_facts("cpu")

    assert ("cpu", "CPU") == (facts.device, facts.name)
    assert 0 < facts.ram_free_gib <= facts.ram_gib == facts.memory_gib
    assert 1 <= cpu_count() == facts.cpus
    assert torch.__version__.startswith(facts.torch.split("+")[0])


@pytest.mark.parametrize(("name", "value"), [("device", "gpu"), ("device", "cuda:x"), ("model", " ")])
def test_wrong_settings_are_refused_by_name(name: str, value: str) -> None:
    """With an example of a right one."""
    with pytest.raises(ValidationError, match=name):
        GenerationSettings.model_validate({name: value})


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the project's prefix."""
    monkeypatch.setenv("LIMNER_MODEL", "sdxl")
    monkeypatch.setenv("LIMNER_DEVICE", "CUDA:1")

    assert ("sdxl", "cuda:1") == (GenerationSettings().model, GenerationSettings().device)
