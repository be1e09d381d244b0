"""What requests cost at this studio."""

from generation.catalogue import Catalogue
from tasks.asked import sources_of
from tasks.job import Request
from tasks.price import length_s, price
from tasks.uploads import Uploads


class Pricing:
    """Prices requests before anybody takes them. Thread-safe."""

    def __init__(self, catalogue: Catalogue, uploads: Uploads) -> None:
        self._catalogue = catalogue
        self._uploads = uploads

    def price(self, request: Request, heard_s: float | None = None) -> int:
        """Say what a request costs (credits); ``heard_s``: of a recording that was not sent yet.

        Raises UnknownChoice if its model is not there any more.
        """
        return price(request, self._catalogue, self._heard_s(request) if heard_s is None else heard_s)

    def length_s(self, request: Request) -> float:
        """Say how long a clip will be (seconds), as far as that is known; 0 for what is none."""
        return length_s(request, self._heard_s(request))

    def _heard_s(self, request: Request) -> float:
        """Say how long the recording of a request is (seconds)."""
        heard = sources_of(request).sound
        return self._uploads.duration_s(heard) if heard else 0.0
