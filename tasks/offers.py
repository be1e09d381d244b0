"""Requests that were not taken at once, kept so that one press makes them: as they are, or cheaper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select

from tasks import accounts
from tasks.database import Database, now
from tasks.errors import NoSuchOffer
from tasks.history import REQUEST
from tasks.job import Place, Request, Sender
from tasks.models_offers import offers
from tasks.quotes import Quote

KEPT = timedelta(days=7)  # after that, prices and pictures have changed


@dataclass(frozen=True)
class Offer:
    """A request that waits for a press, and what it would cost."""

    id: UUID
    quote: Quote


class Offers:
    """Keeps offers, each for one person. Thread-safe."""

    def __init__(self, database: Database, quote: Callable[[Request, Sender, Place], Quote]) -> None:
        self._database = database
        self._quote = quote

    def extend(self, request: Request, sender: Sender, place: Place) -> Offer:
        """Offer what was not taken: it is quoted and kept."""
        offer = Offer(uuid4(), self._quote(request, sender, place))

        def write(connection: Connection) -> None:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            cheaper = offer.quote.cheaper
            values = {
                "id": offer.id,
                "account_id": account.id,
                "request": request.model_dump(mode="json"),
                "price": offer.quote.price,
                "cheaper": cheaper.model_dump(mode="json") if cheaper else None,
                "made_at": moment,
            }
            connection.execute(insert(offers).values(**values))

        self._database.write(write)
        return offer

    def request(self, offer_id: UUID, sender: Sender, *, cheaper: bool) -> Request:
        """Give the request of an offer, or its cheaper variant, to whom it was made. Raises NoSuchOffer."""

        def look(connection: Connection) -> Request:
            account = accounts.find(connection, sender.platform, sender.account)
            row = connection.execute(select(offers).where(offers.c.id == offer_id)).one_or_none()
            body = None if row is None else row.cheaper if cheaper else row.request
            if body is None or account is None or row is None or row.account_id != account.id:
                raise NoSuchOffer
            return REQUEST.validate_python(body)

        return self._database.read(look)


def drop_old(connection: Connection, moment: datetime) -> int:
    """Forget the offers that nobody came back to. Returns how many."""
    return connection.execute(delete(offers).where(offers.c.made_at < moment - KEPT)).rowcount
