"""`limner train pocket`: a real, tiny training, stopped and taken up again."""

import signal
import subprocess
from pathlib import Path

import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

from limner.__main__ import app
from tests.limner.conftest import CLI, environment, wait_for
from tests.patience import PATIENCE_S
from training.learner import Report

pytestmark = pytest.mark.timeout(300)  # two busy cores draw 250 pictures and import torch


def start(work: Path, minutes: float, log: Path) -> "subprocess.Popen[bytes]":
    """Train the smallest part on the fewest pictures."""
    choices = ("--part", "judge", "--pictures", "250", "--minutes", str(minutes), "--work", str(work))
    with log.open("ab") as stream:
        return subprocess.Popen(
            [*CLI, "train", "pocket", *choices],
            env=environment(),
            stdout=stream,
            stderr=stream,
            preexec_fn=_hears_ctrl_c,  # noqa: PLW1509 - no other thread is forked here
        )


def _hears_ctrl_c() -> None:
    """Undo what a shell does to its background jobs, whose children ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def steps_of(work: Path) -> int:
    """Read from a checkpoint how far it is."""
    return int(torch.load(work / "judge.pt", weights_only=True)["steps"])


def test_training_is_stopped_and_goes_on(tmp_path: Path) -> None:
    """Ctrl-C leaves a checkpoint; the same command goes on, finishes, and its curve holds both halves."""
    work, log = tmp_path / "work", tmp_path / "log"
    first = start(work, 5, log)
    try:
        assert wait_for(lambda: "judge: step 1," in log.read_text() or first.poll() is not None, 120)
        first.send_signal(signal.SIGINT)
        assert first.wait(PATIENCE_S) == 130, log.read_text()
    finally:
        first.kill()
        first.wait()
    stopped_at = steps_of(work)
    second = start(work, 0.01, log)  # less than is spent: nothing is left to train

    assert second.wait(120) == 0, log.read_text()
    told = log.read_text()
    assert "The same command goes on where it stopped." in told
    assert f"judge: going on after step {stopped_at}" in told
    assert "Traceback" not in told
    assert (work / "judge" / "judge.safetensors").is_file()
    with Image.open(work / "losses.png") as picture:
        colours = picture.getcolors(maxcolors=1 << 16)
    assert colours is not None
    assert len(colours) > 2


def test_unknown_part_is_named(tmp_path: Path) -> None:
    """With those that there are."""
    answer = subprocess.run(
        [*CLI, "train", "pocket", "--part", "nose", "--work", str(tmp_path)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert 2 == answer.returncode
    assert "there is no part nose" in answer.stderr
    assert "judge" in answer.stderr


def test_finished_model_is_sealed_where_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Minutes are those of the chosen parts; the model that ships is left alone."""
    from training import pocket  # noqa: PLC0415 - torch

    asked: list[tuple[pocket.Recipe, tuple[str, ...]]] = []

    def train_pocket(recipe: pocket.Recipe, parts: tuple[str, ...], report: Report) -> None:
        asked.append((recipe, parts))
        report("a line")
        (recipe.folder / "unet").mkdir(parents=True)
        (recipe.folder / "model_index.json").write_text("{}")
        (recipe.folder / "unet" / "weights.safetensors").write_bytes(b"weights")

    monkeypatch.setattr(pocket, "train_pocket", train_pocket)
    work, out = tmp_path / "work", tmp_path / "out"
    words = ("--part", "unet", "--part", "judge", "--minutes", "8", "--work", str(work), "--out", str(out))

    answer = CliRunner().invoke(app, ["train", "pocket", *words])

    assert 0 == answer.exit_code, answer.output
    [(recipe, parts)] = asked
    assert ("judge", "unet") == parts
    assert 8 == pytest.approx(sum(recipe.course(part, print).minutes for part in parts))
    assert out / "pocket" == recipe.folder
    assert {"SHA256SUMS", "vocabulary.json"} <= {path.name for path in recipe.folder.iterdir()}
    assert f"LIMNER_MODEL={out / 'pocket'}" in answer.stdout
