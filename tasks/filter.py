"""How a place deals with pictures that the safety checker flags."""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasks.job import Place


class Filter(StrEnum):
    """What becomes of a flagged picture."""

    STRICT = "strict"  # it is withheld
    BLURRED = "blurred"
    OFF = "off"  # it is shown: only where adults are among themselves


class Flagged(StrEnum):
    """What became of a picture that was flagged."""

    WITHHELD = "withheld"  # nothing of it is kept
    BLURRED = "blurred"  # nothing but what is left of it is kept
    SHOWN = "shown"  # whole, where the filter is off; nowhere else


def filter_of(place: "Place", marked: bool, server: Filter, private: Filter) -> Filter:
    """Choose the filter of a place from what is set for servers there, and for private chats.

    ``marked``: whether the place is marked for adults. On a server, off means that only there.
    """
    if not place.server:
        return private
    return Filter.BLURRED if server is Filter.OFF and not marked else server
