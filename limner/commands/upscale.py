"""`limner upscale`: a picture comes out larger, here and now, without a queue."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.ending import insist_on, one_sentence, read_file, tell
from limner.sieve import FilterOption, open_sieve

if TYPE_CHECKING:
    from PIL.Image import Image

    from generation.requests import UpscaleRequest


def upscale(
    picture: Annotated[Path, typer.Argument(help="A JPEG, PNG or WebP.", metavar="PICTURE")],
    factor: Annotated[int, typer.Option(help="2 or 4 times as large.")] = 2,
    upscaler: Annotated[str, typer.Option(help="What enlarges: its name.")] = "",
    prompt: Annotated[str, typer.Option(help="What is to be seen, for an upscaler that draws.")] = "",
    seed: Annotated[int | None, typer.Option(help="Of an upscaler that draws.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The PNG to write.")] = Path("larger.png"),
    filter_: FilterOption = None,
) -> None:
    """Enlarge a picture in this process and store it as PNG."""
    from avatar.intake.photo import read_photo
    from bots.commands.upscale import UpscaleForm
    from bots.forms import fill
    from generation.modes.enlarging import upscale as ask
    from limner.model import catalogue, generation_settings

    output = insist_on(output, ".png")
    sent, settings, started = read_file(picture), generation_settings(), time.monotonic()
    with one_sentence(output):
        given = {"factor": factor, "upscaler": upscaler or None, "prompt": prompt, "seed": seed}
        form = fill(UpscaleForm, {name: value for name, value in given.items() if value is not None})
        taken = read_photo(sent)
        models = catalogue(settings)
        request = ask(form.factor, "", (taken.width_px, taken.height_px), models, form.leading())
        sieve = open_sieve(filter_, settings, models)
        sieve.admit([taken.png])
        larger = sieve.only(_enlarged(request, taken.png))
        larger.save(output, "PNG")
    print(f"{output}  {larger.width}x{larger.height}  {request.upscaler}  {time.monotonic() - started:.1f} s")
    tell(taken.notes)


def _enlarged(request: "UpscaleRequest", png: bytes) -> "Image":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from bots.bringing import opened
    from generation.modes.enlarging import Enlarger
    from limner.model import catalogue, generation_settings

    settings = generation_settings()
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Enlarging", total=None)

        def show(done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total)

        enlarger = Enlarger(catalogue(settings), settings.device, settings.memory)
        return enlarger.enlarge(request, opened(png), show)
