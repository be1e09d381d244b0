"""`limner imagine` with a small model, from words to files."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from generation.checksums import write_checksums
from generation.picture import read_recipe
from tests.generation.folders import write_stable_diffusion
from tests.limner.conftest import CLI, environment


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small model folder."""
    return write_stable_diffusion(tmp_path_factory.mktemp("models") / "small")


def imagine(*words: str, model: Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the command in a folder."""
    return subprocess.run(
        [*CLI, "imagine", *words],
        cwd=folder,
        env=environment(model=str(model), device="cpu"),
        capture_output=True,
        text=True,
        check=False,
    )


def test_loras_are_worn_and_told(tmp_path: Path) -> None:
    """By an option of the command; the file's recipe knows it, and a wrong name is one sentence."""
    few = ("a", "boat", "--steps", "2", "--size", "64x64", "--upscale", "off", "-o", "out.png")

    done = imagine(*few, "--lora", "sepia:0.8", model=Path("pocket"), folder=tmp_path)
    refused = imagine(*few, "--lora", "sepiia", model=Path("pocket"), folder=tmp_path)

    recipe = read_recipe((tmp_path / "out.png").read_bytes())
    assert recipe is not None, done.stderr
    assert [("pocket-lora-sepia", 0.8)] == [(one.name, one.weight) for one in recipe.adapters]
    assert "with pocket-lora-sepia 0.8" in done.stdout
    assert "no LoRA called “sepiia”" in refused.stderr


def test_pictures_are_written_with_their_own_recipes(model: Path, tmp_path: Path) -> None:
    """Flags need no quotes, and each of several pictures can be made again alone, from its file."""
    words = (
        "a",
        "red",
        "house",
        "--n",
        "2",
        "--seed",
        "7",
        "--steps",
        "3",
        "--size",
        "64x64",
        "-o",
        "out.png",
    )
    answer = imagine(*words, model=model, folder=tmp_path)
    assert answer.returncode == 0, answer.stderr

    second = tmp_path / "out-2.png"
    recipe = read_recipe(second.read_bytes())
    assert recipe is not None
    assert (recipe.prompt, recipe.seed, recipe.count, recipe.steps) == ("a red house", 8, 1, 3)
    lines = answer.stdout.splitlines()
    assert lines[:2] == ["out-1.png  seed 7", "out-2.png  seed 8"]
    assert lines[2].startswith("small 64x64  3 steps dpm++-2m  guidance 7.5  ")

    with Image.open(second) as picture:
        assert picture.size == (64, 64)
    assert {path.name for path in tmp_path.iterdir()} == {"out-1.png", "out-2.png"}


@pytest.mark.parametrize("heavy", ["celery", "sqlalchemy", "fastapi", "bots.web", "discord", "telegram"])
def test_drawing_imports_no_server(heavy: str) -> None:
    """What is not needed is not waited for."""
    code = (
        "import sys, bots.forms, bots.grammar, bots.wording, limner.commands.imagine, limner.settings;"
        "import generation.catalogue, generation.compose, generation.picture, limner.brought, tasks.job;"
        f"raise SystemExit({heavy!r} in sys.modules)"
    )

    assert subprocess.run([CLI[0], "-c", code], check=False).returncode == 0


def test_unknown_words_are_told_after_the_picture(tmp_path: Path) -> None:
    """The picture is made all the same."""
    answer = imagine("a", "wombat", "--steps", "1", "-o", "w.png", model=Path("pocket"), folder=tmp_path)

    assert (tmp_path / "w.png").is_file()
    assert "This small model does not know: wombat." == answer.stdout.splitlines()[-1]


def test_damaged_weights_are_named(model: Path, tmp_path: Path) -> None:
    """With the checksum that they should have; no picture, no trace."""
    copy = shutil.copytree(model, tmp_path / "copy")
    write_checksums(copy)
    weights = copy / "vae" / "diffusion_pytorch_model.safetensors"
    expected = hashlib.sha256(weights.read_bytes()).hexdigest()
    weights.write_bytes(weights.read_bytes()[:-1])

    answer = imagine("a", "house", model=copy, folder=tmp_path)

    assert 1 == answer.returncode
    assert "vae/diffusion_pytorch_model.safetensors is damaged" in answer.stderr
    assert expected[:12] in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "limner.png").exists()


def test_line_of_several_prompts_gives_as_many_files(model: Path, tmp_path: Path) -> None:
    """Each with the prompt that it is of, words drawn from a list among them."""
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "animal.txt").write_text("fox\n", "utf-8")
    words = ("{red,blue}", "__animal__", "--seed", "7", "--steps", "1", "--size", "64x64", "-o", "out.png")
    answer = subprocess.run(
        [*CLI, "imagine", *words],
        cwd=tmp_path,
        env=environment(model=str(model), device="cpu", wildcards=str(lists)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr

    assert ["out-1.png  seed 7  red fox", "out-2.png  seed 7  blue fox"] == answer.stdout.splitlines()[:2]
    recipes = [read_recipe((tmp_path / f"out-{number}.png").read_bytes()) for number in (1, 2)]
    assert ["red fox", "blue fox"] == [recipe.prompt for recipe in recipes if recipe]
