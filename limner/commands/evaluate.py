"""`limner models evaluate`: how well a small model does what a prompt says."""

import sys
from pathlib import Path
from typing import Annotated

import typer

PROMPTS = 200


def evaluate(
    name: Annotated[str, typer.Argument(help="pocket, or the folder of one that you trained.")] = "pocket",
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many prompts to draw.")] = PROMPTS,
    sheet: Annotated[Path | None, typer.Option(help="Write a contact sheet to this PNG.")] = None,
) -> None:
    """Draw prompts that the model never learnt, and print how many came out; exits with 1 below the floor."""
    from generation.errors import ModelUnavailable

    if sheet is not None and not (sheet.suffix.casefold() == ".png" and sheet.absolute().parent.is_dir()):
        raise typer.BadParameter(f"{sheet} cannot be written: name a .png file in a folder that exists")
    try:
        reached = _measure(_folder(name), count, sheet)
    except ModelUnavailable as fault:
        print(fault.reason, file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    raise SystemExit(0 if reached else 1)


def _folder(name: str) -> Path:
    """Find the folder of a small model. Raises ModelUnavailable if its weights are damaged."""
    from generation.cards import find_card
    from generation.checksums import check_weights
    from generation.vocabulary import read_vocabulary

    folder = Path(find_card(name).source)
    if not folder.is_absolute() or read_vocabulary(folder) is None:
        raise typer.BadParameter(f"{name} is no model of this project: its words are not known")
    check_weights(folder)
    return folder


def _measure(folder: Path, count: int, sheet: Path | None) -> bool:
    from rich.console import Console
    from rich.progress import Progress

    from limner.hush import hush

    shown = sys.stdout.isatty()  # figures that go into a file stay out of the bar's way
    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=shown) as bars:
        bar = bars.add_task(f"Measuring {folder.name}", total=1.0)
        hush()
        from training.evaluate import evaluate as measure  # torch takes its seconds: the bar is there

        def report(line: str) -> None:
            print(line, flush=True)

        return measure(folder, count, sheet, report, lambda share: bars.update(bar, completed=share))
