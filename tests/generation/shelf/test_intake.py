"""Models are put on the shelf whole or not at all, and seen at once."""

import pickle
import shutil
from pathlib import Path

import pytest
import torch

from generation.cards import SHIPPED, read_card
from generation.catalogue import Base, Card, ExtraCard, Purpose, load_catalogue
from generation.checksums import compare, sums_of
from generation.errors import Refusal
from generation.models import Models
from generation.settings import GenerationSettings
from generation.shelf.errors import (
    FileCutOff,
    FileHoldsCode,
    KindUnknown,
    LinkInside,
    ModelNameTaken,
    ModelNameUnfit,
    NothingThere,
    PartMissing,
    SeveralThere,
)
from generation.shelf.from_hub import wanted_of
from generation.shelf.intake import Wish, add
from generation.shelf.stock import stock, take_off
from tests.generation.folders import write_stable_diffusion
from tests.generation.stocked import write_lora, write_weights
from tests.generation.upscaling import write_latent_upscaler


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Name a shelf that does not exist yet."""
    return tmp_path / "shelf"


def test_lora_comes_with_its_card(tmp_path: Path, shelf: Path) -> None:
    """Title, base, licence and the words that call it, as its trainer wrote them."""
    card = add(write_lora(tmp_path / "Ink_Wash v2.safetensors"), shelf)

    assert isinstance(card, ExtraCard)
    assert ("ink-wash-v2", Purpose.LORA, Base.SD_1) == (card.name, card.purpose, card.base)
    assert ("Ink wash", "CC-BY-4.0", "By Mei.") == (card.title, card.licence, card.trained)
    assert "inkwash style" == card.trigger
    assert (shelf / "ink-wash-v2" / card.file).is_file()
    assert [card.sha256] == [digest for digest, _ in sums_of(Path(card.source))]
    assert all(check.whole for check in compare(Path(card.source), sums_of(Path(card.source))))


def test_told_trigger_counts_more_than_tags(tmp_path: Path, shelf: Path) -> None:
    """Tidied: a stranger wrote it."""
    file = write_lora(tmp_path / "a.safetensors", **{"modelspec.trigger_phrase": "ink\nwash\u202e <b>"})

    card = add(file, shelf)

    assert isinstance(card, ExtraCard)
    assert "ink wash <b>" == card.trigger


@pytest.mark.parametrize("tags", ["{", "[]", '{"a": 3}', '{"a": {"b": "c"}}', "[" * 9000])
def test_tags_that_cannot_be_read_are_left_out(tmp_path: Path, shelf: Path, tags: str) -> None:
    """The model is taken all the same."""
    card = add(write_lora(tmp_path / "a.safetensors", ss_tag_frequency=tags), shelf)

    assert isinstance(card, ExtraCard)
    assert "" == card.trigger


def test_upscaler_that_draws_comes_under_its_known_name(tmp_path: Path, shelf: Path) -> None:
    """Nothing else may be called as a known model; the catalogue has it as soon as it lies there."""
    folder = write_latent_upscaler(tmp_path / "sd-x2-latent-upscaler")
    (folder / "README.md").write_text("---\nlicense: openrail++\n---\nHello")

    card = add(folder, shelf)
    known = load_catalogue(GenerationSettings(models=shelf))

    assert isinstance(card, ExtraCard)
    assert ("sd-x2-latent-upscaler", Purpose.UPSCALER, 2, True) == (
        card.name,
        card.purpose,
        card.scale,
        card.prompted,
    )
    assert "openrail++" == card.licence
    assert card in known.extras
    assert all(check.whole for check in compare(Path(card.source), sums_of(Path(card.source))))


def test_upscaler_that_lacks_a_part_is_refused(tmp_path: Path, shelf: Path) -> None:
    """Or whose weights would have to be unpickled."""
    folder = write_latent_upscaler(tmp_path / "latent")
    unet = folder / "unet" / "diffusion_pytorch_model.safetensors"
    unet.rename(unet.with_suffix(".bin"))
    with pytest.raises(FileHoldsCode):
        add(folder, shelf)
    shutil.rmtree(folder / "vae")

    with pytest.raises((PartMissing, KindUnknown)):
        add(folder, shelf)
    assert () == stock(shelf)


def test_folder_in_diffusers_format_is_taken_whole(tmp_path: Path, shelf: Path) -> None:
    """Its card is the one of its files; what does not belong to it stays behind."""
    folder = write_stable_diffusion(tmp_path / "Dreams", prediction_type="v_prediction")
    (folder / "README.md").write_text("---\nlicense: openrail\n---\nHello")
    (folder / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"\x80")
    (folder / "notes.py").write_text("import os")

    card = add(folder, shelf)

    assert isinstance(card, Card)
    expected = {"name": "dreams", "title": "Dreams", "licence": "openrail"}
    expected |= {"source": card.source, "sha256": card.sha256}
    assert read_card(folder).model_copy(update=expected) == card
    assert not list(Path(card.source).rglob("*.bin")) + list(Path(card.source).rglob("*.py"))
    assert 3 == len(sums_of(Path(card.source)))


def test_folder_with_one_file_is_that_file(tmp_path: Path, shelf: Path) -> None:
    """As diffusers saves LoRAs; it is called as the folder is."""
    shutil.copytree(SHIPPED / "pocket-lora-sepia", tmp_path / "Sepia")

    assert ("sepia", Base.POCKET) == ((card := add(tmp_path / "Sepia", shelf)).name, card.base)


def test_models_are_seen_without_a_restart(tmp_path: Path, shelf: Path) -> None:
    """By every catalogue that is open, in another process, too, where it was sent by a pipe."""
    catalogue = load_catalogue(GenerationSettings(models=shelf))
    elsewhere = pickle.loads(pickle.dumps(catalogue))  # noqa: S301 - our own
    assert "pocket" in catalogue.names()

    add(write_lora(tmp_path / "ink.safetensors"), shelf)
    add(write_stable_diffusion(tmp_path / "dreams"), shelf)
    for one in (catalogue, elsewhere):
        assert "dreams" == one.drawer("Dreams").name
        assert "ink" in {card.name for card in one.extras}

    take_off(shelf, "dreams")
    assert "dreams" not in catalogue.names()
    assert ["ink"] == [card.name for card in stock(shelf)]


def test_added_model_may_be_what_draws(tmp_path: Path, shelf: Path) -> None:
    """By its name, and it stands there once."""
    add(write_stable_diffusion(tmp_path / "dreams"), shelf)

    catalogue = load_catalogue(GenerationSettings(models=shelf, model="dreams"))

    assert "dreams" == catalogue.default
    assert 1 == catalogue.names().count("dreams")


def test_damaged_card_hides_one_model_alone(tmp_path: Path, shelf: Path) -> None:
    """The studio goes on with the others."""
    add(write_lora(tmp_path / "ink.safetensors"), shelf)
    (shelf / "broken").mkdir()
    (shelf / "broken" / "card.json").write_text("{")

    assert ["ink"] == [card.name for card in stock(shelf)]


@pytest.mark.parametrize(
    "name", ["../up", "a/b", ".hidden", "Ink", "ink wash", "墨", "a" * 61, "all", "sadtalker", "a.", "a\n"]
)
def test_name_that_is_no_folder_of_the_shelf_is_refused(tmp_path: Path, shelf: Path, name: str) -> None:
    """With one that would do."""
    file = write_lora(tmp_path / "ink.safetensors")

    with pytest.raises(ModelNameUnfit) as caught:
        add(file, shelf, Wish(name))
    assert add(file, shelf, Wish(caught.value.near)).name == caught.value.near


@pytest.mark.parametrize("name", ["pocket", "sdxl", "ink"])
def test_name_that_is_taken_is_refused(tmp_path: Path, shelf: Path, name: str) -> None:
    """By a model that ships, one that is known, or one that was added."""
    file = write_lora(tmp_path / "ink.safetensors")
    add(file, shelf)

    with pytest.raises(ModelNameTaken):
        add(file, shelf, Wish(name))


def refused(source: Path, shelf: Path, kind: type[Refusal]) -> None:
    """Expect a refusal that leaves nothing behind."""
    with pytest.raises(kind):
        add(source, shelf)
    assert not shelf.exists() or not list(shelf.iterdir())


def test_what_cannot_be_used_leaves_nothing(tmp_path: Path, shelf: Path) -> None:
    """A pickle, a file cut off, a stranger's model, several files, nothing."""
    file = write_lora(tmp_path / "a" / "ink.safetensors")
    write_lora(tmp_path / "a" / "other.safetensors")
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(file.read_bytes()[:-2])
    (tmp_path / "pickled").mkdir()
    (tmp_path / "pickled" / "model.bin").write_bytes(b"\x80")
    (tmp_path / "empty").mkdir()

    refused(cut, shelf, FileCutOff)
    refused(write_weights(tmp_path / "b.safetensors", {"a": (3,)}), shelf, KindUnknown)
    refused(tmp_path / "a", shelf, SeveralThere)
    refused(tmp_path / "pickled", shelf, FileHoldsCode)
    refused(tmp_path / "empty", shelf, NothingThere)
    refused(tmp_path / "missing", shelf, NothingThere)


