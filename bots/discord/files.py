"""Files in messages and options of Discord, as the counter takes them."""

import asyncio
import mimetypes
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import aiohttp
import discord

from bots.attachment import Attachment
from bots.errors import AttachmentLost

PATIENCE_S = 60.0  # for a file on its way from Discord
OURS = "limner-"  # how the names of our results begin; previews are named otherwise


def attached(file: discord.Attachment) -> Attachment:
    """Hand over a file, unread."""
    mime = file.content_type or mimetypes.guess_type(file.filename)[0] or ""
    return Attachment(file.filename, mime, file.size, partial(_fetch, file))


def sent_with(message: discord.Message) -> list[Attachment]:
    """List the files of a message, those of a forwarded one included."""
    return [attached(file) for file in _files(message)]


def meant_by(message: discord.Message, me: int, text: str) -> list[Attachment]:
    """List the files of a message with a text, and photo and recording of the one that it replies to."""
    own = sent_with(message)
    answered = replied_to(message)
    if answered is None:
        return own
    theirs = [
        replace(attached(file), message=str(answered.id))
        for file in _files(answered)
        if answered.author.id != me or _result(file)
    ]
    photo, sound, film = (_first(theirs, kind) for kind in ("image", "audio", "video"))
    # A command may want both: what was drawn on the photo, and the photo.
    if photo and (text.strip().startswith("/") or not _first(own, "image")):
        own.append(photo)
    # Words take the place of a recording: a face says one of them.
    if sound and not _first(own, "audio") and not text.strip():
        own.append(sound)
    if film and film.lent(text) and not _first(own, "video"):
        own.append(film)
    return own


def photo_and_sound(message: discord.Message) -> tuple[Attachment | None, Attachment | None]:
    """Find the first picture and the first recording of a message; a clip where there is no recording."""
    files = sent_with(message)
    return _first(files, "image"), _first(files, "audio") or _first(files, "video")


def replied_to(message: discord.Message) -> discord.Message | None:
    """Give the message that another one replies to, where Discord sends it along."""
    reference = message.reference
    resolved = reference.resolved if reference and message.type is discord.MessageType.reply else None
    return resolved if isinstance(resolved, discord.Message) else None


def _files(message: discord.Message) -> list[discord.Attachment]:
    forwarded = [file for snapshot in message.message_snapshots for file in snapshot.attachments]
    return [*message.attachments, *forwarded]


def _first(files: Sequence[Attachment], kind: str) -> Attachment | None:
    return next((file for file in files if file.mime.partition("/")[0] == kind), None)


def _result(file: discord.Attachment) -> bool:
    return file.filename.startswith(OURS)


async def _fetch(file: discord.Attachment) -> bytes:
    """Download a file. Raises AttachmentLost."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await file.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError
        raise AttachmentLost from error
