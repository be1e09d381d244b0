"""`limner restore`: a photo becomes a better one, without a server."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.factories import photograph
from tests.gfpgan import stand_in
from tests.limner.conftest import CLI, environment


def limner(folder: Path, *words: str, weights: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command in a folder."""
    settings = environment(gfpgan=str(weights), device="cpu")
    return subprocess.run(
        [*CLI, *words], cwd=folder, env=settings, capture_output=True, text=True, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a photograph."""
    (tmp_path / "face.png").write_bytes(photograph())
    return tmp_path


def test_photo_is_restored_and_enlarged(folder: Path) -> None:
    """The upscaler that ships enlarges what is around the face."""
    words = ("restore", "face.png", "--strength", "0.8", "--enlarge", "2", "-o", "sharp")
    answer = limner(folder, *words, weights=stand_in().parent)

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("sharp.png  512x512  faces 1  ")
    with Image.open(folder / "sharp.png") as picture:
        assert (512, 512) == picture.size


def test_missing_weights_end_with_one_sentence(folder: Path) -> None:
    """It says how to get them."""
    answer = limner(folder, "restore", "face.png", weights=folder / "none")

    assert answer.returncode == 1
    assert 1 == len(answer.stderr.splitlines())
    assert "limner models pull gfpgan" in answer.stderr
    assert not (folder / "restored.png").exists()
