"""Every model has a card; those that ship are found by what lies in their folder."""

import json
import re
import shutil
from pathlib import Path

import pytest

from generation import hub
from generation.cards import SHIPPED, all_cards, find_card, pocket, read_card, shipped
from generation.catalogue import AnyCard, Base, Card, Catalogue, ExtraCard, Purpose, load_catalogue
from generation.engine import Engine
from generation.errors import ModelUnavailable, UnknownChoice
from generation.extras import CONTROLNETS
from generation.known import EDITORS, SD_21
from generation.settings import GenerationSettings
from tests.generation.folders import edit_json

ROOT = Path(__file__).parents[2]
HUB_ID = re.compile(r"[\w-]+/[\w.-]+", re.ASCII)


def ship(root: Path, name: str, **told: object) -> Path:
    """Lay a small upscaler where models ship from."""
    folder = root / name
    folder.mkdir(parents=True)
    card = {"name": name, "title": name.title(), "purpose": "upscaler", "scale": 2} | told
    (folder / "card.json").write_text(json.dumps(card))
    (folder / "net.safetensors").write_bytes(b"")
    return folder


@pytest.mark.parametrize("card", all_cards(), ids=lambda card: card.name)
def test_card_is_complete(card: AnyCard) -> None:
    """It says what the model does, by whom it was made, what it cannot do, what it needs and its licence."""
    assert card == type(card).model_validate(card.model_dump())
    assert all((card.draws, card.trained, card.limits, card.licence))
    assert 0 < card.gpu_memory_gib <= card.ram_gib
    assert Path(card.source).is_relative_to(SHIPPED) or HUB_ID.fullmatch(card.source)


@pytest.mark.parametrize("card", shipped(), ids=lambda card: card.name)
def test_shipped_card_has_figures_and_a_page(card: AnyCard) -> None:
    """What was measured, how long it was trained, and more to read."""
    assert card.figures
    assert card.minutes
    assert (ROOT / card.page).is_file()


def test_names_are_unique() -> None:
    """Whatever their case."""
    names = [card.name.casefold() for card in all_cards()]

    assert len(names) == len(set(names))


def test_controlnets_say_what_they_fit_and_follow() -> None:
    """Else nobody could choose one."""
    assert all(card.base and card.control for card in CONTROLNETS)


def test_shipped_folder_is_found_by_its_card(tmp_path: Path) -> None:
    """Adding a model is adding a folder."""
    folder = ship(tmp_path, "pocket-upscale-2x", base="pocket")

    [card] = shipped(tmp_path)

    assert isinstance(card, ExtraCard)
    assert ("pocket-upscale-2x", Purpose.UPSCALER, Base.POCKET, 2) == (
        card.name,
        card.purpose,
        card.base,
        card.scale,
    )
    assert str(folder) == card.source


def test_folder_without_weights_is_not_listed(tmp_path: Path) -> None:
    """Nor one without a card."""
    (ship(tmp_path, "planned") / "net.safetensors").unlink()
    (ship(tmp_path, "judge") / "card.json").unlink()

    assert () == shipped(tmp_path)


def test_sizes_of_a_shipped_model_follow_from_its_files(folders: dict[str, Path], tmp_path: Path) -> None:
    """The card says the rest, and wins."""
    folder = Path(shutil.copytree(folders["sd1"], tmp_path / "small"))
    told = {"name": "small", "title": "Small", "base": "pocket", "guidance": 3.0}
    (folder / "card.json").write_text(json.dumps(told))

    [card] = shipped(tmp_path)
    read = read_card(folder)

    assert isinstance(card, Card)
    assert (read.width_px, read.multiple_px, read.steps) == (card.width_px, card.multiple_px, card.steps)
    assert ("Small", Base.POCKET, 3.0) == (card.title, card.base, card.guidance)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"scale": 3000}, "scale: "),
        ({"weight": 3}, "weight: "),
        ({"figures": [{"what": "PSNR"}]}, "figures.0.value: "),
        ({"purpose": "cooking"}, "model_index.json is missing"),
    ],
)
def test_damaged_card_is_named_with_its_field(tmp_path: Path, told: dict[str, object], said: str) -> None:
    """In one line."""
    folder = ship(tmp_path, "wrong", **told)

    with pytest.raises(ModelUnavailable) as caught:
        shipped(tmp_path)

    assert str(folder) in caught.value.reason
    assert said in caught.value.reason
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize("content", ["", "{", "[]", "7"])
def test_card_that_is_no_json_object_is_named(tmp_path: Path, content: str) -> None:
    """A half-written file, for example."""
    card = ship(tmp_path, "wrong") / "card.json"
    card.write_text(content)

    with pytest.raises(ModelUnavailable) as caught:
        shipped(tmp_path)

    assert caught.value.reason.startswith(f"{card} is no card: ")


def test_models_are_asked_for_by_purpose() -> None:
    """Who draws from words is not offered a model that inpaints."""
    catalogue = Catalogue((EDITORS[0], pocket(), SD_21), "pocket")

    assert ("pocket", "sd-2.1") == catalogue.names()
    assert ("sd-1.5-inpainting",) == catalogue.names(Purpose.INPAINTING)
    assert EDITORS[0] == catalogue.card("SD-1.5-inpainting", Purpose.INPAINTING)
    with pytest.raises(UnknownChoice):
        catalogue.card("sd-1.5-inpainting")


@pytest.mark.parametrize("model", ["sd-2-depth", "sd2-community/stable-diffusion-2-depth"])
def test_studio_draws_from_words(model: str) -> None:
    """A model for something else is refused before anything starts."""
    with pytest.raises(ModelUnavailable) as caught:
        load_catalogue(GenerationSettings(model=model))

    assert "it is for depth, not for drawing from words alone" == caught.value.reason


def test_folder_tells_its_purpose_and_base(folders: dict[str, Path], tmp_path: Path) -> None:
    """By its pipeline and the width of its text encoder."""
    folder = Path(shutil.copytree(folders["sd1"], tmp_path / "mine"))
    edit_json(folder / "model_index.json", _class_name="StableDiffusionInpaintPipeline")
    edit_json(folder / "unet" / "config.json", cross_attention_dim=1024)

    card = read_card(folder)

    assert (Purpose.INPAINTING, Base.SD_2) == (card.purpose, card.base)
    assert (None, Base.SDXL) == (read_card(folders["sd1"]).base, read_card(folders["sdxl"]).base)


def test_files_for_another_purpose_than_the_card_are_not_loaded(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    """A hub id is known by its name alone until it is downloaded."""
    folder = Path(shutil.copytree(folders["sd1"], tmp_path / "mine"))
    card = read_card(folder)
    edit_json(folder / "model_index.json", _class_name="StableDiffusionInpaintPipeline")

    with pytest.raises(ModelUnavailable) as caught:
        Engine(Catalogue((card,), "mine"), "cpu").warm("mine")

    assert "its files are for inpainting, not for text-to-image" == caught.value.reason


def test_first_hub_id_leads_to_the_mirror_that_stands() -> None:
    """The second family was taken down."""
    assert SD_21 == find_card("stabilityai/stable-diffusion-2-1")


def test_old_copy_in_the_cache_is_used(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing needs to be downloaded again."""
    old = "stabilityai/stable-diffusion-2-1"
    monkeypatch.setattr(hub, "cached", lambda model: folders["sd2"] if model == old else None)

    assert old == find_card(old).source
