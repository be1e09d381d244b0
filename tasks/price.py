"""What a request costs: one credit is one second of the reference GPU."""

from math import ceil

from generation.catalogue import Catalogue
from tasks.job import Request

STEPS = 20  # a card's cost is that of a picture with this many steps
PIXELS = 512 * 512  # ... and of this area


def price(request: Request, catalogue: Catalogue) -> int:
    """Give the price of a request in whole credits, at least one.

    Raises UnknownChoice if its model is not there.
    """
    share = request.steps / STEPS * (request.width_px * request.height_px / PIXELS)
    return max(1, ceil(request.count * share * catalogue.card(request.model).cost))
