"""What a model wears for one request. Importing this imports no torch."""

from __future__ import annotations

from dataclasses import dataclass

from generation.catalogue import Card, Catalogue, ExtraCard, Purpose
from generation.requests import Drawing


@dataclass(frozen=True)
class Outfit:
    """Adapters with their weights, and a VAE in place of the model's own; two alike are equal."""

    adapters: tuple[tuple[ExtraCard, float], ...] = ()
    vae: ExtraCard | None = None

    @classmethod
    def of(cls, request: Drawing, card: Card, catalogue: Catalogue) -> Outfit:
        """Find what a request wears, in one order for all; what weighs nothing is left out.

        Raises AdapterUnknown and AdapterMisfit.
        """
        found = [
            (catalogue.adapter(one.name, card, Purpose(one.kind)), one.weight)
            for one in request.adapters
            if one.weight
        ]
        vae = catalogue.adapter(request.vae, card, Purpose.VAE) if request.vae else None
        return cls(tuple(sorted(found, key=lambda one: one[0].name)), vae)

    def of_kind(self, purpose: Purpose) -> tuple[tuple[ExtraCard, float], ...]:
        """List those for one purpose."""
        return tuple(one for one in self.adapters if one[0].purpose is purpose)

    def __bool__(self) -> bool:
        """Whether anything is worn at all."""
        return bool(self.adapters or self.vae)


BARE = Outfit()
