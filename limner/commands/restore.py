"""`limner restore`: the faces of a photo are drawn anew, here and now, without a queue."""

import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.ending import insist_on, one_sentence, read_file, tell
from limner.sieve import FilterOption, open_sieve

if TYPE_CHECKING:
    from PIL.Image import Image

    from avatar.settings import AvatarSettings


def restore(
    photo: Annotated[Path, typer.Argument(help="A picture with faces, however blurred.", metavar="PHOTO")],
    strength: Annotated[float, typer.Option(min=0, max=1, help="0 leaves the faces as they are.")] = 1.0,
    enlarge: Annotated[int, typer.Option(min=1, max=2, help="How many times as large it comes out.")] = 1,
    output: Annotated[Path, typer.Option("--output", "-o", help="The PNG to write.")] = Path("restored.png"),
    filter_: FilterOption = None,
) -> None:
    """Draw the faces of a photo anew in this process and store it as PNG."""
    from avatar.intake.photo import read_photo
    from avatar.restoring import insist_on_weights
    from avatar.settings import AvatarSettings
    from limner.model import catalogue, generation_settings
    from limner.settings import read
    from tasks.worker.restoring import encode_restored

    output = insist_on(output, ".png")
    sent, settings, started = read_file(photo), read(AvatarSettings), time.monotonic()
    with one_sentence(output):
        insist_on_weights(settings)
        taken = read_photo(sent)
        drawing = generation_settings()
        open_sieve(filter_, drawing, catalogue(drawing), drawn=False).admit([taken.png])
        restored, faces = _restored(taken.png, settings, strength, enlarge)
        output.write_bytes(encode_restored(restored))
    print(f"{output}  {restored.width}x{restored.height}  faces {faces}  {time.monotonic() - started:.1f} s")
    tell(taken.notes)


def _restored(png: bytes, settings: "AvatarSettings", strength: float, scale: int) -> "tuple[Image, int]":
    import PIL.Image
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from avatar.restoring import PhotoRestorer
    from limner.model import catalogue, enlarging, generation_settings

    drawing, found = generation_settings(), 0
    restorer = PhotoRestorer(settings, drawing.device, enlarging(drawing, catalogue(drawing)))
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Restoring", total=None)

        def show(done: int, total: int) -> None:
            nonlocal found
            found = total
            progress.update(bar, completed=done, total=total)

        with PIL.Image.open(BytesIO(png), formats=("PNG",)) as picture:
            return restorer.restore(picture, strength, scale, show), found
