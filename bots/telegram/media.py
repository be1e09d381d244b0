"""Pictures, clips and sounds in the shapes that Telegram takes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from telegram import Bot, InputMediaDocument, InputMediaPhoto, InputMediaVideo, Message

from bots.telegram.photo import photo
from tasks.job import Media

UPLOAD_MEGABYTES: Final = 50  # of a file that bots may send
THUMBNAIL_LIMIT: Final = 200_000  # bytes; it is drawn with at most 320 px a side
NOTE_LIMIT_S: Final = 60  # of a round video note

Send = Callable[..., Awaitable[Message]]  # with the chat, the words and the buttons


@dataclass(frozen=True)
class Picture:
    """A picture on its way: as a photo, or as a file that Telegram leaves as it is."""

    data: bytes
    name: str  # of the file
    photo: bool = True

    def sent_by(self, bot: Bot) -> Send:
        """Prepare to send it as a message of its own."""
        if self.photo:
            return partial(bot.send_photo, photo=self.data, filename=self.name)
        return partial(
            bot.send_document, document=self.data, filename=self.name, disable_content_type_detection=True
        )

    def media(self, caption: str = "") -> InputMediaPhoto | InputMediaDocument:
        """Give it the shape that albums and edits take."""
        if self.photo:
            return InputMediaPhoto(self.data, caption=caption or None, filename=self.name)
        return InputMediaDocument(
            self.data,
            caption=caption or None,
            filename=self.name,
            disable_content_type_detection=True,  # a clip would be shown as a clip again
        )


@dataclass(frozen=True)
class Clip:
    """A clip on its way (MP4), with what people see of it before it is loaded."""

    data: bytes
    name: str
    width_px: int
    height_px: int
    duration_s: int
    thumbnail: bytes = b""  # a JPEG, or nothing

    @property
    def fits_a_note(self) -> bool:
        """Tell whether it can be a round video note."""
        return self.width_px == self.height_px and self.duration_s <= NOTE_LIMIT_S

    def sent_by(self, bot: Bot) -> Send:
        """Prepare to send it as a message of its own."""
        return partial(
            bot.send_video,
            video=self.data,
            width=self.width_px,
            height=self.height_px,
            duration=self.duration_s,
            supports_streaming=True,
            thumbnail=self.thumbnail or None,
            filename=self.name,
        )

    def media(self, caption: str = "") -> InputMediaVideo:
        """Give it the shape that edits take."""
        return InputMediaVideo(
            self.data,
            caption=caption or None,
            width=self.width_px,
            height=self.height_px,
            duration=self.duration_s,
            supports_streaming=True,
            thumbnail=self.thumbnail or None,
            filename=self.name,
        )


@dataclass(frozen=True)
class Sound:
    """A sound on its way (Ogg/Opus)."""

    data: bytes
    name: str
    duration_s: int

    def sent_by(self, bot: Bot) -> Send:
        """Prepare to send it as a voice message."""
        return partial(bot.send_voice, voice=self.data, duration=self.duration_s, filename=self.name)


Shown = Picture | Clip  # what can take the place of a message
Sendable = Shown | Sound


def name_of(media: Media) -> str:
    """Name the file of a result, after its seed where it has one."""
    kind = media.mime.rpartition("/")[2] or "png"
    return f"limner-{media.seed}.{kind}" if media.seed is not None else f"limner.{kind}"


def clip_of(media: Media, data: bytes, thumbnail: bytes) -> Clip:
    """Make a clip of a result; a thumbnail that Telegram would refuse is left out."""
    small = thumbnail if len(thumbnail) <= THUMBNAIL_LIMIT else b""
    return Clip(data, name_of(media), media.width_px, media.height_px, seconds(media), small)


def seconds(media: Media) -> int:
    """Give the length of a result in whole seconds, as Telegram wants it."""
    return max(1, round(media.duration_s))


async def shaped(data: bytes, name: str) -> Picture:
    """Make a photo of it where Telegram would show one, else leave the file as it is."""
    made = await asyncio.to_thread(photo, data)
    return Picture(data, name, photo=False) if made is None else Picture(made, "picture.jpg")
