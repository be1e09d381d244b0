"""What cannot be done with a message of Discord."""

from generation.errors import Refusal


class MessageHidden(Refusal):
    """Discord shows the bot only messages that are meant for it, and not the one that was replied to."""
