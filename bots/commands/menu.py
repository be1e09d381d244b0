"""The commands of the studio, in the order in which they are shown."""

from typing import Any

from bots.command import Command
from bots.commands.avatar import AVATAR
from bots.commands.cancel import CANCEL
from bots.commands.help import HELP
from bots.commands.history import HISTORY
from bots.commands.imagine import IMAGINE
from bots.commands.language import LANGUAGE
from bots.commands.leaderboard import LEADERBOARD
from bots.commands.link import LINK, UNLINK
from bots.commands.login import LOGIN
from bots.commands.quota import QUOTA
from bots.commands.restore import RESTORE
from bots.commands.say import SAY
from bots.commands.stats import STATS
from bots.commands.verify import VERIFY
from bots.commands.voices import VOICES
from bots.commands.words import WORDS
from bots.commands.workers import WORKERS

COMMANDS: tuple[Command[Any], ...] = (
    IMAGINE,
    AVATAR,
    RESTORE,
    SAY,
    VOICES,
    HISTORY,
    QUOTA,
    LEADERBOARD,
    LINK,
    UNLINK,
    LOGIN,
    LANGUAGE,
    WORDS,
    VERIFY,
    CANCEL,
    STATS,
    WORKERS,
    HELP,
)


def find(name: str) -> Command[Any] | None:
    """Find a command by its name."""
    return next((command for command in COMMANDS if command.name == name), None)
