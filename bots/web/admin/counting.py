"""Statistics with charts, and the audit log, which can be taken along as CSV or JSON."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO

from fastapi import APIRouter
from fastapi.responses import Response

from bots.web.admin.charts import chart
from bots.web.admin.room import InRoom
from tasks.audit import Entry
from tasks.errors import NotAllowed
from tasks.roles import LEAST, Deed
from tasks.statistics import By

counting = APIRouter(prefix="/admin")

SPANS = (1, 7, 30, 90)  # days
SHOWN = 15  # lines of a table of sums
LOG_SHOWN, LOG_EXPORTED = 100, 10_000  # entries
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets would reckon


@counting.get("/statistics")
async def statistics(room: InRoom, days: int = 30) -> Response:
    """Show what was used, and how long people waited."""
    days = days if days in SPANS else 30
    told = await room.call(room.desk.statistics.days, days)
    sums = {by: (await room.call(room.desk.statistics.sums, by, days))[:SHOWN] for by in By}
    names = [f"{one.day.month}/{one.day.day}" for one in told]
    return room.show(
        "statistics",
        days=days,
        spans=SPANS,
        told=told,
        sums=sums,
        charts={
            "gpu": chart([(name, one.gpu_s) for name, one in zip(names, told, strict=True)]),
            "jobs": chart([(name, float(one.jobs)) for name, one in zip(names, told, strict=True)]),
            "waits": chart([(name, one.wait_p95_s) for name, one in zip(names, told, strict=True)]),
        },
    )


@counting.get("/log")
async def log(room: InRoom, actor: str = "", whom: str = "", days: int = 0) -> Response:
    """Show who did what."""
    entries = await room.call(_entries, room, actor, whom, days, LOG_SHOWN)
    return room.show("log", entries=entries, actor=actor, whom=whom, days=days, link=room.link)


@counting.get("/log.{kind}")
async def export(room: InRoom, kind: str, actor: str = "", whom: str = "", days: int = 0) -> Response:
    """Give the log as a file. Raises NotAllowed."""
    if not room.may(Deed.COUNT):
        raise NotAllowed(LEAST[Deed.COUNT])
    entries = await room.call(_entries, room, actor, whom, days, LOG_EXPORTED)
    written, mime = (as_csv(entries), "text/csv") if kind == "csv" else (as_json(entries), "application/json")
    name = "limner-log.csv" if kind == "csv" else "limner-log.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written, media_type=f"{mime}; charset=utf-8", headers=headers)


def as_csv(entries: Sequence[Entry]) -> str:
    """Write entries as a table; what a spreadsheet would take for a formula is marked as text."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(["id", "at", "actor", "act", "whom", "before", "after", "reason", "origin"])
    for row in map(_row, entries):
        writer.writerow([_plain(str(cell)) for cell in row.values()])
    return file.getvalue()


def as_json(entries: Sequence[Entry]) -> str:
    """Write entries for programs."""
    rows = [_row(one) | {"before": dict(one.before), "after": dict(one.after)} for one in entries]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _row(one: Entry) -> dict[str, object]:
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "actor": one.actor,
        "act": one.act,
        "whom": one.whom,
        "before": json.dumps(dict(one.before), ensure_ascii=False),
        "after": json.dumps(dict(one.after), ensure_ascii=False),
        "reason": one.reason,
        "origin": one.origin,
    }


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _entries(room: InRoom, actor: str, whom: str, days: int, limit: int) -> Sequence[Entry]:
    since = datetime.now(UTC) - timedelta(days=days) if 0 < days <= 3650 else None
    return room.desk.audit.entries(since, whom.strip()[:200], actor.strip()[:200], limit)
