"""Pictures, jobs and interactions, made with no more than a test is about."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from uuid import uuid4

import PIL.Image
from pydantic import SecretStr

from bots.discord.tickets import Ticket
from generation.catalogue import Scheduler
from generation.requests import ImageRequest
from tasks.job import Job, Media, Place, Sender, Status
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import Interaction, Person, Room


class MemoryKeeper:
    """Keeps secrets in this process."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.away = False

    async def keep(self, name: str, value: str, ttl: timedelta) -> bool:
        """Remember a secret."""
        if not self.away:
            self.secrets[name] = value
        return not self.away

    async def kept(self, name: str) -> str | None:
        """Recall a secret."""
        return None if self.away else self.secrets.get(name)


def png(side_px: int = 8, seed: int = 0) -> bytes:
    """Draw noise, which no format makes small."""
    image = PIL.Image.frombytes("RGB", (side_px, side_px), Random(seed).randbytes(3 * side_px**2))  # noqa: S311
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def jpeg() -> bytes:
    """Draw a preview."""
    file = BytesIO()
    PIL.Image.new("RGB", (8, 8), "red").save(file, "JPEG")
    return file.getvalue()


def media(data: bytes, key: str = "a.png", seed: int = 7) -> Media:
    """Describe a stored picture."""
    return Media(key=key, mime="image/png", bytes=len(data), seed=seed)


def job_of(interaction: Interaction, status: Status = Status.RENDERED, placeholder: str = "") -> Job:
    """Make a job that an interaction asked for."""
    now = datetime.now(UTC)
    return Job(
        id=uuid4(),
        sender=Sender(platform="discord", account=interaction.person.id, name=interaction.person.name),
        place=Place(platform="discord", chat=interaction.room.id, message=interaction.id),
        request=ImageRequest(
            prompt="a red house",
            model="pocket",
            width_px=128,
            height_px=128,
            steps=3,
            guidance=4.0,
            scheduler=Scheduler.EULER,
            seed=7,
        ),
        status=status,
        price=1,
        attempt=1,
        submitted_at=now,
        deadline_at=now + timedelta(minutes=30),
        placeholder=placeholder,
    )


def deferred(discord: FakeDiscord, person: Person, room: Room) -> Interaction:
    """Begin a command that the bot has acknowledged."""
    interaction = discord.world.interact(2, person, room)
    interaction.message = discord.world.post(room, loading=True)
    interaction.answer = {"type": 5}
    return interaction


def ticket_of(interaction: Interaction) -> Ticket:
    """Give the right to change the answer to an interaction."""
    return Ticket(token=SecretStr(interaction.token))
