"""The ways of making pictures of pictures do what they say, with the models that ship; a judge looks."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bench.drawings import pocket_catalogue
from generation.catalogue import Catalogue
from generation.easel import paint
from generation.engine import Engine
from generation.modes import forms
from generation.modes.depth_map import DepthReader
from generation.modes.maps import read_map
from generation.requests import Control, ControlKind, PictureRequest
from generation.sources import Sources
from generation.step import ignore, never
from training import maps
from training.changes import swap
from training.edits import Edit, edits, happened
from training.folder import JUDGE
from training.judge import Judge, judge_pictures, load_judge

SIDE_PX = 128
STEPS = 8
FEW = 6


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """List the models that ship."""
    return pocket_catalogue()


@pytest.fixture(scope="module")
def engine(catalogue: Catalogue) -> Engine:
    """Open an engine."""
    return Engine(catalogue, "cpu")


@pytest.fixture(scope="module")
def judge() -> Judge:
    """Load the judge that ships."""
    return load_judge(JUDGE)


def as_drawn(request: PictureRequest) -> PictureRequest:
    """Ask for it as small as the model draws, in few steps: the judge looks at 128 pixels."""
    small = {"width_px": SIDE_PX, "height_px": SIDE_PX, "upscale": False, "steps": STEPS}
    return request.model_copy(update=small)


def drawn(engine: Engine, request: PictureRequest, sources: Sources) -> Image.Image:
    """Draw one picture."""
    (made,) = paint(engine, as_drawn(request), ignore, never, sources)
    return made.image


@pytest.mark.parametrize("model", ["pocket-inpaint", "pocket"])
def test_what_is_asked_for_happens_in_the_mask_and_nothing_elsewhere(
    engine: Engine,
    catalogue: Catalogue,
    judge: Judge,
    model: str,
) -> None:
    """With a model of nine channels and with one of four."""
    asked = edits(FEW, swap)
    made = [_inpainted(engine, catalogue, one, model, seed) for seed, one in enumerate(asked)]

    seen = judge_pictures(judge, np.stack([np.asarray(one) for one in made]))

    assert happened(asked, seen) >= (0.75 if model == "pocket-inpaint" else 0.5)
    for one, picture in zip(asked, made, strict=True):
        outside = ~one.mask
        assert np.array_equal(one.drawing.picture[outside], np.asarray(picture)[outside])


def test_edges_of_a_picture_are_followed_better_than_chance(engine: Engine, catalogue: Catalogue) -> None:
    """By the Jaccard index of the edges, with the map that is read from the picture and without it."""
    asked = maps.layouts(FEW)
    pictures = [Image.fromarray(one.drawing.picture) for one in asked]
    guided, free = [], []
    for seed, (one, picture) in enumerate(zip(asked, pictures, strict=True)):
        form = forms.ControlForm(prompt=one.words, seed=seed, scale=2.0)
        request = forms.control(form, "a.png", picture.size, catalogue)
        unfollowed = request.model_copy(update={"controls": (_unfelt(request.controls[0]),)})
        guided.append(np.asarray(drawn(engine, request, Sources(maps=(picture,)))))
        free.append(np.asarray(drawn(engine, unfollowed, Sources(maps=(picture,)))))
    lines = np.stack([np.asarray(read_map(ControlKind.CANNY, one).convert("L")) for one in pictures])

    assert maps.agreement(np.stack(guided), lines) > 1.5 * maps.agreement(np.stack(free), lines)


def test_half_a_strength_keeps_more_of_a_picture_than_all_of_it(engine: Engine, catalogue: Catalogue) -> None:
    """Each is further from it than the one before; none at all is the picture itself."""
    picture = Image.fromarray(edits(1, swap)[0].drawing.picture)
    off = []
    for strength in ("0", "0.3", "0.6", "1"):
        form = forms.RemixForm(prompt="a tree by day", strength=strength, seed=3)
        request = forms.remix(form, "a.png", picture.size, catalogue)
        off.append(_apart(picture, drawn(engine, request, Sources((picture,)))))

    assert 0.0 == off[0]
    assert sorted(off) == off


def test_depth_map_tells_near_from_far(catalogue: Catalogue) -> None:
    """As the drawings know it."""
    reader, off = DepthReader(catalogue, "cpu"), []
    for one in maps.layouts(FEW):
        read = np.asarray(reader.read(Image.fromarray(one.drawing.picture)).convert("L"), np.float64)
        off.append(float(np.corrcoef(read.ravel(), one.drawing.near.ravel())[0, 1]))

    assert min(off) > 0.8


def test_blend_lies_between_its_pictures(engine: Engine, catalogue: Catalogue) -> None:
    """Lightly drawn over, with all the weight on one it is nearer to that one."""
    one, other = (Image.fromarray(edit.drawing.picture) for edit in edits(2, swap))
    near = []
    for weights in ("1:0", "1:1", "0:1"):
        form = forms.BlendForm(weights=weights, strength="0.2", seed=3)
        request = forms.blend(form, ["a.png", "b.png"], one.size, catalogue)
        near.append(_apart(one, drawn(engine, request, Sources((one, other)))))

    assert near[0] < near[1] < near[2]


def _inpainted(engine: Engine, catalogue: Catalogue, edit: Edit, model: str, seed: int) -> Image.Image:
    form = forms.InpaintForm(prompt=edit.prompt, model=model, seed=seed)
    request = forms.inpaint(form, "a.png", "b.png", (SIDE_PX, SIDE_PX), catalogue)
    mask = Image.fromarray(edit.mask.astype(np.uint8) * np.uint8(255))
    return drawn(engine, request, Sources((Image.fromarray(edit.drawing.picture),), mask))


def _unfelt(control: Control) -> Control:
    return control.model_copy(update={"scale": 0.0})


def _apart(one: Image.Image, other: Image.Image) -> float:
    a, b = (np.asarray(picture, np.float64) for picture in (one, other))
    difference: NDArray[np.float64] = np.abs(a - b)
    return float(difference.mean())
