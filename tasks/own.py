"""Adapters that people trained for themselves: noted, named, counted, and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any  # of whole rows
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from generation.adapters.errors import AdapterUnknown
from generation.catalogue import Purpose
from generation.requests import TrainingRequest
from generation.shelf.private import is_private
from tasks import history
from tasks.asked import models_of
from tasks.job import Job, Request, Status
from tasks.models import jobs
from tasks.models_training import own_adapters
from tasks.plan import Plan
from tasks.training_errors import AdapterNameTaken, AdaptersMost, TrainingUnderWay

KIND = "train"
UNDER_WAY = (Status.QUEUED, Status.RUNNING)


class Own(BaseModel, frozen=True):
    """An adapter of somebody's own."""

    name: str  # by which its owner calls it
    card: str  # its name on the shelf, which nobody else's has
    words: str  # that call it in a prompt
    model: str  # that learnt it
    steps: int
    seed: int
    bytes: int
    job_id: UUID
    made_at: datetime

    @property
    def tag(self) -> str:
        """Give what its owner types to have it worn."""
        return f"<lora:{self.name}:1>"


def insist(connection: Connection, request: Request, account_id: int, plan: Plan) -> None:
    """Make sure that somebody may train now, or wears what is their own.

    Raises TrainingUnderWay, AdapterNameTaken, AdaptersMost, and AdapterUnknown for somebody else's.
    """
    if isinstance(request, TrainingRequest):
        _insist_on_room(connection, request, account_id, plan)
    worn = [name for name in models_of(request) if is_private(name)]
    if worn:
        mine = {one.card for one in of(connection, account_id)}
        for name in worn:
            if name not in mine:
                raise AdapterUnknown(Purpose.LORA, name, "")


def of(connection: Connection, account_id: int) -> tuple[Own, ...]:
    """List what somebody trained, the newest first."""
    mine = select(own_adapters).where(own_adapters.c.account_id == account_id)
    rows = connection.execute(mine.order_by(own_adapters.c.made_at.desc(), own_adapters.c.card))
    return tuple(map(_own, rows))


@dataclass(frozen=True)
class Learnt:
    """What came of a training: an adapter on the shelf that nobody is told of yet."""

    card: str
    bytes: int


def note(connection: Connection, job: Job, learnt: Learnt, moment: datetime) -> None:
    """Note what came of a training. A name that its owner gave away meanwhile gets a number behind it."""
    request = job.request
    assert isinstance(request, TrainingRequest)  # noqa: S101 - by whoever made it
    account_id = history.account_of(connection, job.id)
    taken = {one.name for one in of(connection, account_id)}
    values = {
        "card": learnt.card,
        "account_id": account_id,
        "name": free_name(request.name, taken),
        "words": request.words,
        "model": request.model,
        "steps": request.steps,
        "seed": request.seed,
        "bytes": learnt.bytes,
        "job_id": job.id,
        "made_at": moment,
    }
    connection.execute(insert(own_adapters).values(**values))


def drop(connection: Connection, account_id: int, name: str) -> str:
    """Forget one of somebody's own. Returns: its name on the shelf; nothing where there is none."""
    mine = (own_adapters.c.account_id == account_id, own_adapters.c.name == name)
    gone = connection.execute(delete(own_adapters).where(*mine).returning(own_adapters.c.card))
    return gone.scalar_one_or_none() or ""


def drop_all(connection: Connection, account_id: int) -> list[str]:
    """Forget all of somebody's own. Returns: their names on the shelf."""
    mine = delete(own_adapters).where(own_adapters.c.account_id == account_id)
    return list(connection.execute(mine.returning(own_adapters.c.card)).scalars())


def join(connection: Connection, host_id: int, guest_id: int) -> None:
    """Give the host what the guest trained; where both have one of a name, the guest's gets a number."""
    taken = {one.name for one in of(connection, host_id)}
    for one in of(connection, guest_id):
        name = free_name(one.name, taken)
        taken.add(name)
        moved = update(own_adapters).where(own_adapters.c.card == one.card)
        connection.execute(moved.values(account_id=host_id, name=name))


def free_name(name: str, taken: set[str]) -> str:
    """Give a name, or the first of "wuff-2", "wuff-3" … that is free."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[:56]}-{number}"
    return free


def _insist_on_room(connection: Connection, request: TrainingRequest, account_id: int, plan: Plan) -> None:
    under_way = (jobs.c.account_id == account_id, jobs.c.kind == KIND, jobs.c.status.in_(UNDER_WAY))
    if connection.execute(select(func.count()).select_from(jobs).where(*under_way)).scalar_one():
        raise TrainingUnderWay
    mine: Sequence[Own] = of(connection, account_id)
    if request.name in {one.name for one in mine}:
        raise AdapterNameTaken(request.name)
    if plan.adapters_limit is not None and len(mine) >= plan.adapters_limit:
        raise AdaptersMost(len(mine), plan.adapters_limit)


def _own(row: Row[Any]) -> Own:  # Any: a whole row
    return Own.model_validate(row, from_attributes=True)
