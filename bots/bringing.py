"""Pictures that people bring: uploaded, lent by the message that is replied to, or made here before."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from bots.attachment import Attachment
from bots.chat import Role, role
from bots.errors import AttachmentMissing
from bots.intake import LIMIT_MEGABYTES, Taken
from generation.notes import Note
from tasks.errors import NoSuchJob, NoSuchUpload
from tasks.job import Media

if TYPE_CHECKING:
    from PIL.Image import Image

    from bots.command import Visit


PICTURE, MASK = "picture", "mask"  # the fields that take what is drawn over, and what marks a part of it


@dataclass(frozen=True)
class Brought:
    """A picture that lies in the store, and may be drawn over by who brought it."""

    key: str
    png: bytes
    width_px: int
    height_px: int
    alpha: bytes = b""  # a PNG of grey: 255 is opaque; nothing where all of it is
    notes: tuple[Note, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Give width and height (pixels)."""
        return self.width_px, self.height_px


def in_order(fields: Sequence[str], files: Sequence[Attachment]) -> dict[str, object]:
    """Give pictures to the fields that take some, in their order.

    Where one is to be marked, it is the one that is replied to: what came with the words shows the marks.
    """
    pictures = [file for file in files if not file.heard]
    if MASK in fields:
        pictures.sort(key=lambda file: not file.answered)
    return dict(zip(fields, pictures, strict=False))


async def bring(file: Attachment | None, field: str, visit: "Visit") -> Brought:
    """Check a picture and keep it; one of ours is known again, and stays as long as its job does.

    Raises AttachmentMissing, and a Refusal that says what is wrong with it.
    """
    if file is None:
        raise AttachmentMissing(field)
    counter = visit.counter
    if made := await _made(file, visit):
        return made
    taken = await counter.check(counter.intake.picture, await file.read(LIMIT_MEGABYTES))
    key = await counter.call(counter.desk.keep, visit.sender, taken.png, "image/png")
    return _brought(key, taken)


async def keep_picture(picture: "Image", visit: "Visit") -> str:
    """Keep a picture of our own making, such as a mask. Returns: its key."""
    file = BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return await visit.counter.call(visit.counter.desk.keep, visit.sender, file.getvalue(), "image/png")


async def own_key(media: Media, visit: "Visit") -> str:
    """Name a picture of ours as one that somebody may draw over: a copy of it where it is another's.

    Raises NoSuchJob where it is gone.
    """
    counter = visit.counter
    try:
        await counter.call(counter.desk.owned, visit.sender, media.key)
    except NoSuchUpload:
        data = await counter.call(counter.desk.read, media.key)
        return await counter.call(counter.desk.keep, visit.sender, data, media.mime)
    return media.key


def opened(png: bytes) -> "Image":
    """Decode a picture that we encoded."""
    from PIL import Image  # noqa: PLC0415 - only where somebody brings one

    with Image.open(BytesIO(png), formats=("PNG", "JPEG")) as picture:
        picture.load()
        return picture


async def _made(file: Attachment, visit: "Visit") -> Brought | None:
    """Find what we made for the sender and they brought back, by its key or by the message that shows it."""
    counter = visit.counter
    key = file.key or await _shown(file.message, visit)
    if not key:
        return None
    try:
        data = await counter.call(counter.desk.owned, visit.sender, key)
    except NoSuchUpload:  # somebody else's: what their message shows may still be brought as a file
        if file.key:
            raise
        return None
    picture = opened(data)
    return Brought(key, data, *picture.size)


async def _shown(message: str, visit: "Visit") -> str:
    """Name the picture that a message of ours shows; nothing where it shows none, or several."""
    counter, shown = visit.counter, visit.counter.desk.shown
    sight = await counter.call(shown.by, visit.sender.platform, message) if message else None
    if sight is None:
        return ""
    try:
        job = await counter.call(shown.visible, sight.job_id, visit.sender, visit.place)
    except NoSuchJob:
        return ""
    return _one_of(job.media, sight.number)


def _one_of(media: tuple[Media, ...], number: int) -> str:
    pictures = [one.key for one in media if role(one) is Role.PICTURE]
    if number:
        return pictures[number - 1] if number <= len(pictures) else ""
    return pictures[0] if len(pictures) == 1 else ""


def _brought(key: str, taken: Taken) -> Brought:
    return Brought(key, taken.png, taken.width_px, taken.height_px, taken.alpha, taken.notes)
