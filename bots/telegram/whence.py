"""Who wrote or pressed on Telegram, and where."""

from typing import Final

from telegram import CallbackQuery, Chat, Message, User
from telegram.constants import ChatType

from bots.telegram.post import Spot
from tasks.job import Place, Sender

PLATFORM: Final = "telegram"


def about(message: Message) -> str:
    """Name the message that another one replies to; what is said in a topic replies to its foundation."""
    to = message.reply_to_message
    return str(Spot.of(to)) if to is not None and to.forum_topic_created is None else ""


def album_of(message: Message) -> str:
    """Name the album that a message belongs to; nothing for a single one."""
    return f"{message.chat.id}:{message.media_group_id}" if message.media_group_id else ""


def place_of(message: Message) -> Place:
    """Tell where a message was written."""
    thread = str(message.message_thread_id) if message.is_topic_message else ""
    return Place(
        platform=PLATFORM,
        chat=str(message.chat.id),
        message=str(message.message_id),
        thread=thread,
        server=server_of(message.chat),
    )


def server_of(chat: Chat) -> str:
    """Name the group that a chat is; in private there is none."""
    return "" if chat.type == ChatType.PRIVATE else str(chat.id)


def thread_of(query: CallbackQuery) -> str:
    """Name the topic that holds a button."""
    message = query.message
    return str(message.message_thread_id) if isinstance(message, Message) and message.is_topic_message else ""


def sender_of(user: User, chat: Chat) -> Sender:
    """Tell who asks; a group that is mapped to a role makes more of whoever writes in it."""
    return Sender(
        platform=PLATFORM,
        account=str(user.id),
        name=user.full_name,
        locale=user.language_code or "en",
        handle=user.username or "",
        groups=() if chat.type == ChatType.PRIVATE else (f"{PLATFORM}:{chat.id}",),
    )
