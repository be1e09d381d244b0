"""`limner upscale`: a picture becomes a larger one, without a server."""

import subprocess
from pathlib import Path

from PIL import Image

from tests.limner.conftest import CLI, environment


def limner(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a folder."""
    return subprocess.run(
        [*CLI, *words], cwd=folder, env=environment(device="cpu"), capture_output=True, text=True, check=False
    )


def test_picture_is_enlarged(tmp_path: Path) -> None:
    """By the upscaler that ships."""
    Image.new("RGB", (90, 64), "teal").save(tmp_path / "small.png")

    answer = limner(tmp_path, "upscale", "small.png", "--factor", "4", "-o", "large")

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("large.png  360x256  pocket-upscale-4x  ")
    with Image.open(tmp_path / "large.png") as picture:
        assert (360, 256) == picture.size


def test_wrong_factor_ends_with_one_sentence(tmp_path: Path) -> None:
    """It says which there are."""
    Image.new("RGB", (90, 64), "teal").save(tmp_path / "small.png")

    answer = limner(tmp_path, "upscale", "small.png", "--factor", "3")

    assert answer.returncode == 2
    assert 1 == len(answer.stderr.splitlines())
    assert not (tmp_path / "larger.png").exists()
