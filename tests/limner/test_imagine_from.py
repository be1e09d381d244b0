"""`limner imagine` with pictures to draw from."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bots.errors import Contradiction
from generation.errors import Refusal
from generation.modes.errors import MaskMisshapen, TooManyMaps
from generation.picture import read_recipe
from generation.requests import ControlRequest, ImageToImageRequest, InpaintRequest
from limner.brought import Asked, Named, ask
from tests.factories import catalogue, photograph
from tests.limner.conftest import CLI, environment

SIZE = (256, 256)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a photo, a mask, and a map of lines."""
    (tmp_path / "photo.png").write_bytes(photograph())
    for name, width in (("mask.png", 0), ("map.png", 3)):
        drawn = Image.new("L", SIZE)
        ImageDraw.Draw(drawn).rectangle((40, 90, 150, 200), None if width else 255, 255, width)
        drawn.save(tmp_path / name)
    return tmp_path


def asked(folder: Path, words: str, picture: str = "", mask: str = "", maps: tuple[str, ...] = ()) -> Asked:
    """Ask for a picture."""
    source, marks = (folder / name if name else None for name in (picture, mask))
    pairs = (one.split("=") for one in maps)
    guides = tuple(f"{kinds}={folder / name}" for kinds, name in pairs)
    return ask(words, Named(source, marks, guides), catalogue())


def test_picture_is_drawn_over_along_maps(folder: Path) -> None:
    """A photo is turned into its map, a map is taken as it is."""
    found = asked(folder, "a house --strength 0.4", "photo.png", maps=("canny=map.png", "depth=photo.png"))

    assert isinstance(found.request, ImageToImageRequest)
    assert 0.4 == found.request.strength
    assert [("canny", False), ("depth", True)] == [(one.kind, one.read) for one in found.request.controls]
    assert {found.request.picture, *(one.map for one in found.request.controls)} == set(found.files)


def test_part_is_drawn_anew(folder: Path) -> None:
    """The one that the mask marks, or all but that."""
    found = asked(folder, "a hat --invert on", "photo.png", "mask.png")

    assert isinstance(found.request, InpaintRequest)
    assert {found.request.picture, found.request.mask} == set(found.files)


def test_map_alone_is_followed(folder: Path) -> None:
    """As strongly as is said."""
    found = asked(folder, "a house --scale 0.5", maps=("canny,depth=photo.png",))

    assert isinstance(found.request, ControlRequest)
    assert [("canny", 0.5), ("depth", 0.5)] == [(one.kind, one.scale) for one in found.request.controls]


@pytest.mark.parametrize(
    ("words", "names", "maps", "refused"),
    [
        ("a house", ("photo.png", "tall.png"), (), MaskMisshapen),
        ("a house", ("photo.png", ""), ("canny=map.png",) * 4, TooManyMaps),
        ("a house --follow depth", ("", ""), ("canny=map.png",), Contradiction),
    ],
)
def test_what_is_wrong_is_refused(
    folder: Path, words: str, names: tuple[str, str], maps: tuple[str, ...], refused: type[Refusal]
) -> None:
    """Before anything is loaded."""
    Image.new("L", (128, 256), 255).save(folder / "tall.png")

    with pytest.raises(refused):
        asked(folder, words, *names, maps=maps)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (Named(None, Path("mask.png"), ()), "--from"),
        (Named(None, None, ("canny",)), "canny=photo.png"),
        (Named(Path("nothing.png"), None, ()), "nothing.png cannot be read"),
    ],
)
def test_what_is_missing_is_one_sentence(named: Named, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And the process ends with 2."""
    with pytest.raises(SystemExit) as ended:
        ask("a house", named, catalogue())

    assert 2 == ended.value.code
    error = capsys.readouterr().err
    assert (1, True) == (len(error.splitlines()), said in error)


def test_part_is_drawn_and_the_rest_stays(folder: Path) -> None:
    """From the command line to the file, with its recipe."""
    words = ("a", "red", "house", "--steps", "2", "--from", "photo.png", "--mask", "mask.png")
    answer = subprocess.run(
        [*CLI, "imagine", *words, "--control", "canny=photo.png"],
        cwd=folder,
        env=environment(device="cpu"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr
    assert "256x256" in answer.stdout
    assert "along canny" in answer.stdout
    assert isinstance(read_recipe((folder / "limner.png").read_bytes()), InpaintRequest)
    before, after, mask = (
        np.asarray(Image.open(folder / name).convert("RGB"))
        for name in ("photo.png", "limner.png", "mask.png")
    )
    assert np.array_equal(before[mask == 0], after[mask == 0])
    assert not np.array_equal(before, after)
