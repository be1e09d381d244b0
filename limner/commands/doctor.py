"""`limner doctor`: what the machine has against what a studio needs."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from limner.checks import Finding

MARKS = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "bad": "[red]bad[/]"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for scripts.")] = False,
) -> None:
    """Look at the machine, the models, the servers and the settings; exits with 1 where something is bad."""
    import dataclasses
    import json

    from avatar.settings import AvatarSettings
    from generation.settings import GenerationSettings
    from limner.checks import Finding, Verdict, examine, tokens
    from limner.folder import tasks_settings
    from limner.inventory import bots_with_token, page, settings_classes
    from limner.readers import readers
    from limner.settings import known, read, strangers

    rooms = tasks_settings(), read(GenerationSettings), read(AvatarSettings)
    findings = [*examine(*rooms, page()), *readers(rooms[1]), *tokens(bots_with_token())]
    findings += [Finding("settings", Verdict.NOTE, line) for line in strangers(known(settings_classes()))]
    bad = any(finding.verdict is Verdict.BAD for finding in findings)
    if as_json:
        print(json.dumps([dataclasses.asdict(finding) for finding in findings], indent=2))
    else:
        _print(findings)
    raise SystemExit(1 if bad else 0)


def _print(findings: "list[Finding]") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        advice = f"\n[dim]{escape(finding.advice)}[/]" if finding.advice else ""
        table.add_row(finding.subject, MARKS[finding.verdict], escape(finding.found) + advice)
    Console().print(table)
