"""`limner models verify`: whether the weights are what they should be."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from generation.catalogue import Card

GOOD = {"ok", "whole"}  # "whole": as long as the file's own header says; no checksum is known


def verify(
    name: Annotated[
        str, typer.Argument(help="A model's name, folder or hub id. Without it: all of this studio.")
    ] = "",
) -> None:
    """Compare every weight file with its checksum; exits with 1 where one is wrong."""
    from generation.errors import ModelUnavailable

    wrong = 0
    for card in _cards(name):
        try:
            for file, state in _states(card):
                print(f"{card.name}  {file}  {state}", flush=True)
                wrong += state.partition(":")[0] not in GOOD
        except ModelUnavailable as fault:
            print(f"{card.name}  {fault.reason}")
            wrong += 1
    if wrong:
        print("Restore what is wrong: git checkout for a model that ships, else download or copy it again.")
        raise SystemExit(1)


def _cards(name: str) -> "tuple[Card, ...]":
    from generation.cards import find_card
    from generation.errors import ModelUnavailable
    from generation.settings import GenerationSettings
    from limner.model import catalogue
    from limner.settings import complain, read

    if not name:
        return catalogue(read(GenerationSettings)).cards
    try:
        return (find_card(name),)
    except ModelUnavailable as fault:
        complain([fault.reason])


def _states(card: "Card") -> Iterator[tuple[str, str]]:
    """Tell each weight file and what is the matter with it."""
    from generation.checksums import compare, hub_sums_of, sums_of

    folder = _folder(card)
    if folder is None:
        yield card.source, "ok: not downloaded yet"
        return
    sums = sums_of(folder) or hub_sums_of(folder)
    for check in compare(folder, sums):
        found = f", found {check.found}" if check.found else ""
        yield check.file, "ok" if check.whole else f"{check.state}: expected {check.expected}{found}"
    yield from _unlisted(folder, {file for _, file in sums})


def _unlisted(folder: Path, known: set[str]) -> Iterator[tuple[str, str]]:
    """Tell of the weights without a checksum whether they are as long as they should be."""
    from generation.folder import ModelFolder

    cut = ModelFolder(folder).missing()
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*.safetensors")}
    for file in sorted((files | set(cut)) - known):
        yield file, "missing or cut off" if file in cut else "whole: no checksum is known"


def _folder(card: "Card") -> Path | None:
    from generation.hub import cached

    path = Path(card.source)
    return path if path.is_absolute() else cached(card.source)
