"""Which maps of a picture are followed, as people say it, and how that becomes the controls of a request."""

import re
from dataclasses import dataclass

from pydantic import BaseModel, Field

from generation.catalogue import Card, Catalogue, ExtraCard, Purpose, near
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


@dataclass(frozen=True)
class Guide:
    """A kind of map, and the ControlNet that is to follow it, where somebody named one."""

    kind: ControlKind
    net: str = ""


def read_guides(given: str, catalogue: Catalogue) -> tuple[Guide, ...]:
    """Read "canny,my-lines" as kinds of maps or names of ControlNets, each once.

    Raises UnknownChoice and TooManyMaps.
    """
    nets = {one.name.casefold(): one for one in catalogue.extras if one.purpose is Purpose.CONTROLNET}
    known = {kind.value: Guide(kind) for kind in ControlKind} | {
        name: Guide(ControlKind(one.control), one.name)
        for name, one in nets.items()
        if one.control in set(ControlKind)
    }
    names = list(dict.fromkeys(filter(None, _BETWEEN.split(given.casefold()))))
    for name in names or [given]:
        if name not in known:
            raise UnknownChoice("follow", name, near(name, list(known)))
    if len(names) > CONTROLS_MOST:
        raise TooManyMaps(CONTROLS_MOST)
    return tuple(known[name] for name in names)


def controls(
    guides: tuple[Guide, ...],
    picture: str,
    span: Span,
    card: Card,
    catalogue: Catalogue,
    *,
    ready: bool = False,
) -> tuple[Control, ...]:
    """Follow maps of a picture, or the picture itself where it is a map already.

    Raises ControlMissing, AdapterMisfit, ControlSpanEmpty, and MapUnmade where only a map itself will do.
    """
    nets = [catalogue.control(guide.kind, card, guide.net) for guide in guides]
    if span.start >= span.end:
        raise ControlSpanEmpty(span.start, span.end)
    for guide in guides:
        if not ready and guide.kind not in READABLE:
            raise MapUnmade(guide.kind)
    shares = {"scale": span.scale, "start": span.start, "end": span.end}
    return tuple(
        Control(kind=guide.kind, map=picture, net=_named(guide, net), read=not ready, **shares)
        for guide, net in zip(guides, nets, strict=True)
    )


def _named(guide: Guide, net: ExtraCard) -> str:
    """Name a net that somebody chose or that was added here, so that it is known who may use it."""
    return net.name if guide.net or net.sha256 else ""
