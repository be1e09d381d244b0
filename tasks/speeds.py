"""How long models take for one picture on this studio's machines, as far as that was measured."""

from collections.abc import Iterable, Mapping

from generation.catalogue import AnyCard, Card, Catalogue, Purpose
from generation.compose import ImageForm, compose
from tasks.database import Database
from tasks.pricing import Pricing
from tasks.rates import Measured, Sort, measured, rate

KIND = "text-to-image"  # of the requests whose rates are read


class Speeds:
    """Reads what the rates have learned. Thread-safe."""

    def __init__(self, database: Database, pricing: Pricing, catalogue: Catalogue) -> None:
        self._database = database
        self._pricing = pricing
        self._catalogue = catalogue

    def of(self, card: AnyCard) -> float | None:
        """Say how many seconds a picture of a model's usual size takes; nothing before the first."""
        return self.every((card,)).get(card.name)

    def every(self, cards: Iterable[AnyCard]) -> Mapping[str, float]:
        """Say so of those of some models that drew here before, by their names."""
        draws = [card for card in cards if card.purpose is Purpose.TEXT_TO_IMAGE and isinstance(card, Card)]
        if not draws:
            return {}
        known = self._database.read(lambda connection: measured(connection, KIND))
        models = {one.sort.model for one in known}
        return {card.name: self._seconds(card, known) for card in draws if card.name in models}

    def _seconds(self, card: Card, known: list[Measured]) -> float:
        request = compose(ImageForm(prompt="a", seed=0, model=card.name), self._catalogue)
        return self._pricing.reference(request) * rate(Sort.of(request), known)
