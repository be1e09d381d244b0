"""What lies in a message: the one file that a clip could be made of, or that can be verified."""

from collections.abc import Iterator
from functools import partial

from telegram import (
    Animation,
    Audio,
    Bot,
    Document,
    ExternalReplyInfo,
    Message,
    PhotoSize,
    Video,
    VideoNote,
    Voice,
)

from bots.attachment import Attachment
from bots.telegram.fetch import LIMIT, fetch
from bots.telegram.keyboard import Press

Holder = Message | ExternalReplyInfo  # an external reply quotes a message of another chat
File = PhotoSize | Voice | Audio | Document | Video | Animation | VideoNote

SHOWS_A_RESULT = "talk:"  # what a button below our own pictures begins with


def file_in(holder: Holder, bot: Bot, *, every: bool) -> Attachment | None:
    """Find the file of a message; ``every``: those as well that only /verify looks at."""
    found = _usable(holder) or (_moving(holder) if every else None)
    if found is None:
        return None
    file, mime = found
    size = file.file_size or 0
    # What is too large says so itself: the limit is Telegram's, not ours.
    declared = size if size <= LIMIT else 0
    name = getattr(file, "file_name", None) or ""
    return Attachment(name, mime, declared, partial(fetch, bot, file.file_id, size))


def is_of(holder: Holder, bot: Bot) -> bool:
    """Tell whether we wrote a message."""
    return isinstance(holder, Message) and holder.from_user is not None and holder.from_user.id == bot.id


def asks(message: Message) -> bool:
    """Tell whether a picture of ours only shows something, such as faces with numbers painted on them."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    data = [str(key.callback_data) for row in rows for key in row]
    return bool(message.caption) and not any(one.startswith(SHOWS_A_RESULT) for one in data)


def pressable(message: Message) -> Iterator[tuple[str, str]]:
    """List what the buttons below a message carry (action, argument)."""
    for row in message.reply_markup.inline_keyboard if message.reply_markup else ():
        for key in row:
            press = Press.read(str(key.callback_data or ""))
            if press is not None:
                yield press.action, press.argument


def odd(message: Message) -> bool:
    """Tell whether a message is a sticker, a place, a poll or the like."""
    return message.effective_attachment is not None and not message.successful_payment


def _usable(holder: Holder) -> tuple[File, str] | None:
    if holder.photo:
        return holder.photo[-1], "image/jpeg"  # the largest comes last
    if holder.voice:
        return holder.voice, "audio/ogg"
    if holder.audio:
        return holder.audio, holder.audio.mime_type or "audio/mpeg"
    if holder.document and not holder.animation:  # an animation is sent as a document as well
        return holder.document, holder.document.mime_type or ""
    return (holder.video, "video/mp4") if holder.video else None


def _moving(holder: Holder) -> tuple[File, str] | None:
    file = holder.animation or holder.video_note
    return (file, "video/mp4") if file else None
