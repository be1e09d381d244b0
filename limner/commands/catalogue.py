"""`limner models list` and `show`: the cards, and what is on this machine."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from limner.shelf import Entry

PIPE_WIDTH = 240  # characters, where no terminal tells how wide it is
WIDE = 140  # characters that show every column without folding much

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for scripts.")]


def list_models(
    everything: Annotated[bool, typer.Option("--all", help="Those that could be downloaded, too.")] = False,
    purpose: Annotated[
        str, typer.Option("--purpose", help="Only those for one purpose, such as controlnet or upscaler.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List the models of this studio, what each is for and what it needs."""
    kind = _purpose(purpose)
    entries = [entry for entry in _entries() if not kind or entry.card.purpose == kind]
    shown = [entry for entry in entries if everything or entry.default or entry.here]
    if as_json:
        print(json.dumps([_plain(entry) for entry in shown], indent=2, ensure_ascii=False))
        return
    if shown:
        _print_table(shown)
    if hidden := len(entries) - len(shown):
        again = f"limner models list --all{f' --purpose {kind}' if kind else ''}"
        print(f"{hidden} more can be downloaded: {again}")
    elif not shown:
        print(f"There is no model for {kind} yet.")


def show(
    name: Annotated[str, typer.Argument(help="A name from the list, a hub id, or a folder.")],
    as_json: AsJson = False,
) -> None:
    """Print a model's card: what it does, how it was trained, figures, limits, licence."""
    from generation.errors import ModelUnavailable
    from limner.settings import complain
    from limner.shelf import alike, find

    entries = _entries()
    try:
        entry = find(name, entries)
    except ModelUnavailable as fault:
        complain([f"{name} cannot be used: {fault.reason}."])
    if entry is None:
        near = alike(name, (entry.card.name for entry in entries))
        advice = f"Try: {', '.join(near)}." if near else "See: limner models list --all."
        complain([f'There is no model called "{name}". {advice}'])
    if as_json:
        print(json.dumps(_plain(entry), indent=2, ensure_ascii=False))
    else:
        _print_card(entry)


def page() -> None:
    """Write the page of all models for the documentation, in Markdown."""
    from limner.card_text import page as page_of
    from limner.shelf import every_card

    print(page_of(every_card()), end="")


def _entries() -> "tuple[Entry, ...]":
    from generation.settings import GenerationSettings
    from limner.model import catalogue
    from limner.settings import read
    from limner.shelf import shelf

    return shelf(catalogue(read(GenerationSettings)))


def _purpose(name: str) -> str:
    """Check the name of a purpose; a wrong one ends the command with 2."""
    from generation.catalogue import Purpose, near
    from limner.settings import complain

    wanted = name.strip().casefold()
    if wanted and wanted not in set(Purpose):
        complain([f'There is no purpose called "{name}". Try: {near(wanted, list(Purpose))}.'])
    return wanted


def _plain(entry: "Entry") -> dict[str, object]:
    return entry.card.model_dump(mode="json") | {"place": entry.place, "default": entry.default}


def _print_table(entries: "list[Entry]") -> None:
    from rich.markup import escape
    from rich.table import Table

    from limner.card_text import COLUMNS, NARROW, row

    console = _console()
    columns = COLUMNS if console.width >= WIDE else COLUMNS[:NARROW]
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, no_wrap=column != "what for", overflow="fold")
    heading = ""
    for entry in entries:
        if len(columns) == NARROW and entry.card.purpose != heading:
            heading = entry.card.purpose
            table.add_row(f"[bold]{heading}[/]")
        cells = row(entry.card, entry.place, entry.default)
        table.add_row(*map(escape, cells[: len(columns)]))
    console.print(table)


def _print_card(entry: "Entry") -> None:
    from rich.markup import escape
    from rich.table import Table

    from limner.card_text import facts

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    before = ""
    for word, told in facts(entry.card, entry.place):
        table.add_row("" if word == before else word, escape(told))
        before = word
    console = _console()
    console.print(f"[bold]{escape(entry.card.title)}[/]")
    console.print(table)


def _console() -> "Console":
    """Open the screen; a pipe is wide enough for one line each."""
    from rich.console import Console

    screen = Console(highlight=False)
    return screen if screen.is_terminal else Console(highlight=False, width=PIPE_WIDTH)
