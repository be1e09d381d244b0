"""The shipped model: whole, small, and it draws what it is asked for."""

import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL.Image import Image

from generation.cards import pocket as find_pocket
from generation.cards import read_card
from generation.catalogue import Catalogue
from generation.compose import ImageForm, Switch, compose
from generation.engine import Engine, Step
from generation.gpu import model_state
from generation.upscalers.upscale import load_upscaler

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
    read, drawn = read_card(Path(POCKET.source)), POCKET.drawn()

    assert (
        read.family,
        read.width_px,
        read.height_px,
        read.multiple_px,
        read.least_px,
        read.most_pixels,
    ) == (
        drawn.family,
        drawn.width_px,
        drawn.height_px,
        drawn.multiple_px,
        drawn.least_px,
        drawn.most_pixels,
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
    day, night = (np.asarray(draw(pocket, prompt, seed))[:160].mean() for prompt in (brighter, darker))

    assert night < day - 40


@pytest.mark.parametrize(
    ("prompt", "channel"), [("a face on a red background", 0), ("a face on a blue background", 2)]
)
def test_background_has_the_colour_named(pocket: Engine, prompt: str, channel: int) -> None:
    """At the upper corners, where no hair is."""
    pixels = np.asarray(draw(pocket, prompt, 3), dtype=float)
    corners = np.concatenate([pixels[:48, :48], pixels[:48, -48:]]).reshape(-1, 3).mean(0)

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


@pytest.mark.parametrize(("width", "height"), [(256, 256), (1024, 256), (384, 640), (1024, 1024)])
def test_every_size_of_the_card_can_be_drawn(pocket: Engine, width: int, height: int) -> None:
    """The smallest, the widest, one off the middle, and the largest."""
    request = compose(ImageForm(prompt="a house", width=width, height=height, steps=2), CATALOGUE)

    [picture] = pocket.draw(request)

    assert (width, height) == picture.image.size


def test_pictures_are_shown_four_times_as_large_as_they_are_drawn(pocket: Engine) -> None:
    """Averaged down again they are the same picture."""
    large, small = (
        pocket.draw(compose(ImageForm(prompt="a red house", seed=5, upscale=switch), CATALOGUE))[0].image
        for switch in (Switch.ON, Switch.OFF)
    )

    assert ((512, 512), (128, 128)) == (large.size, small.size)
    difference = np.abs(np.asarray(large.reduce(4), float) - np.asarray(small, float))
    assert difference.mean() < 4


def test_enlarging_costs_little(pocket: Engine) -> None:
    """A fraction of the drawing: a tenth, by the time of the processor."""
    upscaler = load_upscaler(Path(POCKET.upscaler), torch.device("cpu"))
    began_s = time.process_time()
    image = draw(pocket, "a red house", 1).reduce(4)
    drawn_s = time.process_time()

    upscaler.enlarge(image)

    assert time.process_time() - drawn_s < (drawn_s - began_s) / 2
