"""`limner describe`: a picture is put into words, without a server."""

import subprocess
from pathlib import Path

from PIL import Image

from tests.limner.conftest import CLI, environment
from training.drawing import example


def limner(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a folder."""
    env = environment(device="cpu")
    return subprocess.run(
        [*CLI, *words], cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_picture_is_put_into_words(tmp_path: Path) -> None:
    """One a line, and beside them who said so."""
    Image.fromarray(example(3)[1].picture).save(tmp_path / "car.png")

    answer = limner(tmp_path, "describe", "car.png", "--language", "zh")

    assert answer.returncode == 0, answer.stderr
    assert 4 == len(answer.stdout.splitlines())
    assert "白色汽车" in answer.stdout
    assert "small describer" in answer.stderr


def test_what_is_wrong_ends_with_one_sentence(tmp_path: Path) -> None:
    """A language that there is not, and a file that is none."""
    (tmp_path / "words.png").write_text("Dear painter")

    for words in (("words.png",), ("words.png", "--language", "fr")):
        answer = limner(tmp_path, "describe", *words)

        assert answer.returncode == 2
        assert 1 == len(answer.stderr.splitlines())
