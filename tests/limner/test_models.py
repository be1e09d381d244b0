"""`limner models`: every card can be found and read."""

import json
import subprocess
from pathlib import Path
from unittest.mock import Mock

import pytest

from generation.cards import SHIPPED
from generation.catalogue import AnyCard, load_catalogue
from generation.errors import ModelUnavailable
from generation.settings import GenerationSettings
from limner import model
from limner.card_text import REWRITE, page
from limner.shelf import Place, alike, every_card, place_of
from tests.limner.conftest import CLI, environment

ROOT = Path(__file__).parents[2]
Finished = subprocess.CompletedProcess[str]


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Make an empty cache of the hub."""
    folder = tmp_path / "hub"
    folder.mkdir()
    return folder


def models(*words: str, hub: Path, **settings: str) -> Finished:
    """Run `limner models` with nothing but this cache and these settings."""
    env = environment(**settings) | {"HF_HUB_CACHE": str(hub), "HF_HUB_OFFLINE": "1"}
    command = [*CLI, "models", *words]
    return subprocess.run(command, cwd=hub, env=env, capture_output=True, text=True, check=False)


def listed(*words: str, hub: Path, **settings: str) -> list[dict[str, object]]:
    """Read what `limner models list` writes as JSON."""
    answer = models("list", *words, "--json", hub=hub, **settings)
    assert answer.returncode == 0, answer.stderr
    found: list[dict[str, object]] = json.loads(answer.stdout)
    return found


def download(hub: Path, model: str, *files: str) -> None:
    """Put files into the cache as the hub's client does."""
    folder = hub / f"models--{model.replace('/', '--')}"
    for file in files:
        path = folder / "snapshots" / "1" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{}")
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text("1")


def test_list_shows_what_is_here(hub: Path) -> None:
    """And how to see the rest."""
    answer = models("list", hub=hub)

    assert "pocket (default)" in answer.stdout
    assert "sdxl" not in answer.stdout
    assert answer.stdout.endswith("more can be downloaded: limner models list --all\n")


def test_list_of_all_has_every_card_once(hub: Path) -> None:
    """Each on one line, whole, where no terminal limits it."""
    answer = models("list", "--all", hub=hub)
    lines = answer.stdout.splitlines()[1:]

    assert {card.name for card in every_card()} == {line.split()[0] for line in lines}
    assert len(every_card()) == len(lines)


def test_list_of_one_purpose(hub: Path) -> None:
    """Whatever its case."""
    found = listed("--all", "--purpose", "Upscaler", hub=hub)

    assert {"upscaler"} == {entry["purpose"] for entry in found}
    assert {"real-esrgan-4x", "sd-x4-upscaler"} <= {entry["name"] for entry in found}


def test_unknown_purpose_is_refused_by_one_sentence(hub: Path) -> None:
    """With the one that was meant."""
    answer = models("list", "--purpose", "upscalers", hub=hub)

    assert (2, 'There is no purpose called "upscalers". Try: upscaler.\n') == (
        answer.returncode,
        answer.stderr,
    )


def test_downloaded_models_are_told_from_the_others(hub: Path) -> None:
    """A ControlNet by its configuration, an upscaler by its file; without weights it is there in part."""
    canny, depth = "lllyasviel/control_v11p_sd15_canny", "lllyasviel/control_v11f1p_sd15_depth"
    download(hub, canny, "config.json", "diffusion_pytorch_model.safetensors")
    download(hub, depth, "config.json")
    download(hub, "nateraw/real-esrgan", "RealESRGAN_x2plus.pth")
    download(hub, "stabilityai/stable-diffusion-xl-base-1.0", "model_index.json")

    places = {entry["name"]: entry["place"] for entry in listed("--all", hub=hub)}

    assert "shipped" == places["pocket"]
    assert "downloaded" == places["sd-1.5-controlnet-canny"] == places["real-esrgan-2x"]
    assert "in part" == places["sd-1.5-controlnet-depth"] == places["sdxl"]
    assert "no" == places["real-esrgan-4x"] == places["sd-1.5"]


def test_chosen_model_is_listed_before_it_is_downloaded(hub: Path) -> None:
    """It is what the studio draws with."""
    found = listed(hub=hub, model="someone/dreams")

    assert ["dreams", "pocket"] == [entry["name"] for entry in found][:2]
    assert [True, False] == [entry["default"] for entry in found][:2]


def test_show_prints_the_whole_card(hub: Path) -> None:
    """Figures, limits, licence and the hub id."""
    shipped = models("show", "Pocket", hub=hub).stdout
    mirror = models("show", "stabilityai/stable-diffusion-2-1", hub=hub).stdout

    assert all(words in shipped for words in ("minutes of training", "dB", "MIT", "docs/models/pocket.md"))
    assert all(words in mirror for words in ("sd-2.1", "sd2-community/", "mirror", "RAIL++-M", "=sd-2.1"))


def test_show_reads_a_folder(hub: Path) -> None:
    """Before the operator chooses it."""
    folder = ROOT / "generation" / "pocket" / "pocket"

    answer = models("show", str(folder), "--json", hub=hub)

    assert "pocket" == json.loads(answer.stdout)["name"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sdlx", "Try: sdxl"),
        ("pockett", "Try: pocket"),
        ("openpose", "Try: sd-1.5-controlnet-openpose."),
        ("zzzz", "See: limner models list --all."),
        ("", "See: limner models list --all."),
        (".", "model_index.json is missing."),
    ],
)
def test_unknown_model_is_refused_by_one_sentence(hub: Path, name: str, said: str) -> None:
    """With the names that look like it; exit code 2."""
    answer = models("show", name, hub=hub)

    assert 2 == answer.returncode
    assert said in answer.stderr
    assert 1 == answer.stderr.count("\n")


def test_damaged_shipped_model_is_to_be_restored(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No setting of the operator is at fault."""
    fault = ModelUnavailable("pocket", f"{SHIPPED}/pocket/card.json is no card: it is empty")
    monkeypatch.setattr(model, "load_catalogue", Mock(side_effect=fault, spec_set=load_catalogue))

    with pytest.raises(SystemExit):
        model.catalogue(GenerationSettings())

    assert "pocket cannot be used: " in (said := capsys.readouterr().err)
    assert said.endswith(f"{model.RESTORE}\n")
    assert "LIMNER_MODEL" not in said


def test_names_that_hold_the_word_are_alike() -> None:
    """Close ones first, at most four."""
    assert ("sdxl", "sdxl-inpainting") == alike("SDXL", ["pocket", "sdxl-inpainting", "sdxl"])
    assert () == alike("", ["pocket"])


@pytest.mark.parametrize("card", every_card(), ids=lambda card: card.name)
def test_nothing_is_loaded_to_find_a_model(card: AnyCard) -> None:
    """Every card has a place."""
    assert place_of(card) in Place


def test_page_of_the_documentation_is_up_to_date() -> None:
    """A new card belongs there."""
    stored = (ROOT / "docs" / "models.md").read_text()

    assert page(every_card()) == stored, f"the cards have changed; run: {REWRITE}"
