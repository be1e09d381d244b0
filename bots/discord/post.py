"""A reply becomes a Discord message: text that is only text, rows of buttons, files that fit."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import discord
import PIL.Image

from bots.actions import RULES, Colour
from bots.chat import Button, Reply, Role, role, rows
from bots.discord.ids import custom_id
from bots.discord.rest import File, Json, Post
from bots.wording import Wording
from generation.grid import grid
from tasks.job import Media, Status

TEXT_LIMIT = 2000  # characters of a message
HIDDEN_LIMIT = 1200  # of which a text behind a spoiler has so many
ALT_LIMIT = 1024  # characters of a file's description
LABEL_LIMIT = 80
FILES_LIMIT = 10
REQUEST_LIMIT = (
    24 * 1024 * 1024
)  # bytes of all files of a message; Discord takes 25 MiB with everything around
JPEG_QUALITIES = (92, 85, 75, 60, 40)

ROW, BUTTON = 1, 2  # types of components
ROW_LIMIT = 5  # buttons
STYLES = {Colour.MAIN: 1, Colour.PLAIN: 2, Colour.GOOD: 3, Colour.GRAVE: 4}  # blue, grey, green, red
MEGABYTE = 1_000_000  # bytes

Read = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True)
class Composer:
    """Makes messages of replies; reads stored pictures by their key."""

    read: Read

    async def compose(self, reply: Reply, file_limit: int, ping: str = "", below: str = "") -> Post:
        """Make a message whose files have at most ``file_limit`` bytes each.

        ``below`` is the voice message that belongs to it; "delete" takes it along.
        """
        greeting = f"<@{ping}>\n" if ping else ""
        files, remark = await self._files(reply, file_limit)
        hidden = f"\n||{plain(reply.hidden, HIDDEN_LIMIT)}||" if reply.hidden else ""
        text = greeting + plain(reply.text + remark, TEXT_LIMIT - len(greeting) - len(hidden)) + hidden
        return Post(text, _rows(reply.buttons, below), files, ping)

    async def _files(self, reply: Reply, file_limit: int) -> tuple[tuple[File, ...] | None, str]:
        """Read the files of a reply, and what is to be said of them; None where those that are there stay."""
        # A clip of a recording has no words; its title says so.
        alt = ((reply.job.words if reply.job else "") or reply.text)[:ALT_LIMIT]
        media = reply.media[:FILES_LIMIT]
        if not media:
            if reply.preview:
                return (File("preview.jpg", reply.preview, alt),), ""
            drawing = reply.job is not None and reply.job.status is Status.RUNNING
            # The faces that are asked for stay numbered while one of them is refused.
            return (None if drawing or reply.asks == "face" else ()), ""
        if reply.grid and not reply.whole:
            return (await self._grid(media, alt, file_limit),), ""
        share = min(file_limit, REQUEST_LIMIT // len(media))
        files = [await self._file(number, item, alt, share) for number, item in enumerate(media, 1)]
        remark = "" if all(files) else _too_large(reply, share)
        return tuple(filter(None, files)), remark

    async def _grid(self, media: Sequence[Media], alt: str, limit: int) -> File:
        """Lay pictures out side by side in one file, whose name is not that of a result."""
        sheet = await asyncio.to_thread(grid, [await self.read(one.key) for one in media])
        if len(sheet) <= limit:
            return File("grid.png", sheet, alt)
        return File("grid.jpg", await asyncio.to_thread(shrink, sheet, limit), alt)

    async def _file(self, number: int, media: Media, alt: str, limit: int) -> File | None:
        """Read one file; None where it is too large and cannot be made smaller here."""
        data = await self.read(media.key)
        name = f"limner-{number}" if media.seed is None else f"limner-{number}-{media.seed}"
        if len(data) <= limit:
            return File(f"{name}.{media.mime.rpartition('/')[2]}", data, alt)
        if role(media) is not Role.PICTURE:
            return None
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


def _too_large(reply: Reply, limit: int) -> str:
    """Say that a clip cannot be shown here, and what helps."""
    wording = Wording(reply.job.sender.locale if reply.job else "en")
    size = max((media.bytes for media in reply.media), default=0)
    facts = {"size": round(size / MEGABYTE, 1), "limit": round(limit / MEGABYTE, 1)}
    return "\n" + wording.say("discord-too-large", **facts)


def _rows(buttons: tuple[Button, ...], below: str = "") -> tuple[Json, ...]:
    return tuple(
        {"type": ROW, "components": [_button(button, below) for button in row]}
        for row in rows(buttons, ROW_LIMIT)
    )


def _button(button: Button, below: str) -> Json:
    return {
        "type": BUTTON,
        "style": STYLES[RULES[button.action].colour],
        "label": button.label[:LABEL_LIMIT],
        "custom_id": custom_id(button, below),
    }
