"""Gathers the pictures of a training: each is checked, kept, and compared with those that are there."""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from avatar.intake.sniff import Family, sniff
from bots.attachment import Attachment
from bots.intake import ARCHIVE_MEGABYTES, LIMIT_MEGABYTES, Taken
from generation.errors import StudioError
from generation.learning.errors import TooManyToLearn, TooSmallToLearn
from generation.requests import LEARNT_MOST
from tasks.portfolios import Portfolio, Specimen
from tasks.thumbnails import shrunk

if TYPE_CHECKING:
    from bots.command import Visit

LOOK_PX = 16  # of a picture as it is compared with the others
ALIKE = 4.0  # levels of 255, on average: the same picture, stored anew
AT_ONCE = 4  # pictures that are in memory as they were sent
ZIPPED = frozenset({"application/zip", "application/x-zip-compressed"})


@dataclass(frozen=True)
class Sent:
    """A picture as it was sent. Its name is the sender's word."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Gathered:
    """A portfolio with what came to it, and what is wrong with the rest."""

    portfolio: Portfolio
    problems: tuple[StudioError, ...] = ()
    twins: tuple[tuple[str, int], ...] = ()  # what came once more, and the numbers of what is there


async def gather(
    portfolio: Portfolio, files: Sequence[Attachment], least_px: int, visit: "Visit", *, people: bool
) -> Gathered:
    """Add the pictures of files to a portfolio; one that is refused leaves the others as they are.

    ``least_px`` is what the shorter side of each must have; ``people``: look for faces, where none is known.
    """
    sent, problems = await _sent(files, visit)
    sent, problems = await _unpacked(sent, problems, visit)
    room = LEARNT_MOST - len(portfolio.pictures)
    if len(sent) > room:
        problems.append(TooManyToLearn(len(portfolio.pictures) + len(sent), LEARNT_MOST))
    turn, twins = asyncio.Semaphore(AT_ONCE), list[tuple[str, int]]()

    async def one(given: Sent) -> "tuple[Specimen, int] | StudioError":
        async with turn:
            return await _kept(given, least_px, visit, people=people and not portfolio.faces)

    looked = await asyncio.gather(*map(one, sent[:room]))
    for given, kept in zip(sent, looked, strict=False):
        if isinstance(kept, StudioError):
            problems.append(kept)
            continue
        specimen, faces = kept
        if twin := _twin(portfolio, specimen):
            twins.append((given.name, twin))
            continue
        grown = {"pictures": (*portfolio.pictures, specimen), "faces": portfolio.faces or faces > 0}
        portfolio = portfolio.model_copy(update=grown)
    return Gathered(portfolio, tuple(problems), tuple(twins))


def without(portfolio: Portfolio, number: int) -> Portfolio:
    """Take a picture out again, by its number from 1; there may be none of that number."""
    rest = [one for at, one in enumerate(portfolio.pictures, 1) if at != number]
    return portfolio.model_copy(update={"pictures": tuple(rest)})


async def _sent(files: Sequence[Attachment], visit: "Visit") -> tuple[list[Sent], list[StudioError]]:
    """Fetch files, whatever they are, and what lies in the store already."""
    counter = visit.counter
    sent: list[Sent] = []
    problems: list[StudioError] = []
    for file in files:
        packed = file.mime in ZIPPED or file.name.casefold().endswith(".zip")
        limit = ARCHIVE_MEGABYTES if packed else LIMIT_MEGABYTES
        try:
            if file.key:
                data = await counter.call(counter.desk.owned, visit.sender, file.key)
            else:
                data = await file.read(limit)
            sent.append(Sent(file.name or f"#{len(sent) + 1}", data))
        except StudioError as error:
            problems.append(error)
    return sent, problems


async def _unpacked(
    sent: Sequence[Sent], problems: list[StudioError], visit: "Visit"
) -> tuple[list[Sent], list[StudioError]]:
    """Put the pictures of an archive in its place."""
    counter, pictures = visit.counter, list[Sent]()
    for one in sent:
        if sniff(one.data).family is not Family.ARCHIVE:
            pictures.append(one)
            continue
        try:
            inside = await counter.check(counter.intake.archive, one.data)
        except StudioError as error:
            problems.append(error)
        else:
            pictures += (Sent(packed.name, packed.data) for packed in inside)
    return pictures, problems


async def _kept(
    sent: Sent, least_px: int, visit: "Visit", *, people: bool
) -> tuple[Specimen, int] | StudioError:
    """Check a picture and keep it with a small one. Returns: it and the faces in it, or what is wrong."""
    counter = visit.counter
    try:
        taken: Taken = await counter.check(counter.intake.learnt, sent.data, people=people)
        side_px = min(taken.width_px, taken.height_px)
        if side_px < least_px:
            raise TooSmallToLearn(sent.name, side_px, least_px)
        small = await counter.check(shrunk, taken.png)
        key = await counter.call(counter.desk.keep, visit.sender, taken.png, "image/png")
        small_key = await counter.call(counter.desk.keep, visit.sender, small, "image/webp")
    except StudioError as error:
        return error
    look = await asyncio.to_thread(_look, small)
    sides = {"width_px": taken.width_px, "height_px": taken.height_px}
    return Specimen(key=key, small=small_key, look=look, **sides), taken.faces


def _twin(portfolio: Portfolio, specimen: Specimen) -> int:
    """Tell which picture of a portfolio shows the same, by its number; 0 where none does."""
    alike = (_apart(other.look, specimen.look) < ALIKE for other in portfolio.pictures)
    return next((number for number, same in enumerate(alike, 1) if same), 0)


def _look(small: bytes) -> str:
    """Write down what a picture looks like from far away: the middle of it, as it is learnt."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - few processes draw

    with Image.open(BytesIO(small), formats=("WEBP",)) as picture:
        side = min(picture.size)
        square = ImageOps.fit(picture.convert("RGB"), (side, side))
    return b64encode(square.resize((LOOK_PX, LOOK_PX), Image.Resampling.BOX).tobytes()).decode()


def _apart(look: str, other: str) -> float:
    """Measure how far two looks are apart (levels of 255, on average)."""
    ours, theirs = b64decode(look), b64decode(other)
    return sum(abs(one - two) for one, two in zip(ours, theirs, strict=True)) / len(ours)
