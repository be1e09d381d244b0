"""What a request would cost here and now: price, balance, time, and something that costs less."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from tasks import accounts, line
from tasks.accounts import Allowance
from tasks.cheaper import cheaper
from tasks.database import Database, now
from tasks.job import Lane, Place, Request, Sender
from tasks.lineup import Newcomer
from tasks.plans import Plans
from tasks.pools import pays
from tasks.pricing import Pricing
from tasks.queue import queue_of
from tasks.quota import Quota
from tasks.turns import Manners


@dataclass(frozen=True)
class Quote:
    """What a request would cost."""

    request: Request
    price: int  # credits; nobody takes them in the slow lane
    lane: Lane
    left: int  # credits now
    after: int  # ... and once it is taken
    fits: bool  # whether it would be taken
    resets_at: datetime  # when the credits fill up
    ahead: int  # jobs that would be made before it
    eta_s: float | None  # until it would be ready; nothing where no such job was ever measured
    cheaper: Request | None = None  # a variant that is paid for, or that is at least cheaper
    cheaper_price: int = 0


class Quotes:
    """Quotes requests. It takes and holds nothing. Thread-safe."""

    def __init__(
        self, database: Database, plans: Plans, quota: Quota, pricing: Pricing, manners: Manners
    ) -> None:
        self._database = database
        self._plans = plans
        self._quota = quota
        self._pricing = pricing
        self._manners = manners

    def quote(self, request: Request, sender: Sender, place: Place, heard_s: float | None = None) -> Quote:
        """Quote a request of somebody in a place; ``heard_s``: of a recording that was not sent yet.

        Raises UnknownChoice if its model is not there any more.
        """

        def price_of(request: Request) -> int:
            return self._pricing.price(request, heard_s)

        price = price_of(request)
        allowance = self._quota.of(sender, place)
        plan = self._plans.of(sender, place).plan
        pooled = self._pooled(place, price)
        fits = pooled or allowance.left >= price
        lane = Lane.SLOW if plan.slow_lane and not fits else Lane.FAST
        where = self._expected(request, price, lane, sender)
        other = cheaper(request, price_of, allowance.left if lane is Lane.FAST else 0, self._pricing.doubler)
        return Quote(
            request=request,
            price=price,
            lane=lane,
            left=allowance.left,
            after=allowance.left if pooled else _after(allowance, price, lane),
            fits=fits or lane is Lane.SLOW,
            resets_at=allowance.resets_at,
            ahead=where.ahead,
            eta_s=where.eta_s,
            cheaper=other,
            cheaper_price=price_of(other) if other else 0,
        )

    def _pooled(self, place: Place, price: int) -> bool:
        """Whether a pool of the place would pay."""
        if not place.server:
            return False
        return self._database.read(lambda connection: pays(connection, place, price, now(connection)))

    def _expected(self, request: Request, price: int, lane: Lane, sender: Sender) -> line.Place:
        def look(connection: Connection) -> line.Place:
            account = accounts.find(connection, sender.platform, sender.account)
            newcomer = Newcomer(account.id if account else 0, request.kind, price, lane)
            moment = now(connection)
            return line.expected(connection, queue_of(request), newcomer, moment, self._manners)

        return self._database.read(look)


def _after(allowance: Allowance, price: int, lane: Lane) -> int:
    return allowance.left if lane is Lane.SLOW else max(0, allowance.left - price)
