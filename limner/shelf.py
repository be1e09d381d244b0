"""Every model that this studio knows, and whether it is on this machine."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from avatar.settings import AvatarSettings
from avatar.weights.cards import CARDS
from avatar.weights.files import WEIGHT_SETS, WeightSet
from avatar.weights.folder import folder_of, missing
from generation.cards import SHIPPED, all_cards, read_card
from generation.catalogue import AnyCard, Card, Catalogue, Purpose
from generation.gpu import model_state
from limner.settings import read

ORDER = {purpose: number for number, purpose in enumerate(Purpose)}
INDEXES = ("model_index.json", "config.json")  # of a pipeline, of a single network


class Place(StrEnum):
    """Where a model's files are."""

    SHIPPED = "shipped"
    FOLDER = "a folder"
    DOWNLOADED = "downloaded"
    PARTLY = "in part"
    NOWHERE = "no"


@dataclass(frozen=True)
class Entry:
    """A model, where it is, and whether it draws when none is named."""

    card: AnyCard
    place: Place
    default: bool = False

    @property
    def here(self) -> bool:
        """Whether it is on this machine."""
        return self.place not in {Place.PARTLY, Place.NOWHERE}


def every_card() -> tuple[AnyCard, ...]:
    """List the cards of all rooms: what draws, what helps with that, and what makes faces speak."""
    return (*all_cards(), *CARDS)


def shelf(catalogue: Catalogue) -> tuple[Entry, ...]:
    """List all models by purpose, this studio's before the known ones. Nothing is loaded or downloaded."""
    own: tuple[AnyCard, ...] = (*catalogue.cards, *catalogue.extras)
    taken = {card.source for card in own} | {card.name for card in own if getattr(card, "prompted", False)}
    others = (card for card in every_card() if not {card.source, card.name} & taken)
    cards: list[AnyCard] = [*own, *others]
    cards.sort(key=lambda card: ORDER[card.purpose])
    default = catalogue.card(catalogue.default)
    return tuple(Entry(card, place_of(card), card == default) for card in cards)


def find(name: str, entries: Iterable[Entry]) -> Entry | None:
    """Find a model by its name, its hub id (today's or the first one), or a folder that holds one.

    Raises ModelUnavailable if the folder holds no model.
    """
    wanted = name.strip()
    for entry in entries:
        card = entry.card
        if card.name.casefold() == wanted.casefold() or (wanted and wanted in {card.source, card.formerly}):
            return entry
    if wanted and (path := Path(wanted).expanduser()).is_dir():
        return Entry(read_card(path), Place.FOLDER)
    return None


def alike(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """List up to four names that look like one, or that hold it."""
    wanted, choices = name.strip().casefold(), list(names)
    holding = [choice for choice in choices if wanted and wanted in choice]
    close = get_close_matches(wanted, choices, n=4, cutoff=0.5)
    return tuple(dict.fromkeys([*close, *holding]))[:4]


def weights_of(card: AnyCard) -> tuple[WeightSet, Path] | None:
    """Tell the files of a model that `limner models pull` brings, and their folder."""
    if card not in CARDS:
        return None
    weights = WEIGHT_SETS[card.name]
    return weights, folder_of(weights, read(AvatarSettings))


def place_of(card: AnyCard) -> Place:
    """Look for a model's files."""
    if pulled := weights_of(card):
        return _pulled(*pulled)
    path = Path(card.source)
    if path.is_absolute():
        return Place.SHIPPED if path.is_relative_to(SHIPPED) else Place.FOLDER
    if isinstance(card, Card):
        state = model_state(card)
        return Place.DOWNLOADED if state.found else Place.PARTLY if state.path else Place.NOWHERE
    from generation.hub import cached

    if card.file:
        return Place.DOWNLOADED if cached(card.source, card.file) else Place.NOWHERE
    folder = next((found for index in INDEXES if (found := cached(card.source, index))), None)
    if folder is None:
        return Place.NOWHERE
    return Place.DOWNLOADED if any(folder.rglob("*.safetensors")) else Place.PARTLY


def _pulled(weights: WeightSet, place: Path) -> Place:
    """Tell whether all, some or none of a model's files were brought."""
    lacking = len(missing(place, weights))
    if lacking == len(weights.files):
        return Place.NOWHERE
    return Place.PARTLY if lacking else Place.DOWNLOADED
