"""Jobs as the desk would give them, and a desk that holds just what a chat needs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import cast
from uuid import UUID, uuid4

from PIL import Image

from bots.chat import Reply
from bots.counter import Counter
from bots.reply import job_reply
from bots.telegram.chat import TelegramChat
from bots.wording import Wording
from generation.catalogue import Catalogue, Scheduler
from generation.requests import ImageRequest
from tasks.conversation import Conversation
from tasks.desk import Desk
from tasks.job import Job, Media, Place, Sender, Status
from tasks.shown import Sight
from tests.factories import avatar_request, speech_request
from tests.fakes.telegram_world import Room

ENGLISH = Wording("en")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def png(side_px: int = 64, colour: str = "red") -> bytes:
    """Draw a plain picture."""
    out = BytesIO()
    Image.new("RGB", (side_px, side_px), colour).save(out, "PNG")
    return out.getvalue()


def jpeg(side_px: int) -> bytes:
    """Draw a plain JPEG."""
    out = BytesIO()
    Image.new("RGB", (side_px, side_px), "red").save(out, "JPEG")
    return out.getvalue()


PREVIEW = png(32, "grey")
MP4 = b"\0\0\0\x18ftypmp42" + bytes(64)
OGG = b"OggS" + bytes(64)


def job(
    chat: int = 1001,
    status: Status = Status.RENDERED,
    count: int = 1,
    placeholder: str = "",
    message: str = "",
    thread: str = "",
) -> Job:
    """Make a job of Alice's with as many pictures as asked for."""
    media = tuple(
        Media(key=f"picture-{i}", mime="image/png", bytes=100, width_px=64, height_px=64, seed=7 + i)
        for i in range(count)
    )
    return Job(
        id=uuid4(),
        sender=Sender(platform="telegram", account="1001", name="Alice"),
        place=Place(platform="telegram", chat=str(chat), message=message, thread=thread),
        request=ImageRequest(
            prompt="a red house",
            model="pocket",
            width_px=64,
            height_px=64,
            steps=20,
            guidance=5,
            scheduler=Scheduler.DDIM,
            seed=7,
            count=count,
        ),
        status=status,
        price=3,
        attempt=1,
        submitted_at=NOW,
        deadline_at=NOW + timedelta(minutes=30),
        placeholder=placeholder,
        media=media if status in (Status.RENDERED, Status.DELIVERED) else (),
    )


def clip_job(little: "LittleDesk", facts: dict[str, object] | None = None, *, note: bool = False) -> Job:
    """Make a job of Alice's whose clip was made, as a round note where wanted; its file lies at the desk."""
    little.files |= {"clip": MP4, "small": jpeg(256)}
    media = Media.model_validate(
        {
            "key": "clip",
            "mime": "video/mp4",
            "bytes": len(MP4),
            "width_px": 256,
            "height_px": 256,
            "duration_s": 2.4,
            "seed": 7,
            "thumbnail": "small",
            **(facts or {}),
        }
    )
    return job().model_copy(update={"request": avatar_request(round=note), "media": (media,)})


def sound_job(little: "LittleDesk") -> Job:
    """Make a job of Alice's whose line was spoken."""
    little.files["sound"] = OGG
    media = Media(key="sound", mime="audio/ogg", bytes=len(OGG), duration_s=1.2)
    return job().model_copy(update={"request": speech_request("Good morning."), "media": (media,)})


class LittleShown:
    """Remembers what messages show."""

    def __init__(self) -> None:
        self.noted: dict[str, Sight] = {}

    def note(self, sight: Sight, platform: str, messages: Sequence[str]) -> None:
        """Remember."""
        self.noted |= {message: sight for message in messages if platform == "telegram"}


class LittleDesk:
    """Notes attempts and placeholders, and holds pictures in four colours."""

    def __init__(self) -> None:
        self.attempts: set[UUID] = set()
        self.messages: dict[UUID, str] = {}
        self.begun: dict[tuple[str, str], Conversation] = {}  # by account and chat
        self.files: dict[str, bytes] = {}
        self.shown = LittleShown()

    def attempting(self, job_id: UUID) -> bool:
        """Tell whether this is the first attempt."""
        first = job_id not in self.attempts
        self.attempts.add(job_id)
        return first

    def placed(self, job_id: UUID, message: str) -> None:
        """Remember a placeholder."""
        self.messages[job_id] = message

    def conversation(self, sender: Sender, place: Place) -> Conversation | None:
        """Tell what somebody has begun."""
        return self.begun.get((sender.account, place.chat))

    def read(self, key: str) -> bytes:
        """Give a clip, a sound, or a picture; each of those has its own colour."""
        if key in self.files:
            return self.files[key]
        return png(colour=("red", "green", "blue", "yellow")[int(key[-1])])


def counter(desk: LittleDesk) -> Counter:
    """Put a counter before the little desk."""
    return Counter(cast("Desk", desk), Catalogue((), "pocket"))


def final(done: Job) -> Reply:
    """Show a job as the delivery does."""
    return job_reply(done, ENGLISH)


async def placed(chat: TelegramChat, little: LittleDesk, done: Job) -> Job:
    """Send the placeholder of a job and give the job that knows it."""
    queued = done.model_copy(update={"status": Status.QUEUED, "media": ()})
    await chat.place(queued, final(queued))
    return done.model_copy(update={"placeholder": little.messages.get(done.id, "")})


def colours(room: Room) -> list[tuple[int, int, int]]:
    """Tell the photos of the bot by their colour, to the nearest 64."""
    found = []
    for message in room.pictures:
        assert message.file
        with Image.open(BytesIO(message.file.data)) as image:
            red, green, blue = image.convert("RGB").resize((1, 1)).tobytes()
        found.append((red >> 6, green >> 6, blue >> 6))
    return found
