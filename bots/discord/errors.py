"""What cannot be done with a message of Discord."""

from generation.errors import Refusal


class NoPicture(Refusal):
    """A message that is to be animated holds no picture."""


class MessageHidden(Refusal):
    """Discord shows the bot only messages that are meant for it, and not the one that was replied to."""
