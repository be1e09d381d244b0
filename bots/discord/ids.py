"""What a button of ours carries on Discord: all that its press needs, so that it outlives every restart."""

import re
from collections.abc import Iterator

import discord

from bots.actions import RULES
from bots.chat import Button

BUTTON = re.compile(
    rf"limner:(?P<action>{'|'.join(RULES)})"
    r":(?P<argument>[\w.-]{0,57})(?::(?P<below>\d{1,20}))?"
)


def custom_id(button: Button, below: str = "") -> str:
    """Write what a button carries; ``below`` is the voice message that "delete" takes along."""
    name = f"limner:{button.action}:{button.job_id}"
    return f"{name}:{below}" if below and button.action == "delete" else name


def buttons_of(message: discord.Message) -> Iterator[tuple[str, str]]:
    """List what the buttons of a message carry (action, argument)."""
    for row in message.components:
        for child in getattr(row, "children", ()):
            match = BUTTON.fullmatch(getattr(child, "custom_id", None) or "")
            if match is not None:
                yield match["action"], match["argument"]
