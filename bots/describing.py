"""What a picture was put into: each text drawn at a press, as if it had been typed."""

from typing import TYPE_CHECKING

from bots.batching import requests_of
from bots.commands.imagine import ImagineSheet
from bots.defaults import furnish
from bots.errors import NothingToShow
from generation.permutations import literal
from tasks.job import Job, Request

if TYPE_CHECKING:
    from bots.command import Visit


async def drawn(job: Job, number: int, visit: "Visit") -> Request:
    """Ask for a picture by a text of a description, from 1, with what its place and its person have set.

    Raises NothingToShow where there is no such text.
    """
    if not 1 <= number <= len(job.descriptions):
        raise NothingToShow
    form = ImagineSheet(prompt=literal(job.descriptions[number - 1]))
    furnished, known = await furnish(form, visit)
    return (await requests_of(furnished, known))[0]
