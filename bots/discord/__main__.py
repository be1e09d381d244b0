"""Run the Discord bot: ``python -m bots.discord``."""

import sys

from avatar.settings import AvatarSettings
from bots.discord.serve import serve
from bots.discord.settings import DiscordSettings
from generation.settings import GenerationSettings
from tasks.settings import TasksSettings

if __name__ == "__main__":
    sys.exit(serve(DiscordSettings(), TasksSettings(), GenerationSettings(), AvatarSettings()))
