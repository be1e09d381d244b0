"""The filter on the real path: a runner's child, the pocket model, and the checker that ships."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from avatar.settings import AvatarSettings
from generation.catalogue import load_catalogue
from generation.requests import ImageToImageRequest, UpscaleRequest
from generation.settings import GenerationSettings
from tasks.filter import Filter, Flagged
from tasks.worker.messages import Draw, Drawn, Tools
from tasks.worker.runner import EngineEnded, Runner
from tests.factories import image_request
from tests.fakes.signs import png

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]

PICTURE = "uploads/a.png"


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """Start a runner with the engine that ships."""
    catalogue = load_catalogue(GenerationSettings(_env_file=None, model="pocket"))
    opened_with = (catalogue, "cpu", AvatarSettings(_env_file=None))
    opened = Runner(Tools("tasks.worker.pictures:open_pictures", opened_with), timedelta(seconds=200))
    yield opened
    opened.close()


def draw(runner: Runner, number: int, filter_: Filter, signed: bool, strength: float = 0.1) -> Drawn:
    """Have a picture drawn over, so little that a sign in it stays."""
    choices = image_request(steps=4).model_dump(exclude={"kind", "second_pass"})
    size = {"width_px": 256, "height_px": 256}
    request = ImageToImageRequest(**{**choices, **size, "picture": PICTURE, "strength": strength})
    order = Draw(f"{number}/1", request, {PICTURE: png(signed)}, filter=filter_)
    return runner.render(order, lambda _: None, lambda: False)


def test_sign_is_flagged_where_it_is_brought_and_where_it_comes_out(runner: Runner) -> None:
    """Refused where the filter is on; where it is off, drawn, marked and kept whole; the harmless passes."""
    with pytest.raises(EngineEnded) as refused:
        draw(runner, 1, Filter.STRICT, signed=True)
    open_to_adults = draw(runner, 2, Filter.OFF, signed=True)
    harmless = draw(runner, 3, Filter.STRICT, signed=False)

    assert ("source_flagged", True) == (refused.value.problem.code, refused.value.refusal)
    assert [Flagged.SHOWN] == [one.flagged for one in open_to_adults.made]
    assert [None] == [one.flagged for one in harmless.made]
    with Image.open(BytesIO(open_to_adults.made[0].data)) as picture:
        assert (256, 256) == picture.size


def test_enlarged_pictures_are_checked_too(runner: Runner) -> None:
    """What no model drew is judged by the checker of the default one."""
    request = UpscaleRequest(picture=PICTURE, factor=2, upscaler="pocket-upscale-2x")
    order = Draw("4/1", request, {PICTURE: png(True)}, filter=Filter.BLURRED)

    with pytest.raises(EngineEnded) as refused:
        runner.render(order, lambda _: None, lambda: False)
    assert "source_flagged" == refused.value.problem.code