def test_folder_with_something_wrong_is_refused(tmp_path: Path, shelf: Path) -> None:
    """A link, a part that is pickled or missing, a file that lies, another program's model."""
    folder = write_stable_diffusion(tmp_path / "dreams")

    def spoilt(name: str) -> Path:
        return Path(shutil.copytree(folder, tmp_path / name))

    linked = spoilt("linked")
    (linked / "unet" / "more.json").symlink_to("/etc/passwd")
    refused(linked, shelf, LinkInside)
    pickled = spoilt("pickled")
    (pickled / "vae" / "diffusion_pytorch_model.safetensors").rename(pickled / "vae" / "model.bin")
    refused(pickled, shelf, FileHoldsCode)
    lacking = spoilt("lacking")
    shutil.rmtree(lacking / "text_encoder")
    refused(lacking, shelf, PartMissing)
    (spoilt("other") / "model_index.json").write_text('{"_class_name": "FluxPipeline"}')
    refused(tmp_path / "other", shelf, KindUnknown)
    (tmp_path / "link").symlink_to(folder)
    refused(tmp_path / "link", shelf, LinkInside)


def test_another_model_of_the_same_name_is_loaded_anew(tmp_path: Path, shelf: Path) -> None:
    """A running worker draws with what lies there now."""
    models = Models(torch.device("cpu"))
    folders = [write_stable_diffusion(tmp_path / kind, kind) for kind in ("epsilon", "v_prediction")]
    loaded = []
    for folder in folders:
        card = add(folder, shelf, Wish("dreams"))
        assert isinstance(card, Card)
        with models.use(card) as one, models.use(card) as again:
            assert one is again
            loaded.append(one)
        take_off(shelf, "dreams")

    assert loaded[0] is not loaded[1]


def test_only_what_is_needed_is_brought_from_the_hub() -> None:
    """Of a folder its parts in full precision, else the only file; what needs unpickling is refused."""
    part = "unet/diffusion_pytorch_model"
    files = [
        "model_index.json",
        "README.md",
        f"{part}.safetensors",
        f"{part}.fp16.safetensors",
        f"{part}.bin",
    ]

    assert files[:3] == sorted(wanted_of("a/b", [*files, "whole.safetensors"]), key=files.index)
    assert ["ink.safetensors"] == wanted_of("a/b", ["ink.safetensors", "x.png"])
    for some, kind in ((["a.bin"], FileHoldsCode), (["a.png"], NothingThere)):
        with pytest.raises(kind):
            wanted_of("a/b", some)
    with pytest.raises(SeveralThere):
        wanted_of("a/b", ["a.safetensors", "b.safetensors"])
