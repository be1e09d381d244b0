"""A reply becomes a Discord message: text that is only text, one row of buttons, files that fit."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord
import PIL.Image

from bots.chat import Button, Reply
from bots.discord.rest import File, Json, Post
from tasks.job import Media, Status

TEXT_LIMIT = 2000  # characters of a message
ALT_LIMIT = 1024  # characters of a file's description
LABEL_LIMIT = 80
FILES_LIMIT = 10
REQUEST_LIMIT = (
    24 * 1024 * 1024
)  # bytes of all files of a message; Discord takes 25 MiB with everything around
JPEG_QUALITIES = (92, 85, 75, 60, 40)

ROW, BUTTON = 1, 2  # types of components
GREY = 2
STYLES = {"cancel": GREY, "again": 1, "delete": 4}  # grey, blue, red

Read = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True)
class Composer:
    """Makes messages of replies; reads stored pictures by their key."""

    read: Read

    async def compose(self, reply: Reply, file_limit: int, ping: str = "") -> Post:
        """Make a message whose files have at most ``file_limit`` bytes each."""
        greeting = f"<@{ping}>\n" if ping else ""
        text = greeting + plain(reply.text, TEXT_LIMIT - len(greeting))
        return Post(text, _row(reply.buttons), await self._files(reply, file_limit), ping)

    async def _files(self, reply: Reply, file_limit: int) -> tuple[File, ...] | None:
        """Read the files of a reply; None where a drawing goes on and has no newer preview."""
        alt = (reply.job.words if reply.job else reply.text)[:ALT_LIMIT]
        media = reply.media[:FILES_LIMIT]
        if not media:
            if reply.preview:
                return (File("preview.jpg", reply.preview, alt),)
            return None if reply.job and reply.job.status is Status.RUNNING else ()
        share = min(file_limit, REQUEST_LIMIT // len(media))
        return tuple([await self._file(number, item, alt, share) for number, item in enumerate(media, 1)])

    async def _file(self, number: int, media: Media, alt: str, limit: int) -> File:
        data = await self.read(media.key)
        name = f"limner-{number}" if media.seed is None else f"limner-{number}-{media.seed}"
        if len(data) <= limit:
            return File(f"{name}.{media.mime.rpartition('/')[2]}", data, alt)
        return File(f"{name}.jpg", await asyncio.to_thread(shrink, data, limit), alt)


def plain(text: str, limit: int) -> str:
    """Write a text so that Discord shows it as it is, without markup, in at most ``limit`` characters.

    The first line, which is the prompt, gives way.
    """
    shown = _escape(text)
    if len(shown) <= limit:
        return shown
    first, line, rest = text.partition("\n")
    rest = _escape(line + rest)
    kept = max(limit - len(rest) - 1, 0)
    while kept and len(_escape(first[:kept])) + 1 + len(rest) > limit:
        kept -= 1
    return (_escape(first[:kept]) + "…" + rest)[:limit]


def shrink(picture: bytes, limit: int) -> bytes:
    """Write a picture as a JPEG of at most ``limit`` bytes, as good as fits."""
    with PIL.Image.open(io.BytesIO(picture), formats=("PNG", "JPEG", "WEBP")) as image:
        small = image.convert("RGB")
    while True:
        for quality in JPEG_QUALITIES:
            file = io.BytesIO()
            small.save(file, "JPEG", quality=quality)
            if file.tell() <= limit:
                return file.getvalue()
        small = small.reduce(2)


def _escape(text: str) -> str:
    # What stands between < and > would become a mention, a channel or a time.
    return discord.utils.escape_markdown(text).replace("<", "\\<")


def _row(buttons: tuple[Button, ...]) -> tuple[Json, ...]:
    if not buttons:
        return ()
    row = [
        {
            "type": BUTTON,
            "style": STYLES.get(button.action, GREY),
            "label": button.label[:LABEL_LIMIT],
            "custom_id": f"limner:{button.action}:{button.job_id}",
        }
        for button in buttons
    ]
    return ({"type": ROW, "components": row},)
