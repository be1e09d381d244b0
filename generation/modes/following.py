"""Which maps of a picture are followed, as people say it, and how that becomes the controls of a request."""

import re

from pydantic import BaseModel, Field

from generation.catalogue import Card, Catalogue, near
from generation.errors import UnknownChoice
from generation.modes.errors import ControlSpanEmpty, MapUnmade, TooManyMaps
from generation.requests import CONTROLS_MOST, Control, ControlKind

READABLE = frozenset(set(ControlKind) - {ControlKind.POSE})  # kinds of maps that can be read from a picture

_BETWEEN = re.compile(r"[\s,，、+]+")


class Span(BaseModel, frozen=True, extra="forbid"):
    """How strongly maps are followed, and for which share of the steps."""

    scale: float = Field(1.0, ge=0, le=2)
    start: float = Field(0.0, ge=0, le=1)
    end: float = Field(1.0, ge=0, le=1)


def read_kinds(given: str) -> tuple[ControlKind, ...]:
    """Read "canny,depth" as kinds of maps, each once. Raises UnknownChoice and TooManyMaps."""
    known = [kind.value for kind in ControlKind]
    names = list(dict.fromkeys(filter(None, _BETWEEN.split(given.casefold()))))
    for name in names or [given]:
        if name not in known:
            raise UnknownChoice("follow", name, near(name, known))
    if len(names) > CONTROLS_MOST:
        raise TooManyMaps(CONTROLS_MOST)
    return tuple(map(ControlKind, names))


def controls(
    kinds: tuple[ControlKind, ...],
    picture: str,
    span: Span,
    card: Card,
    catalogue: Catalogue,
    *,
    ready: bool = False,
) -> tuple[Control, ...]:
    """Follow maps of a picture, or the picture itself where it is a map already.

    Raises ControlMissing, ControlSpanEmpty, and MapUnmade where only a map itself will do.
    """
    for kind in kinds:
        catalogue.control(kind, card)
    if span.start >= span.end:
        raise ControlSpanEmpty(span.start, span.end)
    for kind in kinds:
        if not ready and kind not in READABLE:
            raise MapUnmade(kind)
    shares = {"scale": span.scale, "start": span.start, "end": span.end}
    return tuple(Control(kind=kind, map=picture, read=not ready, **shares) for kind in kinds)
