"""`limner imagine`: a picture from words, here and now, without a queue."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.ending import insist_on, one_sentence, tell

if TYPE_CHECKING:
    from generation.catalogue import Catalogue
    from generation.notes import Note
    from generation.picture import Picture
    from generation.requests import ImageRequest
    from generation.settings import GenerationSettings


def imagine(
    words: Annotated[
        list[str],
        typer.Argument(help='What to draw, with flags: "a red house --ar 3:2 --seed 7".', metavar="PROMPT"),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The PNG to write; several become NAME-1.png, NAME-2.png.")
    ] = Path("limner.png"),
) -> None:
    """Draw a picture in this process and store it as PNG."""
    from generation.settings import GenerationSettings
    from limner.settings import read

    settings = read(GenerationSettings)
    output = insist_on(output, ".png")
    started = time.monotonic()
    with one_sentence(output):
        catalogue, request = _request(" ".join(words), settings)
        pictures, notes = _draw(catalogue, request, settings.device)
        paths = _store(pictures, request, output)
    for path, picture in zip(paths, pictures, strict=True):
        print(f"{path}  seed {picture.seed}")
    print(f"{_recipe(request)}  {time.monotonic() - started:.1f} s")
    tell(notes)


def _request(text: str, settings: "GenerationSettings") -> tuple["Catalogue", "ImageRequest"]:
    from bots.forms import fill
    from bots.grammar import parse, split_command
    from generation.catalogue import load_catalogue
    from generation.compose import ImageForm, compose

    catalogue = load_catalogue(settings)
    name, words = split_command(text)
    values = parse(words if name == "imagine" else text, ImageForm, "prompt")
    return catalogue, compose(fill(ImageForm, values), catalogue)


def _draw(
    catalogue: "Catalogue", request: "ImageRequest", device: str
) -> "tuple[list[Picture], tuple[Note, ...]]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(f"Loading {request.model}", total=None)
        from generation.easel import paint
        from generation.engine import Engine, Step, never  # torch takes its seconds: the bar is already there

        def show(step: Step) -> None:
            progress.update(bar, description="Drawing", completed=step.done, total=step.total)

        engine = Engine(catalogue, device)
        return paint(engine, request, show, never), engine.notes(request)


def _store(pictures: "list[Picture]", request: "ImageRequest", output: Path) -> list[Path]:
    from generation.picture import encode_png

    names = (
        [output]
        if len(pictures) == 1
        else [output.with_stem(f"{output.stem}-{number}") for number in range(1, len(pictures) + 1)]
    )
    for path, picture in zip(names, pictures, strict=True):
        path.write_bytes(encode_png(picture, request))
    return names


def _recipe(request: "ImageRequest") -> str:
    return (
        f"{request.model} {request.width_px}x{request.height_px}  {request.steps} steps {request.scheduler}"
        f"  guidance {request.guidance:g}"
    )
