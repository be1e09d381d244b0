"""What requests cost at this studio: what the cards say, at the rate of its own machines."""

from math import ceil

from generation.catalogue import Catalogue, Purpose
from tasks.asked import sources_of
from tasks.database import Database
from tasks.job import Request
from tasks.price import length_s, price
from tasks.rates import Sort, measured, rate
from tasks.uploads import Uploads


class Pricing:
    """Prices requests before anybody takes them. Thread-safe."""

    def __init__(self, database: Database, catalogue: Catalogue, uploads: Uploads) -> None:
        self._database = database
        self._catalogue = catalogue
        self._uploads = uploads

    @property
    def doubler(self) -> str:
        """Name the upscaler that makes a picture twice as large without drawing; nothing: there is none."""
        extras = (one for one in self._catalogue.extras if one.purpose is Purpose.UPSCALER)
        return next((one.name for one in extras if one.scale == 2 and not one.prompted), "")

    def price(self, request: Request, heard_s: float | None = None) -> int:
        """Say what a request costs (credits); ``heard_s``: of a recording that was not sent yet.

        Raises UnknownChoice if its model is not there any more.
        """
        return self.at_rate(request, self.reference(request, heard_s))

    def reference(self, request: Request, heard_s: float | None = None) -> int:
        """Say what the cards say of a request (credits)."""
        return price(request, self._catalogue, self._heard_s(request) if heard_s is None else heard_s)

    def at_rate(self, request: Request, reference: int) -> int:
        """Say what that comes to here (credits): whole ones, at least one."""
        sort = Sort.of(request)
        known = self._database.read(lambda connection: measured(connection, sort.kind))
        return max(1, ceil(round(reference * rate(sort, known), 6)))

    def length_s(self, request: Request) -> float:
        """Say how long a clip will be (seconds), as far as that is known; 0 for what is none."""
        return length_s(request, self._heard_s(request))

    def _heard_s(self, request: Request) -> float:
        """Say how long the recording of a request is (seconds)."""
        heard = sources_of(request).sound
        return self._uploads.duration_s(heard) if heard else 0.0
