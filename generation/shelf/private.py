"""Adapters that belong to one person: each on a shelf of its own, which no list shows.

They are called "wuff~3f2a9c1b0d": the name that its owner types, and a number that nobody else's has
(``names.PRIVATE_NAME``). No name that is typed by anybody holds a "~", so none is ever taken for another.
"""

import shutil
from pathlib import Path
from uuid import uuid4

from generation.cards import card_of
from generation.catalogue import ExtraCard, Purpose
from generation.errors import ModelUnavailable
from generation.shelf.intake import Wish, add
from generation.shelf.names import PRIVATE_NAME
from generation.shelf.stock import CARD

PRIVATE = ".private"  # on the studio's shelf: a folder that begins so is in no stock
LICENCE = "private"
SAMPLE, ARRIVED = "sample.png", "arrived.safetensors"


def is_private(name: str) -> bool:
    """Tell whether a name is one of somebody's own."""
    return PRIVATE_NAME.fullmatch(name) is not None


def keep(file: bytes, shelf: Path, name: str, sample: bytes) -> ExtraCard:
    """Put a LoRA onto a shelf of its own, with a picture that it drew, where there is one.

    Returns: its card, with the name that is its alone. Raises what ``add`` raises.
    """
    number = uuid4().hex[:10]
    own = shelf / PRIVATE / number
    try:
        own.mkdir(parents=True)
        (own / ARRIVED).write_bytes(file)
        add(own / ARRIVED, own, Wish(name, LICENCE, keep=False, purposes=frozenset({Purpose.LORA})))
        if sample:
            (own / SAMPLE).write_bytes(sample)
        return _card(shelf, name, number)
    except BaseException:
        shutil.rmtree(own, ignore_errors=True)
        raise


def find(shelf: Path, name: str) -> ExtraCard | None:
    """Find somebody's own by its whole name."""
    found = PRIVATE_NAME.fullmatch(name)
    try:
        return _card(shelf, found["short"], found["number"]) if found else None
    except ModelUnavailable:
        return None


def file_of(shelf: Path, name: str) -> Path:
    """Give the file of somebody's own. Raises FileNotFoundError."""
    card = find(shelf, name)
    if card is None:
        raise FileNotFoundError(name)
    return Path(card.source) / card.file


def sample_of(shelf: Path, name: str) -> bytes:
    """Give the picture that shows what it does (PNG); nothing where there is none."""
    found = PRIVATE_NAME.fullmatch(name)
    try:
        return (shelf / PRIVATE / found["number"] / SAMPLE).read_bytes() if found else b""
    except FileNotFoundError:
        return b""


def names(shelf: Path, before: float) -> list[str]:
    """List what is anybody's own and came before a moment (seconds of the epoch)."""
    found = []
    for card in (shelf / PRIVATE).glob(f"*/*/{CARD}"):
        name = f"{card.parent.name}~{card.parent.parent.name}"
        if is_private(name) and card.stat().st_mtime < before:
            found.append(name)
    return sorted(found)


def erase(shelf: Path, name: str) -> None:
    """Erase somebody's own; nothing happens if it is gone."""
    if found := PRIVATE_NAME.fullmatch(name):
        shutil.rmtree(shelf / PRIVATE / found["number"], ignore_errors=True)


def _card(shelf: Path, name: str, number: str) -> ExtraCard:
    card = card_of(shelf / PRIVATE / number / name)
    if not isinstance(card, ExtraCard):
        raise ModelUnavailable(name, "it is no adapter")
    return card.model_copy(update={"name": f"{name}~{number}"})
