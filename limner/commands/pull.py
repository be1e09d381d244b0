"""`limner models pull`: brings weights from where their makers published them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.ending import FAILED, INTERRUPTED, REFUSED, leave, sentence

if TYPE_CHECKING:
    from avatar.weights.files import WeightSet

STOPPED = "Stopped. What has arrived stays; go on from there with: limner models pull {name}"


def pull(name: Annotated[str, typer.Argument(help="sadtalker or gfpgan.")]) -> None:
    """Bring a model's weights to this machine; what is here and whole is not brought again."""
    from avatar.settings import AvatarSettings
    from avatar.weights.folder import folder_of
    from limner.settings import read

    weights = _weights(name)
    settings = read(AvatarSettings)
    folder = folder_of(weights, settings)
    with _ending(weights.name):
        _bring(weights, folder, settings.weights_mirror)
        _convert(weights, folder)
    print(f"{weights.name} is in {folder}")


def _weights(name: str) -> "WeightSet":
    """Find what can be pulled; anything else ends the command with 2 and says where it comes from."""
    from avatar.weights.files import WEIGHT_SETS
    from generation.cards import all_cards
    from generation.catalogue import near

    wanted = name.strip().casefold()
    if wanted in WEIGHT_SETS:
        return WEIGHT_SETS[wanted]
    card = next(
        (card for card in all_cards() if wanted in {card.name.casefold(), card.source.casefold()}), None
    )
    if card is None:
        told = f'There is nothing called "{name}" to pull. Try: {near(name, list(WEIGHT_SETS))}.'
    elif Path(card.source).is_absolute():
        told = f"{card.name} ships with Limner: there is nothing to pull."
    else:
        told = f"{card.name} comes from the Hugging Face hub by itself, when it is first used."
    return leave(told, REFUSED)


@contextmanager
def _ending(name: str) -> Iterator[None]:
    """End the process with one sentence where something stands in the way."""
    from generation.errors import StudioError

    try:
        yield
    except StudioError as error:
        leave(sentence(error), FAILED)
    except KeyboardInterrupt:
        leave(STOPPED.format(name=name), INTERRUPTED)


def _bring(weights: "WeightSet", folder: Path, mirror: str) -> None:
    from avatar.weights.pull import pull as pull_weights
    from limner.progress import bar

    with bar() as report:
        for pulled in pull_weights(weights, folder, mirror, report):
            print(f"{pulled.file.name}  {pulled.outcome}", flush=True)


def _convert(weights: "WeightSet", folder: Path) -> None:
    """Turn archives into what is read, now rather than when the first clip is made."""
    if all((folder / file.read_as).is_file() for file in weights.files):
        return
    from avatar.weights.convert import convert

    for file in weights.files:
        convert(folder, weights, file)
