"""How far a file is, shown on a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[str, int, int], None]  # file, bytes that are done, and of how many (0: not told)


@contextmanager
def bar() -> Iterator[Report]:
    """Show on a terminal how far a file is."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Starting", total=None)
        shown = ""

        def report(file: str, here: int, total: int) -> None:
            nonlocal shown
            if file != shown:
                shown = file
                progress.reset(task, description=file)
            progress.update(task, completed=here, total=total or None)

        yield report
