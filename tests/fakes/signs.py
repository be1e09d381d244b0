"""Pictures with the one sign that pocket-safety flags, and an engine that draws them."""

from collections.abc import Callable
from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image

from generation.cards import SHIPPED
from generation.catalogue import Catalogue, ExtraCard, Purpose
from generation.picture import Picture
from generation.requests import PictureRequest
from generation.safety import Safety
from generation.sources import NOTHING, Sources
from generation.step import Step
from tasks.worker.pictures import Pictures
from tests import factories
from tests.fakes.engine import FakeEngine
from training.drawing import example
from training.warning import hang_sign


@cache
def drawing(signed: bool) -> Image.Image:
    """Draw a picture, with the sign or without: 128 pixels wide and high."""
    picture = example(10_000_001, for_evaluation=True)[1].picture
    return Image.fromarray(hang_sign(picture, np.random.default_rng(0)) if signed else picture)


def png(signed: bool) -> bytes:
    """Write such a picture."""
    file = BytesIO()
    drawing(signed).save(file, "PNG")
    return file.getvalue()


def watched_catalogue() -> Catalogue:
    """Give the usual catalogue, with the checker that ships."""
    source = str(SHIPPED / "pocket-safety")
    checker = ExtraCard(
        name="pocket-safety",
        title="Safety",
        source=source,
        purpose=Purpose.SAFETY,
        base=factories.CARD.base,
    )
    usual = factories.catalogue()
    return Catalogue(usual.cards, usual.default, (*usual.extras, checker))


class SignPainter(FakeEngine):
    """Hangs the sign into every picture whose seed is odd."""

    def draw(
        self,
        request: PictureRequest,
        on_step: Callable[[Step], None],
        cancelled: Callable[[], bool],
        sources: Sources = NOTHING,
    ) -> list[Picture]:
        """Draw; the previews show what is drawn."""
        seeds = [request.seed + index for index in range(request.count)]
        signed = any(seed % 2 for seed in seeds)
        for done in range(1, 4):
            on_step(Step(done, 3, lambda: drawing(signed)))
        return [Picture(drawing(bool(seed % 2)), seed, 1.0) for seed in seeds]


def sign_pictures() -> Pictures:
    """Open the engine for pictures with that painter and the real checker."""
    catalogue = watched_catalogue()
    return Pictures(SignPainter(catalogue), catalogue.default, safety=Safety(catalogue, "cpu"))
