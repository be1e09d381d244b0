"""The models that were added to this studio: each a folder with weights, checksums and a card.

A folder appears and goes whole, by one move; so whoever reads the shelf sees a model or none.
"""

import logging
import shutil
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from generation.cards import card_of
from generation.catalogue import FOLDERS, AnyCard, Card, Catalogue, ExtraCard
from generation.errors import ModelUnavailable

CARD = "card.json"
ARRIVING = ".arriving-"  # how folders are called that are not whole yet
LEAVING = ".leaving-"  # ... and those that are being erased

log = logging.getLogger(__name__)


def stock(shelf: Path) -> tuple[AnyCard, ...]:
    """Read the cards on a shelf, by their names; a damaged one is left out, and logged.

    Cheap where nothing came or went since the last look.
    """
    try:
        return _read(shelf, shelf.stat().st_mtime_ns, frozenset(shelf.iterdir()))
    except OSError:
        return ()


def take_off(shelf: Path, name: str) -> None:
    """Erase a model; who draws with it at the moment goes on from memory. Raises OSError."""
    gone = shelf / f"{LEAVING}{uuid4().hex}"
    (shelf / name).rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


@lru_cache(8)
def _read(shelf: Path, _changed: int, _folders: frozenset[Path]) -> tuple[AnyCard, ...]:
    return tuple(card for path in sorted(shelf.glob(f"[!.]*/{CARD}")) for card in _card(path.parent))


def _card(folder: Path) -> Sequence[AnyCard]:
    try:
        return [card_of(folder).model_copy(update={"name": folder.name})]
    except ModelUnavailable as fault:
        log.warning("a model on the shelf is left out: %s", fault.reason)
        return []


class LiveCatalogue(Catalogue):
    """A catalogue that sees what is put on the shelf, or taken off, while the process runs. Picklable."""

    fixed: Catalogue
    shelf: Path

    def __init__(self, fixed: Catalogue, shelf: Path) -> None:
        seen = {name: getattr(fixed, name) for name in ("default", *FOLDERS)}
        vars(self).update(fixed=fixed, shelf=shelf, **seen)  # it is frozen like its parent

    @property
    def cards(self) -> tuple[Card, ...]:
        """List what draws."""
        return (*self.fixed.cards, *(card for card in self._added() if isinstance(card, Card)))

    @property
    def extras(self) -> tuple[ExtraCard, ...]:
        """List what is attached."""
        return (*self.fixed.extras, *(card for card in self._added() if isinstance(card, ExtraCard)))

    def private(self, name: str) -> ExtraCard | None:
        """Find an adapter that is somebody's own by its whole name; it is in no list."""
        from generation.shelf import private  # noqa: PLC0415 - its intake is made of this file's names

        return private.find(self.shelf, name) if "~" in name else None

    def _added(self) -> Sequence[AnyCard]:
        taken = {card.name for card in (*self.fixed.cards, *self.fixed.extras)}
        return [card for card in stock(self.shelf) if card.name not in taken]
