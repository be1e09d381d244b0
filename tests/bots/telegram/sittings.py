"""What tests of clips that are asked for in pieces send, and wait for."""

from collections.abc import Sequence
from dataclasses import replace

from avatar.face.errors import FaceTooSmall
from avatar.requests import AvatarRequest
from bots.intake import Seen
from tasks.job import Job
from tests.bots.giving import OGG, FakeIntake
from tests.bots.telegram.jobs import jpeg
from tests.bots.telegram.studio import Studio
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Message, Person, Room

MALLORY = Person(66, "Mallory")
NOTE = OGG + b"good morning"


def photo(faces: int = 1, *marks: bytes) -> bytes:
    """Take a photo of some people: a real JPEG, whose last byte tells the intake how many there are."""
    return jpeg(64) + b"".join(marks) + str(faces).encode()


class Numbering(FakeIntake):
    """Numbers faces on a picture that can be shown."""

    def photo(self, data: bytes) -> Seen:
        """Check a photo."""
        return replace(super().photo(data), numbered=jpeg(200))


class Farsighted(FakeIntake):
    """Finds every face too small."""

    def photo(self, data: bytes) -> Seen:
        """Check a photo."""
        raise FaceTooSmall(40, 96)


async def answer(telegram: FakeTelegram, room: Room, words: str) -> Message:
    """Wait until the last message of the bot says something."""
    await telegram.until(lambda: room.shown and words in room.shown[-1].text)
    return room.shown[-1]


async def waiting(telegram: FakeTelegram, studio: Studio, count: int = 1) -> Sequence[Job]:
    """Wait until there are jobs, each with its placeholder."""
    await telegram.until(
        lambda: len(studio.jobs) == count and all(studio.desk.job(job).placeholder for job in studio.jobs)
    )
    return [studio.desk.job(job) for job in studio.jobs]


async def pressed(telegram: FakeTelegram, person: Person, message: Message, action: str) -> str:
    """Press a button and give the alert that came of it."""
    query = telegram.press(person, message, action)
    await telegram.until(lambda: query in telegram.methods.answered)
    return telegram.methods.answered[query]


def request_of(job: Job) -> AvatarRequest:
    """Take what a clip was asked for with."""
    assert isinstance(job.request, AvatarRequest)
    return job.request
