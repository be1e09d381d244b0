"""The lists that a prompt draws words from: of a folder, of the studio, of the server, and one's own."""

from typing import TYPE_CHECKING

from generation.permutations import Lists, is_plain
from generation.wildcards import read_lists
from tasks.presets import Kind

if TYPE_CHECKING:
    from bots.command import Visit

NOTHING: Lists = {}


async def lists_of(prompt: str, visit: "Visit") -> Lists:
    """Gather the lists that hold for a visit: of one name the narrowest. None where nothing is drawn."""
    return NOTHING if is_plain(prompt) else await every_list(visit)


async def every_list(visit: "Visit") -> Lists:
    """Gather the lists that hold for a visit, by name; of one name the narrowest counts."""
    counter = visit.counter
    kept = await counter.call(counter.desk.presets.here, Kind.WILDCARD, visit.sender, visit.place)
    folder = await counter.call(read_lists, counter.catalogue.wildcards)
    return {**folder, **{one.name: tuple(one.body["words"]) for one in kept}}
