"""`limner shorten` and `limner expand`: prompts made of a prompt, here and now, without a queue."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from limner.ending import one_sentence

Words = Annotated[list[str], typer.Argument(help='The prompt: "a very nice red house".', metavar="PROMPT")]
Model = Annotated[str | None, typer.Option(help="The model that reads it.")]


def shorten(words: Words, model: Model = None) -> None:
    """Say which words of a prompt count, and write it shorter, up to five times."""
    from bots.commands.shorten import ShortenForm, asked
    from bots.forms import fill
    from generation.engine import Engine
    from generation.shortening import shorter
    from limner.model import catalogue, generation_settings

    settings = generation_settings()
    with one_sentence(Path()):
        models = catalogue(settings)
        request = asked(fill(ShortenForm, {"prompt": " ".join(words), "model": model}), models)
        weights = Engine(models, settings.device).weigh(request.prompt, request.model)
    print("\n".join(shorter(request.prompt, weights)))
    print(" · ".join(f"{one.text} {one.share:.0%}" for one in weights), file=sys.stderr)


def expand(
    words: Words,
    model: Model = None,
    seed: Annotated[int | None, typer.Option(help="Decides what is proposed.")] = None,
) -> None:
    """Propose up to four richer prompts; nothing is drawn."""
    from bots.commands.expand import ExpandForm, asked
    from bots.forms import fill
    from generation.expanding import Expander
    from limner.model import catalogue, generation_settings

    with one_sentence(Path()):
        models = catalogue(generation_settings())
        request = asked(fill(ExpandForm, {"prompt": " ".join(words), "model": model, "seed": seed}), models)
        print("\n".join(Expander(models).expand(request)))
