"""/stats: what was used, by whom and by what, as a picture and in words."""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, Field

from bots.chart import bars, columns
from bots.chat import Reply
from bots.command import Command, Visit
from bots.wording import Wording
from tasks.roles import Deed
from tasks.statistics import By, Day, Sum

SHOWN = 10  # lines; the picture has as many bars


class StatsBy(StrEnum):
    """What each bar stands for."""

    DAY = "day"
    PERSON = "person"
    MODEL = "model"
    KIND = "kind"
    WORKER = "worker"


class StatsForm(BaseModel, frozen=True, extra="forbid"):
    """How many days, and what the bars stand for."""

    days: int = Field(7, ge=1, le=90)
    by: StatsBy = StatsBy.DAY


async def answer(form: StatsForm, visit: Visit) -> Reply:
    """Draw the GPU-seconds, and say what they came to."""
    counter, statistics = visit.counter, visit.counter.desk.statistics
    wording = counter.wording(visit.sender)
    days = await counter.call(statistics.days, form.days)
    title = summary(days, wording)
    if form.by is StatsBy.DAY:
        return Reply(text=title, preview=await counter.call(columns, _heights(days)), private=True)
    sums = (await counter.call(statistics.sums, By(form.by.value), form.days))[:SHOWN]
    lines = [title, *(_line(number, one, wording) for number, one in enumerate(sums, 1))]
    drawn = await counter.call(bars, [one.gpu_s for one in sums]) if sums else b""
    return Reply(text="\n".join(lines), preview=drawn, private=True)


def summary(days: Sequence[Day], wording: Wording) -> str:
    """Say what some days came to."""
    return wording.say(
        "stats-summary",
        days=len(days),
        jobs=sum(day.jobs for day in days),
        credits=sum(day.credits for day in days),
        seconds=round(sum(day.gpu_s for day in days)),
        failed=sum(day.failed for day in days),
        wait=round(max((day.wait_p95_s for day in days), default=0)),
    )


def _heights(days: Sequence[Day]) -> list[tuple[str, float]]:
    return [(f"{day.day.day}.{day.day.month}.", day.gpu_s) for day in days]


def _line(number: int, one: Sum, wording: Wording) -> str:
    used = wording.say("stats-used", jobs=one.jobs, credits=one.credits, seconds=round(one.gpu_s))
    return f"{number}. {one.name} · {used}"


STATS = Command("stats", StatsForm, answer, deed=Deed.COUNT, private=True)
