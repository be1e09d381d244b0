"""`limner models verify`: whether the weights are what they should be."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from generation.catalogue import AnyCard
    from limner.shelf import Entry

OK = "ok"
WHOLE = "ok, as long as it says; no checksum is known"
ADVICE = "Restore what ships with git checkout generation/pocket; download or copy other models again."
PULL = "What limner models pull brought, it brings again where it is missing or damaged."


def verify(
    name: Annotated[
        str, typer.Argument(help="A model's name, folder or hub id. Without it: all on this machine.")
    ] = "",
) -> None:
    """Compare every weight file with its checksum; exits with 1 where one is wrong."""
    from generation.errors import ModelUnavailable

    wrong = 0
    for entry in _entries(name):
        try:
            for file, state in _states(entry.card):
                print(f"{entry.card.name}  {file}  {state}", flush=True)
                wrong += not state.startswith(OK)
        except ModelUnavailable as fault:
            print(f"{entry.card.name}  {fault.reason}")
            wrong += 1
    if wrong:
        print(ADVICE)
        print(PULL)
        raise SystemExit(1)


def _entries(name: str) -> "list[Entry]":
    from generation.errors import ModelUnavailable
    from generation.settings import GenerationSettings
    from limner.model import catalogue
    from limner.settings import complain, read
    from limner.shelf import Place, find, shelf, weights_of

    entries = shelf(catalogue(read(GenerationSettings)))
    if not name:
        return [entry for entry in entries if entry.here]
    try:
        found = find(name, entries)
    except ModelUnavailable as fault:
        complain([fault.reason])
    if found is None or not (found.here or (found.place is Place.PARTLY and weights_of(found.card))):
        pulled = found is not None and weights_of(found.card)
        way = f"get it with: limner models pull {name}" if pulled else "limner models list shows what is."
        complain([f"{name} is not on this machine; {way}"])
    return [found]


def _states(card: "AnyCard") -> Iterator[tuple[str, str]]:
    """Tell each weight file of a model and what is the matter with it."""
    from avatar.weights.folder import verify as verify_weights
    from generation.checksums import compare, hub_sums_of, sums_of
    from limner.shelf import weights_of

    if pulled := weights_of(card):
        weights, place = pulled
        yield from verify_weights(place, weights)
        return
    folder = _folder(card)
    sums = sums_of(folder) or hub_sums_of(folder)
    for check in compare(folder, sums):
        found = f", found {check.found}" if check.found else ""
        yield check.file, OK if check.whole else f"{check.state}: expected {check.expected}{found}"
    yield from _unlisted(card, folder, {file for _, file in sums})


def _unlisted(card: "AnyCard", folder: Path, listed: set[str]) -> Iterator[tuple[str, str]]:
    """Tell of the weights without a checksum whether they are there and as long as they should be."""
    from generation.catalogue import Card
    from generation.folder import ModelFolder, whole

    bad = set(ModelFolder(folder).missing()) if isinstance(card, Card) else set()
    for file in folder.rglob("*.safetensors"):
        name = file.relative_to(folder).as_posix()
        if name not in listed and name not in bad:
            yield name, WHOLE if whole(file) else "cut off"
    for name in sorted(bad - listed):
        yield name, "missing or cut off"


def _folder(card: "AnyCard") -> Path:
    """Find the folder of a model that is on this machine."""
    from generation.hub import cached
    from limner.shelf import INDEXES

    path = Path(card.source)
    if path.is_absolute():
        return path
    single = getattr(card, "file", "")
    found = (cached(card.source, file) for file in ((single,) if single else INDEXES))
    return next(folder for folder in found if folder is not None)
