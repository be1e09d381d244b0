"""Who leaves a group has no more of what the group made of them."""

from telegram import Message

from bots.counter import Counter


async def note_leaving(message: Message, me: int, counter: Counter) -> None:
    """Forget what a group said of somebody who left; of everybody where it is the bot, whose id is ``me``.

    Raises StudioPausing.
    """
    left = message.left_chat_member
    if left is not None:
        account = "" if left.id == me else str(left.id)
        await counter.call(counter.desk.vouching.gone, "telegram", str(message.chat.id), account)
