"""Single messages: sent once, or put in the place of an earlier one. Plain text only, never markup."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeVar

from telegram import (
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest

from bots.telegram.keyboard import CAPTION_LIMIT, TEXT_LIMIT, clip
from bots.telegram.line import Line, MessageLost
from bots.telegram.media import Clip, Picture, Sendable, Shown
from tasks.job import Place

T = TypeVar("T")

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
NO_TEXT: Final = "there is no text in the message to edit"
NO_THREAD: Final = "message thread not found"
PROCESSING_S: Final = 60.0  # Telegram looks at a file before it answers


@dataclass(frozen=True)
class Spot:
    """Where a message of ours lies. Written ``chat/message``: a group that moves gets another id."""

    chat: int
    message: int

    def __str__(self) -> str:
        return f"{self.chat}/{self.message}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read what we wrote, or nothing from an empty text."""
        chat, slash, message = text.partition("/")
        return cls(int(chat), int(message)) if slash else None

    @classmethod
    def all(cls, texts: Iterable[str]) -> list[Self]:
        """Read what we wrote, without what is empty."""
        return [spot for spot in map(cls.read, texts) if spot is not None]

    @classmethod
    def of(cls, message: Message) -> Self:
        """Take the place of a message that was just sent."""
        return cls(message.chat_id, message.message_id)


class Post:
    """Sends, edits and deletes."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._bot = line.bot

    async def text(
        self, place: Place, text: str, keys: InlineKeyboardMarkup | None = None, hidden: str = ""
    ) -> Spot:
        """Send a text, with another behind a spoiler below it. Raises what ``Line.send`` raises."""
        words, asked = clip(text, TEXT_LIMIT), _asked(place)
        words, entities = _with_spoiler(words, hidden) if hidden else (words, None)
        sent = await self._send(
            place,
            lambda chat, thread: self._bot.send_message(
                chat,
                words,
                reply_markup=keys,
                entities=entities,
                message_thread_id=thread,
                reply_parameters=asked,
                link_preview_options=NO_PREVIEW,
            ),
        )
        return Spot.of(sent)

    async def shown(
        self, place: Place, shown: Sendable, text: str, keys: InlineKeyboardMarkup | None = None
    ) -> Spot:
        """Send one photo, file, clip or voice message with words below it.

        Raises what ``Line.send`` raises.
        """
        caption, asked, send = clip(text, CAPTION_LIMIT), _asked(place), shown.sent_by(self._bot)
        sent = await self._send(
            place,
            lambda chat, thread: send(
                chat_id=chat,
                caption=caption or None,
                reply_markup=keys,
                message_thread_id=thread,
                reply_parameters=asked,
                read_timeout=PROCESSING_S,
            ),
        )
        return Spot.of(sent)

    async def note(self, place: Place, note: Clip) -> Spot:
        """Send a round video note, which bears no words. Raises what ``Line.send`` raises."""
        asked = _asked(place)
        sent = await self._send(
            place,
            lambda chat, thread: self._bot.send_video_note(
                chat,
                note.data,
                duration=note.duration_s,
                length=note.width_px,
                thumbnail=note.thumbnail or None,
                filename=note.name,
                message_thread_id=thread,
                reply_parameters=asked,
                read_timeout=PROCESSING_S,
            ),
        )
        return Spot.of(sent)

    async def album(self, place: Place, pictures: Sequence[Picture], text: str = "") -> tuple[Spot, ...]:
        """Send 2 to 10 pictures as one, the words below the first. Raises what ``Line.send`` raises."""
        media = [picture.media("" if i else clip(text, CAPTION_LIMIT)) for i, picture in enumerate(pictures)]
        asked = _asked(place)
        sent = await self._send(
            place,
            lambda chat, thread: self._bot.send_media_group(
                chat, media, message_thread_id=thread, reply_parameters=asked
            ),
        )
        return tuple(Spot.of(message) for message in sent)

    async def fill(
        self,
        spot: Spot,
        text: str,
        keys: InlineKeyboardMarkup | None = None,
        shown: Shown | None = None,
        tries: int = 3,
    ) -> None:
        """Put new content in the place of a message; repeating it is harmless.

        A message that became a photo stays one: its caption is changed. Raises what ``Line.edit`` raises.
        """
        bot, number, caption = self._bot, spot.message, clip(text, CAPTION_LIMIT)
        if shown is not None:
            media = shown.media(caption)
            await self._line.edit(
                spot.chat,
                lambda chat: bot.edit_message_media(
                    media, chat, number, reply_markup=keys, read_timeout=PROCESSING_S
                ),
                tries,
            )
            return
        try:
            await self._line.edit(
                spot.chat,
                lambda chat: bot.edit_message_text(
                    clip(text, TEXT_LIMIT), chat, number, reply_markup=keys, link_preview_options=NO_PREVIEW
                ),
                tries,
            )
        except BadRequest as error:
            if NO_TEXT not in error.message.lower():
                raise
            await self._line.edit(
                spot.chat,
                lambda chat: bot.edit_message_caption(chat, number, caption=caption, reply_markup=keys),
                tries,
            )

    async def remove(self, spot: Spot) -> bool:
        """Delete a message of ours. Returns whether it is gone: Telegram keeps those above 48 hours."""
        try:
            await self._line.edit(spot.chat, lambda chat: self._bot.delete_message(chat, spot.message))
        except MessageLost:
            return True
        except BadRequest as error:
            return "to delete not found" in error.message.lower()
        return True

    async def unbutton(self, spot: Spot) -> None:
        """Take the buttons of a message away. Raises what ``Line.edit`` raises."""
        await self._line.edit(
            spot.chat, lambda chat: self._bot.edit_message_reply_markup(chat, spot.message), tries=1
        )

    async def acting(self, place: Place, action: ChatAction) -> None:
        """Show for five seconds what is being done. Raises what ``Line.edit`` raises."""
        await self._line.edit(
            int(place.chat),
            lambda chat: self._bot.send_chat_action(chat, action, message_thread_id=_thread(place)),
            tries=1,
        )

    async def typing(self, place: Place) -> None:
        """Show at once that something was heard. Best effort."""
        thread, action = _thread(place), ChatAction.TYPING
        await self._line.hint(
            int(place.chat),
            lambda chat: self._bot.send_chat_action(chat, action, message_thread_id=thread),
        )

    async def _send(self, place: Place, request: Callable[[int, int | None], Awaitable[T]]) -> T:
        """Send into the topic where it was asked for, or beside it where the topic was deleted."""
        thread = _thread(place)
        try:
            return await self._line.send(int(place.chat), lambda chat: request(chat, thread))
        except BadRequest as error:
            if thread is None or NO_THREAD not in error.message.lower():
                raise
            return await self._line.send(int(place.chat), lambda chat: request(chat, None))


def _thread(place: Place) -> int | None:
    return int(place.thread) if place.thread else None


def _asked(place: Place) -> ReplyParameters | None:
    if not place.message:
        return None
    return ReplyParameters(int(place.message), allow_sending_without_reply=True)


def _with_spoiler(text: str, hidden: str) -> tuple[str, list[MessageEntity]]:
    """Put a text behind a spoiler below another. Telegram counts in UTF-16."""
    above, behind = clip(text, TEXT_LIMIT // 2) + "\n", clip(hidden, TEXT_LIMIT // 3)
    length, offset = (len(part.encode("utf-16-le", "surrogatepass")) // 2 for part in (behind, above))
    return above + behind, [MessageEntity(MessageEntity.SPOILER, offset, length)]
