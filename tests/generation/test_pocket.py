"""The shipped model: whole, small, and it draws what it is asked for."""

from pathlib import Path

import numpy as np
import pytest
from PIL.Image import Image

from generation.cards import pocket as find_pocket
from generation.cards import read_card
from generation.catalogue import Catalogue
from generation.compose import ImageForm, compose
from generation.engine import Engine, Step
from generation.gpu import model_state

POCKET = find_pocket()
CATALOGUE = Catalogue((POCKET,), "pocket")
SHIPPED_BYTES = 15 * 1024 * 1024


@pytest.fixture(scope="module")
def pocket() -> Engine:
    """Keep the shipped model loaded."""
    return Engine(CATALOGUE, "cpu")


def draw(pocket: Engine, prompt: str, seed: int) -> Image:
    """Draw one picture."""
    [picture] = pocket.draw(compose(ImageForm(prompt=prompt, seed=seed), CATALOGUE))
    return picture.image


def test_shipped_model_is_whole_and_small() -> None:
    """At most 15 MB of weights."""
    state = model_state(POCKET)

    assert () == state.missing
    weights = sum(file.stat().st_size for file in Path(POCKET.source).rglob("*.safetensors"))
    assert 0 < weights <= SHIPPED_BYTES


def test_card_of_the_shipped_model_says_what_its_files_say() -> None:
    """Sizes and grid; the rest is a matter of taste."""
    read = read_card(Path(POCKET.source))

    assert (
        read.family,
        read.width_px,
        read.height_px,
        read.multiple_px,
        read.least_px,
        read.most_pixels,
    ) == (
        POCKET.family,
        POCKET.width_px,
        POCKET.height_px,
        POCKET.multiple_px,
        POCKET.least_px,
        POCKET.most_pixels,
    )


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("brighter", "darker"),
    [
        ("a red house on a green hill by day", "a red house on a green hill at night"),
        ("a boat on the sea by day", "a boat on the sea at night"),
    ],
)
def test_night_is_darker_than_day(pocket: Engine, brighter: str, darker: str, seed: int) -> None:
    """In the sky, the upper third."""
    day, night = (np.asarray(draw(pocket, prompt, seed))[:40].mean() for prompt in (brighter, darker))

    assert night < day - 40


@pytest.mark.parametrize(
    ("prompt", "channel"), [("a face on a red background", 0), ("a face on a blue background", 2)]
)
def test_background_has_the_colour_named(pocket: Engine, prompt: str, channel: int) -> None:
    """At the upper corners, where no hair is."""
    pixels = np.asarray(draw(pocket, prompt, 3), dtype=float)
    corners = np.concatenate([pixels[:12, :12], pixels[:12, -12:]]).reshape(-1, 3).mean(0)

    assert channel == int(corners.argmax())


def test_preview_of_the_last_step_looks_like_the_picture(pocket: Engine) -> None:
    """One colour a latent, fitted to the shipped VAE."""
    seen: list[Step] = []
    request = compose(ImageForm(prompt="a red house on a green hill at night", seed=1), CATALOGUE)
    [picture] = pocket.draw(request, seen.append)

    early, last = seen[len(seen) // 2].preview(), seen[-1].preview()

    assert early is not None
    assert last is not None
    small = picture.image.resize((16, 16)).resize(last.size)
    assert np.corrcoef(np.ravel(np.asarray(small)), np.ravel(np.asarray(last)))[0, 1] > 0.9
    assert np.corrcoef(np.ravel(np.asarray(small)), np.ravel(np.asarray(early)))[0, 1] > 0.6


@pytest.mark.parametrize(("width", "height"), [(64, 64), (256, 64), (96, 160), (256, 256)])
def test_every_size_of_the_card_can_be_drawn(pocket: Engine, width: int, height: int) -> None:
    """The smallest, the widest, one off the middle, and the largest."""
    request = compose(ImageForm(prompt="a house", width=width, height=height, steps=2), CATALOGUE)

    [picture] = pocket.draw(request)

    assert (width, height) == picture.image.size
