"""`limner models add` and `remove`: what they say, and how they end."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from huggingface_hub import HfApi
from typer.testing import CliRunner, Result

from generation.cards import SHIPPED
from limner.__main__ import app
from tests.generation.stocked import write_lora

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `limner models …` where no studio has run before, in this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMNER_DATA", str(tmp_path / "data"))

    def models(*words: str, answer: str = "") -> Result:
        return CliRunner().invoke(app, ["models", *words], input=answer)

    return models


def test_added_model_is_listed_shown_verified_and_removed(run: Run, tmp_path: Path) -> None:
    """With what its file says; removing asks first."""
    added = run("add", str(write_lora(tmp_path / "Ink.safetensors")))

    assert 0 == added.exit_code, added.output
    assert "ink: lora for sd-1" in added.output
    assert "called by: inkwash style" in added.output
    assert "licence: CC-BY-4.0" in added.output
    assert "ink" in run("list", "--purpose", "lora").output
    assert "inkwash style" in (shown := run("show", "ink").output)
    assert "SHA-256" in shown
    assert "ink  ink.safetensors  ok" in run("verify", "ink").output
    kept = run("remove", "ink", answer="n\n")
    assert (2, True) == (kept.exit_code, (tmp_path / "data" / "models" / "ink").is_dir())
    assert "ink is gone." in run("remove", "ink", answer="y\n").output
    assert 1 == run("remove", "ink", "--yes").exit_code


def test_changed_model_is_found(run: Run, tmp_path: Path) -> None:
    """By its checksum."""
    run("add", str(write_lora(tmp_path / "a.safetensors")), "--name", "ink", "--licence", "MIT")
    file = tmp_path / "data" / "models" / "ink" / "ink.safetensors"
    file.write_bytes(file.read_bytes()[:-1] + b"?")

    damaged = run("verify", "ink")

    assert (1, True) == (damaged.exit_code, "changed: expected" in damaged.output)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("model.ckpt", "Look for the same model as .safetensors."),
        ("missing.safetensors", "There is nothing to draw with"),
    ],
)
def test_refusal_is_one_sentence(run: Run, tmp_path: Path, source: str, said: str) -> None:
    """And exit status 1."""
    (tmp_path / "model.ckpt").write_bytes(b"\x80")

    refused = run("add", str(tmp_path / source))

    assert (1, 1) == (refused.exit_code, refused.output.count("\n"))
    assert said in refused.output


def test_controlnet_is_added_with_what_it_follows(run: Run, tmp_path: Path) -> None:
    """Asked for where no name tells; a kind that there is not is one sentence, and its card tells it."""
    folder = shutil.copytree(SHIPPED / "pocket-controlnet-canny", tmp_path / "mine")
    (folder / "card.json").unlink()

    answers = [run("add", str(folder), *more) for more in ((), ("--control", "fog"), ("--control", "lines"))]

    assert [1, 2, 0] == [one.exit_code for one in answers]
    assert "does not tell what this ControlNet follows" in answers[0].output
    assert "mine: controlnet for pocket" in answers[2].output
    assert "follows" in run("show", "mine").output


def test_what_ships_is_not_removed(run: Run) -> None:
    """In one sentence."""
    assert "was not added to this studio" in run("remove", "pocket", "--yes").output


def test_hub_id_is_brought_and_added(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is a folder of that name, the folder counts."""
    asked: list[str] = []

    def listed(_: HfApi, model: str) -> list[str]:
        asked.append(model)
        return ["weights.safetensors"]

    def bring(_: str, file: str, local_dir: Path) -> str:
        return str(write_lora(local_dir / file))

    monkeypatch.setattr(HfApi, "list_repo_files", listed)
    monkeypatch.setattr("huggingface_hub.hf_hub_download", bring)

    assert "ink-wash: lora for sd-1" in run("add", "mei/Ink_Wash").output
    assert ["mei/Ink_Wash"] == asked
    write_lora(tmp_path / "mei" / "folder" / "a.safetensors")
    assert "folder: lora" in run("add", "mei/folder").output
