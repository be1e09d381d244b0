"""A picture is put into words at a press, and each text is drawn at another, as if it had been typed."""

from typing import TYPE_CHECKING

from bots.batching import requests_of
from bots.bringing import own_key
from bots.commands.imagine import ImagineSheet
from bots.defaults import furnish
from bots.errors import NothingToShow, SeveralPictures
from bots.recipe import one_of
from generation.permutations import literal
from generation.requests import DescribeRequest, Tongue
from tasks.job import Job, Request

if TYPE_CHECKING:
    from bots.command import Visit


async def described(job: Job, number: int, visit: "Visit") -> DescribeRequest:
    """Ask for a picture of ours to be put into words in the language of whoever asks.

    Raises SeveralPictures where it is not said which, and NothingToShow where there is none.
    """
    if len(job.media) > 1 and not number:
        raise SeveralPictures(len(job.media))
    picture = await own_key(one_of(job, number or 1), visit)
    tongue = Tongue(visit.counter.wording(visit.sender).locale[:2])
    return DescribeRequest(picture=picture, language=tongue)


async def drawn(job: Job, number: int, visit: "Visit") -> Request:
    """Ask for a picture by a text of a description, from 1, with what its place and its person have set.

    Raises NothingToShow where there is no such text.
    """
    if not 1 <= number <= len(job.descriptions):
        raise NothingToShow
    form = ImagineSheet(prompt=literal(job.descriptions[number - 1]))
    furnished, known = await furnish(form, visit)
    return (await requests_of(furnished, known))[0]
