"""What a request costs: one credit is one second of the reference GPU."""

from math import ceil

from avatar.requests import AvatarRequest, SpeechRequest
from generation.catalogue import Catalogue
from generation.requests import ImageRequest
from tasks.job import Request

STEPS = 20  # a card's cost is that of a picture with this many steps
PIXELS = 512 * 512  # ... and of this area


def price(request: Request, catalogue: Catalogue) -> int:
    """Give the price of a request in whole credits, at least one.

    Raises UnknownChoice if its model is not there.
    """
    match request:
        case ImageRequest():
            return _picture(request, catalogue)
        case SpeechRequest():
            return 1
        case AvatarRequest():
            return 2


def _picture(request: ImageRequest, catalogue: Catalogue) -> int:
    card = catalogue.card(request.model)
    factor = card.upscale_factor if request.upscale else 1  # what is enlarged was drawn smaller
    pixels = request.width_px * request.height_px / factor**2
    share = request.steps / STEPS * (pixels / PIXELS)
    return max(1, ceil(request.count * share * card.cost))
