"""Which messages are meant for the studio, and what they say. Everything else is not looked at.

Discord shows a bot only messages that are meant for it: direct ones, and those that mention it, as replies
do unless their writer switches that off. Where the application has the Message Content intent, replies
without a mention are heard as well, and voice messages of somebody whose photo waits for one.
"""

from dataclasses import dataclass
from enum import Enum

import discord

from bots.attachment import Attachment
from bots.discord.files import meant_by, replied_to

WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})


class Meant(Enum):
    """Whether a message is for us."""

    YES = "yes"
    PERHAPS = "perhaps"  # a voice message: if its sender was asked for one
    NO = "no"


@dataclass(frozen=True)
class Heard:
    """A message that is for us."""

    text: str
    files: tuple[Attachment, ...]
    hidden: bool  # it goes with another message, of which Discord shows nothing


def meant(message: discord.Message, me: int) -> Meant:
    """Tell whether a message is for us, who have the account ``me``."""
    if message.author.bot or message.webhook_id is not None or message.type not in WRITTEN:
        return Meant.NO
    if private(message) or any(user.id == me for user in message.mentions):
        return Meant.YES
    if not (message.content or message.attachments):
        return Meant.NO  # Discord does not let us see it
    answered = replied_to(message)
    if answered is not None and answered.author.id == me:
        return Meant.YES
    return Meant.PERHAPS if message.flags.voice else Meant.NO


def hear(message: discord.Message, me: int) -> Heard:
    """Read a message: its words without our name, its files, and those of the message it replies to."""
    text = message.content
    for mention in (f"<@{me}>", f"<@!{me}>"):
        text = text.replace(mention, "")
    files = tuple(meant_by(message, me, text))
    answered = replied_to(message)
    hidden = answered is not None and not files and answered.author.id != me and _empty(answered)
    return Heard(text.strip(), files, hidden)


def private(message: discord.Message) -> bool:
    """Tell whether a message came directly."""
    return isinstance(message.channel, discord.DMChannel)


def _empty(message: discord.Message) -> bool:
    """Tell whether nothing can be seen of a message: without the intent, all of it is left out."""
    seen = (message.content, message.attachments, message.embeds, message.stickers, message.message_snapshots)
    return message.type in WRITTEN and not any(seen)
