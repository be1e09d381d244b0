"""The commands of the studio, in the order in which they are shown."""

from typing import Any

from bots.command import Command
from bots.commands.help import HELP
from bots.commands.history import HISTORY
from bots.commands.imagine import IMAGINE
from bots.commands.quota import QUOTA

COMMANDS: tuple[Command[Any], ...] = (IMAGINE, HISTORY, QUOTA, HELP)


def find(name: str) -> Command[Any] | None:
    """Find a command by its name."""
    return next((command for command in COMMANDS if command.name == name), None)
