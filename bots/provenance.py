"""Says how the words of a picture came about, where nobody typed them so."""

from bots.wording import Wording
from generation.provenance import Provenance


def told(provenance: Provenance | None, wording: Wording) -> list[str]:
    """List where the words of a request come from, one a line."""
    if provenance is None:
        return []
    lines = []
    if provenance.typed:
        lines.append(f"{wording.say('provenance-typed')} {provenance.typed}")
    if provenance.drawn:
        drawn = ", ".join(f"__{one.name}__ → {one.words}" for one in provenance.drawn)
        lines.append(f"{wording.say('provenance-drawn')} {drawn}")
    if provenance.style:
        lines.append(f"{wording.say('provenance-style')} {provenance.style}")
    lines += [
        f"{wording.say('provenance-layer', source=layer.source)} {layer.words}" for layer in provenance.layers
    ]
    return lines
