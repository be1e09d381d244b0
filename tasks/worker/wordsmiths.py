"""What works with words beside what draws, as a runner opens it. Nothing is loaded before it is needed."""

from dataclasses import dataclass

from generation.catalogue import Catalogue
from generation.describing import Describer
from generation.expanding import Expander
from generation.translating import Translator


@dataclass(frozen=True)
class Wordsmiths:
    """One for each work."""

    describer: Describer
    translator: Translator
    expander: Expander


def open_wordsmiths(catalogue: Catalogue, device: str) -> Wordsmiths:
    """Open them; what describes pictures works on a device, the others on the processor."""
    return Wordsmiths(Describer(catalogue, device), Translator(catalogue), Expander(catalogue))
