"""The one screen of `limner up`: what runs where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from limner.supervisor import State

COLOURS = {
    State.STARTING: "yellow",
    State.RUNNING: "green",
    State.RESTARTING: "red",
    State.NEEDS_YOU: "red",
    State.STOPPED: "dim",
}
NAME_WIDTH = 10


@dataclass(frozen=True)
class Row:
    """One thing of the studio: what it is, where it is, how it does."""

    name: str
    place: str
    state: State | None = None  # nothing: it is not a process
    word: str = ""  # what went wrong


class Screen(Protocol):
    """Shows the rows, again whenever they change."""

    def show(self, rows: Sequence[Row]) -> None:
        """Bring the screen up to date."""

    def close(self) -> None:
        """Leave the last state standing."""


class LiveScreen:
    """One table in a terminal, changed in place."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, auto_refresh=False)
        self._live.start()

    def show(self, rows: Sequence[Row]) -> None:
        """Draw the table anew."""
        table = Table.grid(padding=(0, 2))
        table.add_column(style="bold", min_width=NAME_WIDTH)
        table.add_column(overflow="fold")
        table.add_column()
        for row in rows:
            state = Text(row.state.value, COLOURS[row.state]) if row.state else Text()
            table.add_row(row.name, Text(row.place), state)
            if row.word:
                table.add_row("", Text(row.word, "red"), "")
        self._live.update(
            Group(Text("Limner", "bold"), table, Text("Ctrl-C stops everything.", "dim")), refresh=True
        )

    def close(self) -> None:
        """Leave the table standing."""
        self._live.stop()


class PlainScreen:
    """A line for each change, for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: set[Row] = set()

    def show(self, rows: Sequence[Row]) -> None:
        """Print the rows that are new or have changed."""
        for row in rows:
            if row not in self._shown:
                state = f" ({row.state.value})" if row.state else ""
                word = f": {row.word}" if row.word else ""
                line = f"{row.name:<{NAME_WIDTH}}{row.place}{state}{word}"
                self._console.print(line, markup=False, highlight=False, soft_wrap=True)
        self._shown = set(rows)

    def close(self) -> None:
        """Nothing to put back."""


def open_screen(console: Console) -> Screen:
    """Choose the screen for a terminal or for a pipe."""
    return LiveScreen(console) if console.is_terminal else PlainScreen(console)
