"""`limner train lora`: one's own pictures, on the shelf as a LoRA."""

from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from generation.shelf.stock import stock
from limner.__main__ import app
from training.drawing import example


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write five pictures, and work in a folder of the test."""
    monkeypatch.setenv("LIMNER_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "pictures"
    folder.mkdir()
    for seed in range(5):
        drawn = example(10_000_000 + seed, for_evaluation=True)[1].picture
        Image.fromarray(drawn).convert("L").save(folder / f"{seed}.png")
    return folder


def train(folder: Path, *more: str) -> tuple[int, str]:
    """Run the command. Returns: its exit code and what it printed."""
    answer = CliRunner().invoke(app, ["train", "lora", str(folder), "--name", "greys", *more])
    return answer.exit_code, answer.output


def test_pictures_become_a_lora_on_the_shelf(pictures: Path, tmp_path: Path) -> None:
    """With its words and its base; no second one of the name is begun, and no checkpoint is left."""
    code, told = train(pictures, "--steps", "10", "--words", "a grey house")
    (card,) = stock(tmp_path / "data" / "models")
    again, why = train(pictures)

    assert (0, "greys", "lora", "pocket") == (code, card.name, card.purpose, card.base), told
    assert "called by: a grey house" in told
    assert (2, True) == (again, "There is a model called greys already" in why)
    assert [] == list((tmp_path / "data" / "training" / "lora-greys").iterdir())


def test_wrong_pictures_end_with_one_sentence(pictures: Path) -> None:
    """Before anything is loaded."""
    (pictures / "0.png").unlink()

    assert (2, True) == (train(pictures)[0], "at least 5 pictures; you brought 4" in train(pictures)[1])
    assert (2, True) == (train(pictures / "none")[0], "is no folder" in train(pictures / "none")[1])
