"""`limner models verify` and `evaluate`: what they say, and how they end."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from typer.testing import CliRunner

from generation.cards import SHIPPED
from limner.__main__ import app
from tests.limner.conftest import CLI, environment

UNET = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the shipped model."""
    return shutil.copytree(SHIPPED / "pocket", tmp_path / "mine")


def verify(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run the command."""
    command = [*CLI, "models", "verify", *words]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)


def test_what_ships_is_whole() -> None:
    """Each weight file has a line."""
    answer = verify("pocket")

    assert 0 == answer.returncode, answer.stdout
    assert f"pocket  {UNET}  ok" in answer.stdout.splitlines()


@pytest.mark.parametrize(
    ("damage", "state"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:-1]), "changed"),
        (lambda file: file.write_bytes(b""), "empty"),
        (Path.unlink, "missing"),
    ],
)
def test_damaged_file_is_named(folder: Path, damage: Callable[[Path], object], state: str) -> None:
    """With what it should be and what to do; the others are fine."""
    damage(folder / UNET)

    answer = verify(str(folder))

    assert 1 == answer.returncode
    assert f"mine  {UNET}  {state}: expected " in answer.stdout
    assert "mine  vae/diffusion_pytorch_model.safetensors  ok" in answer.stdout.splitlines()
    assert "download or copy" in answer.stdout


def test_without_checksums_the_lengths_are_looked_at(folder: Path) -> None:
    """What can be known of a model from elsewhere."""
    (folder / "SHA256SUMS").unlink()
    assert 0 == verify(str(folder)).returncode
    (folder / UNET).write_bytes((folder / UNET).read_bytes()[:-1])

    answer = verify(str(folder))

    assert 1 == answer.returncode
    assert f"mine  {UNET}  missing or cut off" in answer.stdout.splitlines()


def test_model_that_is_not_here_is_said_so() -> None:
    """Nothing is downloaded to be verified."""
    answer = verify("nobody/nothing")

    assert 2 == answer.returncode
    assert "nobody/nothing is not on this machine" in answer.stderr


@pytest.mark.parametrize(("reached", "code"), [(True, 0), (False, 1)])
def test_evaluation_ends_as_its_figures_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reached: bool, code: int
) -> None:
    """What is measured is printed; a figure that is short makes it 1."""
    from training import evaluate  # noqa: PLC0415 - torch

    def measure(folder: Path, count: int, sheet: Path | None, report: Mock, progress: Mock) -> bool:
        report(f"{folder.name} {count} {sheet and sheet.name}")
        progress(1.0)
        return reached

    monkeypatch.setattr(evaluate, "evaluate", measure)

    answer = CliRunner().invoke(
        app, ["models", "evaluate", "pocket", "--count", "3", "--sheet", str(tmp_path / "sheet.png")]
    )

    assert (code, "pocket 3 sheet.png") == (answer.exit_code, answer.stdout.strip())


def test_damaged_model_is_not_measured(folder: Path) -> None:
    """Figures of broken weights would mislead."""
    (folder / UNET).write_bytes(b"")

    answer = CliRunner().invoke(app, ["models", "evaluate", str(folder)])

    assert 2 == answer.exit_code
    assert f"{UNET} is empty" in answer.stderr
