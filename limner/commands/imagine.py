"""`limner imagine`: a picture from words, or from others, here and now, without a queue."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.ending import insist_on, one_sentence, tell
from limner.sieve import FilterOption, Sieve, open_sieve

if TYPE_CHECKING:
    from generation.catalogue import Catalogue
    from generation.notes import Note
    from generation.picture import Picture
    from generation.requests import PictureRequest
    from limner.brought import Asked

    Drawn = tuple[Picture, PictureRequest]


def imagine(  # noqa: PLR0913, PLR0917 - a command line has as many options as there are choices
    words: Annotated[
        list[str],
        typer.Argument(help='What to draw, with flags: "a red house --ar 3:2 --seed 7".', metavar="PROMPT"),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The PNG to write; several become NAME-1.png, NAME-2.png.")
    ] = Path("limner.png"),
    source: Annotated[
        Path | None,
        typer.Option("--from", help="A picture to draw over; with --strength 0 to 1 in the prompt."),
    ] = None,
    mask: Annotated[
        Path | None,
        typer.Option(help="What of it is drawn anew: white on black, or the picture, painted on."),
    ] = None,
    control: Annotated[
        list[str] | None,
        typer.Option(
            help='What to follow: "canny=FILE", a map or a photo; up to three.', metavar="KIND=FILE"
        ),
    ] = None,
    lora: Annotated[
        list[str] | None,
        typer.Option(
            help="A LoRA and its weight, -2 to 2; several times for several.", metavar="NAME:WEIGHT"
        ),
    ] = None,
    vae: Annotated[
        str | None, typer.Option(help="What decodes in place of the model's own VAE.", metavar="NAME")
    ] = None,
    filter_: FilterOption = None,
) -> None:
    """Draw a picture in this process and store it as PNG."""
    from generation.catalogue import load_catalogue
    from generation.settings import GenerationSettings
    from limner.brought import Named, ask, ask_several
    from limner.settings import read

    settings = read(GenerationSettings)
    output = insist_on(output, ".png")
    started = time.monotonic()
    with one_sentence(output):
        catalogue = load_catalogue(settings)
        named = Named(source, mask, tuple(control or ()))
        worn = [f"--lora {one}" for one in lora or ()] + ([f"--vae {vae}"] if vae else [])
        prompt = _prompt(" ".join((*words, *worn)))
        bare = named == Named(None, None, ())
        several = ask_several(prompt, catalogue) if bare else (ask(prompt, named, catalogue),)
        sieve = open_sieve(filter_, settings, catalogue)
        for asked in several:
            sieve.admit(tuple(asked.files.values()), asked.request.model)
        drawn, notes = _draw(catalogue, several, settings.device)
        drawn = _sifted(drawn, sieve)
        paths = _store(drawn, output)
    for path, (picture, request) in zip(paths, drawn, strict=True):
        print(f"{path}  seed {picture.seed}" + (f"  {request.prompt}" if len(several) > 1 else ""))
    print(f"{_recipe(several[0].request, drawn[0][0])}  {time.monotonic() - started:.1f} s")
    sieve.tell()
    tell((*several[0].notes, *notes))


def _prompt(text: str) -> str:
    """Leave out the command, as it is typed in chats."""
    from bots.grammar import split_command

    name, words = split_command(text)
    return words if name == "imagine" else text


def _draw(
    catalogue: "Catalogue", several: "tuple[Asked, ...]", device: str
) -> "tuple[list[Drawn], tuple[Note, ...]]":
    """Draw every request, each picture with the request that it is of, and what is to be told of them."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(f"Loading {several[0].request.model}", total=None)
        from generation.easel import paint
        from generation.engine import Engine, Step, never  # torch takes its seconds: the bar is already there
        from generation.modes.depth_map import DepthReader
        from generation.sources import read_sources
        from generation.translating import Translator

        def show(step: Step) -> None:
            progress.update(bar, description="Drawing", completed=step.done, total=step.total)

        engine, depth = Engine(catalogue, device, compiling="off"), DepthReader(catalogue, device)
        translator = Translator(catalogue)
        drawn: list[Drawn] = []
        notes: list[Note] = []
        for asked in several:
            sources = read_sources(asked.request, asked.files)
            request, told = translator.translate(asked.request)
            pictures = paint(engine, request, show, never, sources, depth.read)
            drawn += [(picture, request) for picture in pictures]
            notes += [note for note in (*told, *engine.notes(request)) if note not in notes]
        return drawn, tuple(notes)


def _sifted(drawn: "list[Drawn]", sieve: Sieve) -> "list[Drawn]":
    """Hold back what the filter holds back. Raises PicturesWithheld where nothing is left."""
    from dataclasses import replace

    from tasks.errors import PicturesWithheld

    sifted = [
        (replace(picture, image=image), request)
        for picture, request in drawn
        if (image := sieve.sift(picture.image, request.model)) is not None
    ]
    if not sifted:
        raise PicturesWithheld(len(drawn))
    return sifted


def _store(drawn: "list[Drawn]", output: Path) -> list[Path]:
    from generation.picture import encode_png

    names = (
        [output]
        if len(drawn) == 1
        else [output.with_stem(f"{output.stem}-{number}") for number in range(1, len(drawn) + 1)]
    )
    for path, (picture, request) in zip(names, drawn, strict=True):
        path.write_bytes(encode_png(picture, request))
    return names


def _recipe(request: "PictureRequest", picture: "Picture") -> str:
    from generation.requests import controls_of

    size, strength = f"{picture.image.width}x{picture.image.height}", getattr(request, "strength", None)
    worn = ", ".join(f"{one.name} {one.weight:g}" for one in request.adapters)
    along = ", ".join(one.kind for one in controls_of(request))
    return (
        f"{request.model} {size}  {request.steps} steps {request.scheduler}  guidance {request.guidance:g}"
        + (f"  strength {strength:g}" if strength is not None else "")
        + (f"  along {along}" if along else "")
        + (f"  with {worn}" if worn else "")
    )
