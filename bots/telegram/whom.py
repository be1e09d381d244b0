"""Whom a command is about: somebody mentioned who has no @name, or whoever wrote what it replies to."""

from telegram import Message, MessageEntity

from bots.commands.menu import find
from bots.naming import SHAPES

FIELD = "person"


def with_person(message: Message, name: str, rest: str) -> str:
    """Put the account of whom a command is about in the place of a mention, or before its words."""
    command = find(name)
    if command is None or FIELD not in {*command.words[:1], command.text_field}:
        return rest
    for entity, text in message.parse_entities([MessageEntity.TEXT_MENTION]).items():
        if entity.user is not None and not entity.user.is_bot:
            return rest.replace(text, f"telegram:{entity.user.id}", 1)
    first = rest.split(maxsplit=1)[0] if rest else ""
    if SHAPES[FIELD].fullmatch(first):
        return rest
    to = message.reply_to_message
    author = to.from_user if to is not None and to.forum_topic_created is None else None
    return rest if author is None or author.is_bot else f"telegram:{author.id} {rest}".rstrip()
