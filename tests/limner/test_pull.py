"""`limner models pull`: what it brings and says, and how it ends."""

import io
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.limner.conftest import CLI, environment, wait_for
from tests.shop import Shop, open_shop

NAME = "GFPGANv1.4.pth"
Finished = subprocess.CompletedProcess[str]


def archive() -> bytes:
    """Write an archive as torch does."""
    stream = io.BytesIO()
    torch.save({"params_ema": {"a": torch.arange(100_000.0)}}, stream)
    return stream.getvalue()


@pytest.fixture
def shop() -> Iterator[Shop]:
    """Open a mirror."""
    with open_shop({NAME: archive()}) as shop:
        yield shop


def settings(shop: Shop, data: Path) -> dict[str, str]:
    """Give an environment with this mirror and this data folder, and no proxy."""
    told = environment(weights_mirror=shop.address, data=str(data))
    return {name: value for name, value in told.items() if not name.casefold().endswith("_proxy")}


def models(*words: str, shop: Shop, data: Path) -> Finished:
    """Run `limner models` with this mirror and this data folder."""
    command, env = [*CLI, "models", *words], settings(shop, data)
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_pulled_model_is_here(shop: Shop, tmp_path: Path) -> None:
    """It is downloaded, listed and verified; damage to it is found."""
    pulled = models("pull", "GFPGAN", shop=shop, data=tmp_path)
    path = tmp_path / "models" / "gfpgan" / NAME

    assert 0 == pulled.returncode, pulled.stderr
    assert shop.files[NAME] == path.read_bytes()
    assert f"{NAME}  downloaded; it is not the file that its makers published" in pulled.stdout
    assert pulled.stdout.endswith(f"gfpgan is in {path.parent}\n")
    assert "downloaded" in models("list", "--purpose", "face-restorer", shop=shop, data=tmp_path).stdout
    assert 0 == models("verify", "gfpgan", shop=shop, data=tmp_path).returncode
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    damaged = models("verify", "gfpgan", shop=shop, data=tmp_path)
    assert 1 == damaged.returncode
    assert f"gfpgan  {NAME}  changed: SHA-256 " in damaged.stdout
    assert "limner models pull" in damaged.stdout


def hear_interrupts() -> None:
    """Undo what a shell does to whatever it starts in the background: it ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_stopped_pull_is_gone_on_with(shop: Shop, tmp_path: Path) -> None:
    """Ctrl-C keeps what has arrived; the same command asks for the rest alone."""
    shop.hold = 300_000
    part = tmp_path / "models" / "gfpgan" / f"{NAME}.part"
    command = subprocess.Popen(
        [*CLI, "models", "pull", "gfpgan"],
        env=settings(shop, tmp_path),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_interrupts,  # noqa: PLW1509 - it takes no lock that a thread might hold
    )
    assert wait_for(lambda: part.is_file() and part.stat().st_size > 0)

    os.kill(command.pid, signal.SIGINT)
    _, said = command.communicate()
    shop.hold, arrived = 0, part.stat().st_size
    shop.let_go.set()
    again = models("pull", "gfpgan", shop=shop, data=tmp_path)

    assert 130 == command.returncode
    assert "Stopped. What has arrived stays; go on from there with: limner models pull gfpgan\n" == said
    assert 0 < arrived <= 300_000
    assert 0 == again.returncode, again.stderr
    assert ["", f"bytes={arrived}-"] == shop.ranges_asked
    assert shop.files[NAME] == part.with_suffix("").read_bytes()


def test_missing_file_is_said_in_one_sentence(shop: Shop, tmp_path: Path) -> None:
    """With the server that lacks it."""
    answer = models("pull", "sadtalker", shop=shop, data=tmp_path)

    assert 1 == answer.returncode
    assert answer.stderr.startswith("127.0.0.1 does not give SadTalker_V0.0.2_256.safetensors (HTTP 404).")
    assert 1 == answer.stderr.count("\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gfpgann", 'There is nothing called "gfpgann" to pull. Try: gfpgan.\n'),
        ("sdxl", "sdxl comes from the Hugging Face hub by itself, when it is first used.\n"),
        ("pocket", "pocket ships with Limner: there is nothing to pull.\n"),
    ],
)
def test_what_cannot_be_pulled_is_refused_by_one_sentence(
    shop: Shop, tmp_path: Path, name: str, said: str
) -> None:
    """It says where the model comes from, or which was meant."""
    answer = models("pull", name, shop=shop, data=tmp_path)

    assert (2, said) == (answer.returncode, answer.stderr)
    assert not list(tmp_path.iterdir())


def test_model_that_is_not_here_is_said_with_the_order_that_brings_it(shop: Shop, tmp_path: Path) -> None:
    """Verification downloads nothing."""
    answer = models("verify", "sadtalker", shop=shop, data=tmp_path)

    assert 2 == answer.returncode
    assert "sadtalker is not on this machine; get it with: limner models pull sadtalker\n" == answer.stderr
    assert [] == shop.asked


def test_model_that_is_here_in_part_is_verified_so(shop: Shop, tmp_path: Path) -> None:
    """What is missing is named."""
    folder = tmp_path / "models" / "sadtalker"
    folder.mkdir(parents=True)
    (folder / "alignment_WFLW_4HG.pth").write_bytes(archive())

    answer = models("verify", "sadtalker", shop=shop, data=tmp_path)

    assert 1 == answer.returncode
    assert "sadtalker  mapping_00229-model.pth.tar  missing" in answer.stdout.splitlines()
    assert "sadtalker  alignment_WFLW_4HG.pth  ok, though" in answer.stdout
