"""Every way of making a picture draws what diffusers' pipeline draws, and shares its steps with others."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest
from PIL import Image

from bench.drawings import MODES, drawing, mixed, pocket_catalogue, scene, sources, window
from bench.plain_diffusers import PlainDiffusers
from generation.catalogue import Scheduler
from generation.engine import Engine
from generation.errors import ModelUnavailable
from generation.requests import BlendRequest, InpaintRequest
from generation.sources import Sources
from tests.generation.asked import apart

SIDE_PX = 64


@pytest.fixture(scope="module")
def pocket() -> Engine:
    """Keep the shipped models in one engine."""
    return Engine(pocket_catalogue(), "cpu")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> PlainDiffusers:
    """Keep diffusers' pipelines over the same models."""
    return PlainDiffusers(pocket_catalogue(), tmp_path_factory.mktemp("unfolded"))


@pytest.mark.parametrize("scheduler", list(Scheduler))
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_draws_what_diffusers_draws(
    pocket: Engine, plain: PlainDiffusers, mode: str, scheduler: Scheduler
) -> None:
    """The same seed, with every sampler: within 1 of 255."""
    request, given = drawing(mode, SIDE_PX, steps=3, scheduler=scheduler), sources(mode, SIDE_PX)

    [picture] = pocket.draw(request, sources=given)

    assert apart(picture.image, plain.draw(request, given)) <= 1


@pytest.mark.parametrize("mode", ["inpaint-4", "inpaint-9"])
def test_inpainting_over_what_was_there_draws_what_diffusers_draws(
    pocket: Engine, plain: PlainDiffusers, mode: str
) -> None:
    """Below full strength, and without guidance."""
    request = drawing(mode, SIDE_PX, strength=0.6, guidance=1.0, scheduler=Scheduler.EULER_A)

    [picture] = pocket.draw(request, sources=sources(mode, SIDE_PX))

    assert apart(picture.image, plain.draw(request, sources(mode, SIDE_PX))) <= 1


def test_modes_share_steps_and_change_nothing_for_each_other(pocket: Engine) -> None:
    """In any company: within 2 of 255."""
    asked = mixed(Random(4), 8, {SIDE_PX: 1.0}, (2, 6))  # noqa: S311 - nothing secret
    alone = [pocket.draw(request, sources=given) for request, given in asked]

    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda one: pocket.draw(one[0], sources=one[1]), asked))

    assert all(apart(one.image, other.image) <= 2 for [one], [other] in zip(alone, drawn, strict=True))


def test_full_strength_draws_from_words_alone(pocket: Engine) -> None:
    """The same bits as without a picture."""
    [over] = pocket.draw(drawing("image", SIDE_PX, strength=1.0), sources=sources("image", SIDE_PX))
    [words] = pocket.draw(drawing("text", SIDE_PX))

    assert words.image.tobytes() == over.image.tobytes()


def test_less_strength_stays_nearer_to_the_picture(pocket: Engine) -> None:
    """Step by step."""
    given = np.asarray(scene(SIDE_PX), float)
    far = [
        np.abs(np.asarray(one.image, float) - given).mean()
        for strength in (0.25, 0.6, 1.0)
        for one in pocket.draw(
            drawing("image", SIDE_PX, strength=strength, steps=8), sources=sources("image", SIDE_PX)
        )
    ]

    assert sorted(far) == far


def test_inpainting_changes_what_is_marked_most(pocket: Engine) -> None:
    """Outside, only the way through the VAE shows."""
    side_px = 128
    request = drawing("inpaint-4", side_px, prompt="a blue car", steps=6)

    [picture] = pocket.draw(request, sources=sources("inpaint-4", side_px))

    changed = np.abs(np.asarray(picture.image, float) - np.asarray(scene(side_px), float)).mean(2)
    inside = np.asarray(window(side_px)) > 0
    assert changed[inside].mean() > 3 * changed[~inside].mean()


def test_blend_of_a_picture_with_itself_is_the_picture_drawn_over(pocket: Engine) -> None:
    """And the weights decide between two."""
    plain = drawing("image", SIDE_PX).model_dump(exclude={"kind", "picture", "controls"})
    black = Image.new("RGB", (SIDE_PX, SIDE_PX))

    def blend(other: Image.Image, *weights: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        request = BlendRequest.model_validate({**plain, "pictures": ("one", "two"), "weights": weights})
        [picture] = pocket.draw(request, sources=Sources((scene(SIDE_PX), other)))
        return np.asarray(picture.image, float)

    same, mostly, little = blend(scene(SIDE_PX)), blend(black, 9, 1), blend(black, 1, 9)

    assert np.abs(mostly - same).mean() < np.abs(little - same).mean()


def test_tile_continues_at_the_opposite_edge(pocket: Engine) -> None:
    """There is no seam where its edges meet."""
    side_px = 128
    seams = []
    for tile in (False, True):
        [picture] = pocket.draw(drawing("text", side_px, steps=8, tile=tile))
        pixels = np.asarray(picture.image, float)
        seams.append(np.abs(pixels[:, 0] - pixels[:, -1]).mean() + np.abs(pixels[0] - pixels[-1]).mean())

    assert seams[1] < seams[0] / 2


def test_model_that_cannot_draw_in_a_way_says_so(pocket: Engine) -> None:
    """Rather than something else."""
    request = drawing("text", SIDE_PX, model="pocket-inpaint")

    with pytest.raises(ModelUnavailable):
        pocket.draw(request)


def test_pictures_of_one_inpainting_are_those_drawn_alone(pocket: Engine) -> None:
    """Each seed for itself."""
    request = drawing("inpaint-9", SIDE_PX, count=2, scheduler=Scheduler.LCM)
    assert isinstance(request, InpaintRequest)
    both = pocket.draw(request, sources=sources("inpaint-9", SIDE_PX))

    for picture in both:
        single = request.model_copy(update={"seed": picture.seed, "count": 1})
        [alone] = pocket.draw(single, sources=sources("inpaint-9", SIDE_PX))
        assert apart(alone.image, picture.image) <= 1
