"""`limner admin pause | resume | audit`: the studio as a whole, and what was done in it."""

import csv
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from limner.commands.at_desk import Reason, at_machine, open_at_desk

if TYPE_CHECKING:
    from tasks.audit import Entry

COLUMNS = ("id", "at", "actor", "act", "whom", "before", "after", "reason", "origin")

Kind = Annotated[str, typer.Argument(help="A kind of requests such as avatar, or all.")]
Scope = Annotated[str, typer.Option(help="studio, or for example discord:server:123.", metavar="SCOPE")]


def join(app: typer.Typer) -> None:
    """Add the commands to `limner admin`."""
    for command in (pause, resume, audit):
        app.command()(command)


def pause(kind: Kind = "all", reason: Reason = "", scope: Scope = "studio") -> None:
    """Take no new requests; what runs is finished."""
    with open_at_desk() as desk:
        desk.admin.halts.pause(at_machine(), kind, reason, scope)
    print(f"{scope}: {kind} is paused")


def resume(kind: Kind = "all", scope: Scope = "studio") -> None:
    """Take requests again."""
    with open_at_desk() as desk:
        desk.admin.halts.resume(at_machine(), kind, scope)
    print(f"{scope}: {kind} is taken again")


def audit(
    since: Annotated[
        datetime | None, typer.Option(help="From this moment on (UTC), such as 2026-11-28.")
    ] = None,
    whom: Annotated[str, typer.Option(help="Only what was done to telegram:1001, a job, a worker.")] = "",
    by: Annotated[str, typer.Option(help="Only what was done by telegram:1001 or cli:root.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many, the last ones.")] = 100,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, one entry a line.")] = False,
) -> None:
    """List who did what to whom, and why; the oldest first."""
    moment = since.replace(tzinfo=UTC) if since else None
    with open_at_desk() as desk:
        found = list(reversed(desk.audit.entries(moment, whom, by, limit)))
    if as_csv:
        _write_csv(found)
    for entry in () if as_csv else found:
        print(json.dumps(_row(entry), ensure_ascii=False) if as_json else _line(entry))


def _write_csv(found: "Sequence[Entry]") -> None:
    written = csv.DictWriter(sys.stdout, COLUMNS)
    written.writeheader()
    for entry in found:
        row = _row(entry)
        facts = {name: json.dumps(row[name], ensure_ascii=False) for name in ("before", "after")}
        written.writerow({name: _inert(value) for name, value in {**row, **facts}.items()})


def _inert(value: object) -> object:
    """Keep a spreadsheet from running what somebody gave as a reason."""
    return f"'{value}" if isinstance(value, str) and value[:1] in set("=+-@\t\r") else value


def _row(entry: "Entry") -> dict[str, object]:
    row = {name: getattr(entry, name) for name in COLUMNS}
    return {**row, "at": entry.at.isoformat(), "before": dict(entry.before), "after": dict(entry.after)}


def _line(entry: "Entry") -> str:
    change = f"{dict(entry.before)} -> {dict(entry.after)}" if entry.before or entry.after else ""
    parts = (
        f"{entry.at:%Y-%m-%d %H:%M:%S}",
        entry.actor,
        entry.act,
        entry.whom,
        change,
        entry.reason,
        entry.origin,
    )
    return "  ".join(filter(None, parts))
