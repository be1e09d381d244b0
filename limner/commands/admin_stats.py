"""`limner admin stats`: what was used, by whom and by what, and how long people waited."""

from enum import StrEnum
from typing import Annotated

import typer

from limner.commands.at_desk import open_at_desk


class By(StrEnum):
    """What the lines stand for."""

    DAY = "day"
    PERSON = "person"
    MODEL = "model"
    KIND = "kind"
    WORKER = "worker"


def stats(
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days (UTC), with today.")] = 7,
    by: Annotated[By, typer.Option(help="What each line stands for.")] = By.DAY,
) -> None:
    """Show credits, GPU-seconds, waits and failures."""
    from tasks.statistics import By as Told

    rows: list[tuple[object, ...]]
    with open_at_desk() as desk:
        if by is By.DAY:
            rows = [
                (str(day.day), day.jobs, day.failed, day.credits, day.gpu_s, day.wait_p50_s, day.wait_p95_s)
                for day in desk.statistics.days(days)
            ]
            heads = ["day", "jobs", "failed", "credits", "GPU-s", "wait p50 s", "p95 s"]
        else:
            rows = [
                (f"{one.name} ({one.account})" if one.account else one.name, one.jobs, one.credits, one.gpu_s)
                for one in desk.statistics.sums(Told(by.value), days)
            ]
            heads = [by.value, "jobs", "credits", "GPU-s"]
    _print([heads, *([_written(cell) for cell in row] for row in rows)])


def _written(cell: object) -> str:
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)


def _print(lines: list[list[str]]) -> None:
    """Print a table: names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *rest in lines:
        numbers = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        print("  ".join((first.ljust(widths[0]), *numbers)))
