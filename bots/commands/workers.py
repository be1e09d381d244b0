"""/workers: which machines work, and what they shall do."""

from enum import StrEnum

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.wording import Wording, clock
from tasks.errors import NoSuchWorker
from tasks.machines import Machine, Wanted
from tasks.roles import Deed


class Order(StrEnum):
    """What to do with a worker."""

    LIST = "list"
    DRAIN = "drain"
    RESUME = "resume"
    STOP = "stop"


WANTED = {Order.DRAIN: Wanted.DRAIN, Order.RESUME: Wanted.WORK, Order.STOP: Wanted.STOP}


class WorkersForm(BaseModel, frozen=True, extra="forbid"):
    """Which worker, and what it shall do; nothing lists them all."""

    worker: str = Field("", max_length=128, examples=["gpu1:4711"])
    order: Order = Order.LIST


async def answer(form: WorkersForm, visit: Visit) -> Reply:
    """List the workers, or steer one and show it."""
    counter, crew = visit.counter, visit.counter.desk.crew
    wording = counter.wording(visit.sender)
    if form.order is not Order.LIST:
        told = await counter.call(crew.tell, visit.actor, form.worker, WANTED[form.order], visit.key)
        return Reply(text=line_of(told, wording), private=True)
    machines = await counter.call(crew.all, visit.actor)
    shown = [one for one in machines if not form.worker or form.worker in {one.name, one.host}]
    if form.worker and not shown:
        raise NoSuchWorker(form.worker, ", ".join(one.name for one in machines) or "none")
    lines = [line_of(one, wording) for one in shown] or [wording.say("workers-none")]
    return Reply(text="\n".join((*lines, wording.say("workers-how"))), private=True)


def line_of(machine: Machine, wording: Wording) -> str:
    """Write a worker, its condition and what it draws on one line."""
    parts = [
        f"• {machine.name}",
        wording.say(f"worker-{machine.condition}"),
        ", ".join(machine.queues),
        machine.device,
        *(
            wording.say("worker-draws", kind=one.kind, job=str(one.job_id)[:8], since=clock(one.since))
            for one in machine.draws
        ),
    ]
    return " · ".join(filter(None, parts))


WORKERS = Command("workers", WorkersForm, answer, text_field="worker", deed=Deed.RUN_WORKERS, private=True)
