"""`limner describe`: what a picture could be asked for with, here and now, without a queue."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from limner.ending import one_sentence, read_file


def describe(
    picture: Annotated[Path, typer.Argument(help="A JPEG, PNG or WebP.", metavar="PICTURE")],
    language: Annotated[str, typer.Option(help="en or zh, where the model speaks both.")] = "en",
) -> None:
    """Put a picture into words, up to four times, the likeliest first: each is a prompt to draw it by."""
    from avatar.intake.photo import read_photo
    from bots.bringing import opened
    from bots.commands.describe import DescribeForm
    from bots.forms import fill
    from bots.wording import Wording
    from generation.describing import Describer
    from generation.requests import Tongue
    from limner.model import catalogue, generation_settings

    sent, settings = read_file(picture), generation_settings()
    with one_sentence(picture):
        form = fill(DescribeForm, {"language": language})
        taken = read_photo(sent)
        describer = Describer(catalogue(settings), settings.device)
        told = describer.describe(opened(taken.png), form.language or Tongue.ENGLISH)
    print("\n".join(told.texts))
    for note in (*taken.notes, *told.notes):
        print(Wording().note(note), file=sys.stderr)
