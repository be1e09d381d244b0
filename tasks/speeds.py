"""How long a model takes for one picture on this studio's machines, as far as that was measured."""

from generation.catalogue import Card, Catalogue, Purpose
from generation.compose import ImageForm, compose
from tasks.database import Database
from tasks.pricing import Pricing
from tasks.rates import Sort, measured, rate


class Speeds:
    """Reads what the rates have learned. Thread-safe."""

    def __init__(self, database: Database, pricing: Pricing, catalogue: Catalogue) -> None:
        self._database = database
        self._pricing = pricing
        self._catalogue = catalogue

    def of(self, card: Card) -> float | None:
        """Say how many seconds a picture of a model's usual size takes; nothing before the first."""
        if card.purpose is not Purpose.TEXT_TO_IMAGE:
            return None
        request = compose(ImageForm(prompt="a", seed=0, model=card.name), self._catalogue)
        sort = Sort.of(request)
        known = self._database.read(lambda connection: measured(connection, sort.kind))
        if not any(one.sort.model == sort.model for one in known):
            return None
        return self._pricing.reference(request) * rate(sort, known)
