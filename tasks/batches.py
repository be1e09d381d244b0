"""Several requests of one line: priced together, confirmed once, and taken all or none."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, insert, select

from tasks import accounts, history
from tasks.database import Database, now
from tasks.errors import AlreadyFinal, BatchUnfit, NoSuchOffer, NotTaken, TooManyWaiting
from tasks.history import REQUEST
from tasks.job import Job, Lane, Place, Request, Sender
from tasks.models import jobs
from tasks.models_presets import batches
from tasks.moderation import Asking, Moderation
from tasks.orders import order_of
from tasks.pricing import Pricing
from tasks.queue import Bell
from tasks.reservation import Order
from tasks.turns import BATCH_RANK

Reserve = Callable[[Connection, Order], Job]

KEPT = timedelta(days=7)  # after that, prices and pictures have changed


@dataclass(frozen=True)
class Batch:
    """Requests of one line that wait for one press."""

    id: UUID
    requests: tuple[Request, ...]
    price: int  # credits of all that is paid for
    slow: int  # requests that wait in the slow lane

    @property
    def pictures(self) -> int:
        """How many results it gives."""
        return sum(getattr(request, "count", 1) for request in self.requests)


class Batches:
    """Proposes batches, and takes them all or none. Thread-safe."""

    def __init__(
        self, database: Database, pricing: Pricing, moderation: Moderation, bell: Bell, reserve: Reserve
    ) -> None:
        self._database = database
        self._pricing = pricing
        self._moderation = moderation
        self._bell = bell
        self._reserve = reserve

    def propose(self, requests: Sequence[Request], sender: Sender, place: Place, key: str) -> Batch:
        """Price requests together and keep them; nothing is held. The same key gives the same batch again.

        They are taken for a trial and given back, so that what is told is what taking them will do.
        Raises what ``take`` raises.
        """
        known = self._database.read(lambda connection: _keyed(connection, key))
        if known is not None:
            return _read(known)
        batch_id = uuid4()
        orders = self._orders(batch_id, requests, sender, place)

        def write(connection: Connection) -> Batch:
            account = accounts.open_account(connection, sender, now(connection))
            accounts.lock(connection, account.id)
            again = _keyed(connection, key)
            if again is not None:  # the same event came twice at once
                return _read(again)
            trial = connection.begin_nested()
            taken = _reserve_all(connection, orders, self._reserve)
            trial.rollback()
            paid = [job.price for job in taken if job.lane is Lane.FAST and not job.pooled]
            slow = sum(job.lane is Lane.SLOW for job in taken)
            values = {
                "id": batch_id,
                "key": key,
                "account_id": account.id,
                "requests": [request.model_dump(mode="json") for request in requests],
                "price": sum(paid),
                "slow": slow,
                "made_at": now(connection),
            }
            connection.execute(insert(batches).values(**values))
            return Batch(batch_id, tuple(requests), sum(paid), slow)

        return self._database.write(write)

    def take(self, batch_id: UUID, sender: Sender, place: Place) -> list[Job]:
        """Take all requests of a batch, or none: once, however often it is pressed.

        Raises NoSuchOffer; BatchUnfit where only some would be taken; what ``desk.submit`` raises where none.
        """
        batch = self._database.read(lambda connection: _own(connection, batch_id, sender))
        orders = self._orders(batch_id, batch.requests, sender, place)
        taken = self._database.write(lambda connection: _reserve_all(connection, orders, self._reserve))
        ours = {order.job_id: order.queue for order in orders}
        for job in taken:
            if job.id in ours:  # not one of an earlier press
                self._bell.ring(job.id, ours[job.id])
        return taken

    def stop(self, batch_id: UUID, sender: Sender, cancel: Callable[[UUID, Sender], Job]) -> int:
        """Cancel what of a batch waits or runs. Returns how many jobs that were. Raises NoSuchOffer."""

        def look(connection: Connection) -> list[UUID]:
            count = len(_own(connection, batch_id, sender).requests)
            keys = [_key(batch_id, number) for number in range(count)]
            waits = jobs.c.key.in_(keys), jobs.c.status.in_(history.WAITING)
            return list(connection.execute(select(jobs.c.id).where(*waits)).scalars())

        stopped = 0
        for job_id in self._database.read(look):
            with suppress(AlreadyFinal):
                cancel(job_id, sender)
                stopped += 1
        return stopped

    def _orders(
        self, batch_id: UUID, requests: Sequence[Request], sender: Sender, place: Place
    ) -> list[Order]:
        """Make an order of each request. Each result comes in a message of its own. Raises WordsBlocked."""
        where = place.model_copy(update={"message": ""})
        asked = [
            Asking(request, sender, where, _key(batch_id, number)) for number, request in enumerate(requests)
        ]
        return [
            order_of(one, self._moderation.admit(one), self._pricing, confirmed=True, rank=BATCH_RANK)
            for one in asked
        ]


def drop_old(connection: Connection, moment: datetime) -> int:
    """Forget the batches that nobody came back to. Returns how many."""
    return connection.execute(delete(batches).where(batches.c.made_at < moment - KEPT)).rowcount


def _reserve_all(connection: Connection, orders: Sequence[Order], reserve: Reserve) -> list[Job]:
    """Reserve every order. Raises BatchUnfit where that ends before the last: all are undone then."""
    taken: list[Job] = []
    for order in orders:
        try:
            taken.append(reserve(connection, order))
        except (NotTaken, TooManyWaiting) as refusal:
            if not taken:
                raise
            raise BatchUnfit(len(orders), len(taken)) from refusal
    return taken


def _keyed(connection: Connection, key: str) -> Row[Any] | None:  # Any: a whole row
    return connection.execute(select(batches).where(batches.c.key == key)).one_or_none()


def _own(connection: Connection, batch_id: UUID, sender: Sender) -> Batch:
    account = accounts.find(connection, sender.platform, sender.account)
    row = connection.execute(select(batches).where(batches.c.id == batch_id)).one_or_none()
    if row is None or account is None or row.account_id != account.id:
        raise NoSuchOffer
    return _read(row)


def _read(row: Row[Any]) -> Batch:  # Any: a whole row
    requests = tuple(REQUEST.validate_python(body) for body in row.requests)
    return Batch(row.id, requests, row.price, row.slow)


def _key(batch_id: UUID, number: int) -> str:
    return f"batch:{batch_id}.{number}"
