"""How much longer, or shorter, requests take on this studio's machines than on the reference card.

The cards say what a request takes there; each measurement moves the rate of its kind, model and size on the
worker that drew it. Old ones are forgotten by and by, few ones count little, and no rate leaves its bounds:
so one slow evening makes nothing dear, and a new card makes things cheap within some dozens of jobs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2

from sqlalchemy import Connection, select, update

from avatar.requests import AvatarRequest, PreviewRequest
from generation.requests import Drawing, UpscaleRequest
from tasks.asked import model_of
from tasks.database import insert_missing
from tasks.job import Job, Request
from tasks.models import jobs
from tasks.models_rates import rates

REMEMBERED = 0.95  # of what earlier requests took; so the last twenty count
PRIOR = 60.0  # credits of requests that the wider rate counts as, beside what was measured
LEAST, MOST = 1 / 8, 8.0  # bounds of a rate


@dataclass(frozen=True)
class Sort:
    """Requests that take alike."""

    kind: str
    model: str
    size: int

    @classmethod
    def of(cls, request: Request) -> "Sort":
        """Sort a request. Steps and pictures are left out: with them it grows as the card says."""
        clip = request.of if isinstance(request, PreviewRequest) else request
        area = 1.0
        if isinstance(request, Drawing):
            area = float(request.width_px * request.height_px)
        elif isinstance(request, UpscaleRequest) and request.redraw:
            area = float(request.redraw.width_px * request.redraw.height_px)
        elif isinstance(clip, AvatarRequest):
            area = float(clip.size_px**2)
        return cls(request.kind, model_of(request)[:100], round(log2(area)))


@dataclass(frozen=True)
class Measured:
    """What requests of a sort took, all workers together."""

    sort: Sort
    reference: float  # credits, by the cards
    drawn_s: float


def rate(sort: Sort, measured: Iterable[Measured]) -> float:
    """Say how many seconds a credit of the cards takes here for requests of a sort.

    Three steps, from wide to narrow: of its kind, of its model, of its size. Each begins with the rate of the
    step before as if ``PRIOR`` credits had been measured at that; the widest begins with 1.
    """
    known = [one for one in measured if one.sort.kind == sort.kind]
    of_model = [one for one in known if one.sort.model == sort.model]
    of_size = [one for one in of_model if one.sort.size == sort.size]
    found = 1.0
    for step in (known, of_model, of_size):
        reference, drawn_s = sum(one.reference for one in step), sum(one.drawn_s for one in step)
        found = (PRIOR * found + drawn_s) / (PRIOR + reference)
    return min(MOST, max(LEAST, found))


def learn(connection: Connection, job: Job, drawn_s: float) -> None:
    """Note what a job took on the worker that has just drawn it."""
    worker = connection.execute(select(jobs.c.worker).where(jobs.c.id == job.id)).scalar_one()
    reference, sort = job.reference or job.price, Sort.of(job.request)
    key = {"worker": worker, "kind": sort.kind, "model": sort.model, "size": sort.size}
    insert_missing(connection, rates, **key, reference=1e-9, drawn_s=0.0)
    seen = {
        "reference": rates.c.reference * REMEMBERED + reference,
        "drawn_s": rates.c.drawn_s * REMEMBERED + drawn_s,
    }
    own = [rates.c[name] == value for name, value in key.items()]
    connection.execute(update(rates).where(*own).values(**seen))


def measured(connection: Connection, kind: str) -> list[Measured]:
    """Read what was measured of a kind of requests."""
    rows = connection.execute(select(rates).where(rates.c.kind == kind))
    return [Measured(Sort(row.kind, row.model, row.size), row.reference, row.drawn_s) for row in rows]
