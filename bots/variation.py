"""Pictures near another one: the same words, drawn over it, a little or a lot."""

import secrets
from typing import TYPE_CHECKING, Final

from bots.bringing import own_key
from bots.errors import NothingToShow, SeveralPictures
from bots.recipe import one_of
from generation.modes.forms import STRENGTHS
from generation.requests import SEED_LIMIT, ControlRequest, Drawing, ImageRequest, ImageToImageRequest
from tasks.job import Job, Request

if TYPE_CHECKING:
    from bots.command import Visit

A_LITTLE: Final = STRENGTHS["keep"]
A_LOT: Final = STRENGTHS["remix"]
BY_WORDS = ImageRequest | ControlRequest | ImageToImageRequest  # their models draw over pictures as well


async def vary(job: Job, number: int, strength: float, visit: "Visit") -> Request:
    """Ask for pictures near one of a job, as many as it has.

    Raises NothingToShow where there is nothing to vary, and SeveralPictures where it is not said which.
    """
    request = job.request
    if not isinstance(request, Drawing):
        raise NothingToShow
    if len(job.media) > 1 and not number:
        raise SeveralPictures(len(job.media))
    picture = one_of(job, number or 1)
    if isinstance(request, BY_WORDS):
        return drawn_over(request, await own_key(picture, visit), strength)
    return request.model_copy(update={"seed": secrets.randbelow(SEED_LIMIT + 1)})


def drawn_over(request: Drawing, picture: str, strength: float) -> ImageToImageRequest:
    """Ask for a picture to be drawn over by the words and choices of a request, with another seed."""
    choices = {name: getattr(request, name) for name in Drawing.model_fields if name != "seed"}
    seed = secrets.randbelow(SEED_LIMIT + 1)
    return ImageToImageRequest(**choices, seed=seed, picture=picture, strength=strength)
