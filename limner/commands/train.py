"""`limner train`: teach a model your own pictures; make the models that ship again."""

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.commands.train_lora import train_lora

if TYPE_CHECKING:
    from training.learner import Progress, Report
    from training.pocket import Recipe

INTERRUPTED = 130  # exit code

app = typer.Typer(help="Teach a model your own pictures, or make one that ships again.", no_args_is_help=True)


@app.callback()
def train() -> None:
    """Teach a model your own pictures, or make one that ships again."""


app.command("lora")(train_lora)


@app.command("pocket")
def train_pocket(
    part: Annotated[
        list[str] | None, typer.Option(help="Train this part alone; may be repeated. Without it: all.")
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(min=0.001, help="How long, the chosen parts together. Usual: hours.")
    ] = None,
    work: Annotated[
        Path | None, typer.Option(help="Checkpoints, drawings, losses.png. Usual: training in LIMNER_DATA.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The model is written into its folder pocket. Usual: the work folder.")
    ] = None,
    pictures: Annotated[
        int | None, typer.Option(min=250, help="How many pictures to draw and learn.")
    ] = None,
) -> None:
    """Train the pocket model; called again, it goes on where it stopped (Ctrl-C is safe)."""
    place = work or _usual_folder()
    place.mkdir(parents=True, exist_ok=True)
    print("Loading torch …", file=sys.stderr)
    from limner.hush import hush

    hush()
    from training import pocket

    parts = _parts(part, pocket.PARTS)
    recipe = _recipe(parts, minutes, place, out or place, pictures)
    try:
        with _shown() as report:
            pocket.train_pocket(recipe, parts, report)
    except KeyboardInterrupt:
        print("Stopped. The same command goes on where it stopped.", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    except ValueError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error
    _finish(recipe.folder, place)


def _usual_folder() -> Path:
    from limner.folder import FolderSettings
    from limner.settings import read

    return read(FolderSettings).data / "training"


def _parts(chosen: Sequence[str] | None, known: Sequence[str]) -> tuple[str, ...]:
    """Put the chosen parts into the order in which they train."""
    for name in chosen or ():
        if name not in known:
            raise typer.BadParameter(f"there is no part {name}; there are: {', '.join(known)}")
    return tuple(name for name in known if not chosen or name in chosen)


def _recipe(
    parts: Sequence[str], minutes: float | None, work: Path, out: Path, pictures: int | None
) -> "Recipe":
    """Share the minutes out among the chosen parts alone; a recipe counts those of all parts."""
    from training.pocket import PICTURES, PLAN, PLAN_MINUTES, Recipe

    share = sum(PLAN.get(name, 0.0) for name in parts) / PLAN_MINUTES
    total = PLAN_MINUTES if minutes is None or not share else minutes / share
    judge = out / "judge" / "judge.safetensors"
    return Recipe(total, work, out / "pocket", judge, pictures or PICTURES)


@contextmanager
def _shown() -> "Iterator[Report]":
    """Show bars in a terminal, lines anywhere else."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda told: print(told, file=sys.stderr, flush=True)
        return
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[word]}"),
    )
    with Bars(*columns, console=console) as bars:
        yield _bar_report(bars.add_task, bars.update, bars.console.print)


def _bar_report(
    add: Callable[..., int],  # rich's own signatures: keywords of any kind
    update: Callable[..., None],
    say: Callable[..., None],
) -> "Report":
    from training.learner import Progress

    rows: dict[str, int] = {}

    def report(told: "str | Progress") -> None:
        if not isinstance(told, Progress):
            say(told, markup=False, highlight=False)
            return
        if told.part not in rows:
            rows[told.part] = add(told.part, total=1.0, word="")
        update(rows[told.part], completed=told.share, word=_word(told))

    return report


def _word(told: "Progress") -> str:
    loss = f"loss {told.loss:.4f}" if math.isfinite(told.loss) else "the loss is no number any more"
    return f"step {told.steps}  {told.minutes:.1f} of {told.of_minutes:.1f} min  {loss}"


def _finish(folder: Path, work: Path) -> None:
    """Seal the model as it is now, and say where everything is."""
    print(f"The curves of the losses: {work / 'losses.png'}")
    if not (folder / "model_index.json").is_file():
        return
    from training.known import seal

    seal(folder)
    print(f"The model: {folder}")
    print(f'Draw with it:  LIMNER_MODEL={folder} limner imagine "a red house"')
    print(f"Measure it:    limner models evaluate {folder}")
