"""The list of commands that Telegram shows while somebody types a slash."""

from typing import Final

import structlog
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bots.command import offered
from bots.commands.menu import COMMANDS
from bots.wording import Wording

log = structlog.get_logger()

LANGUAGES: Final = {None: "en", "zh": "zh-CN"}  # as Telegram calls them (None: all others) -> as we do


async def publish_menu(bot: Bot) -> None:
    """Tell Telegram what anybody may use, in each language, where that changed. A failure costs the menu."""
    try:
        for language, locale in LANGUAGES.items():
            wording = Wording(locale)
            wanted = tuple(
                BotCommand(entry.name, wording.say(f"command-{entry.name}")) for entry in offered(COMMANDS)
            )
            if await bot.get_my_commands(language_code=language) != wanted:
                await bot.set_my_commands(wanted, language_code=language)
    except TelegramError as error:
        log.warning("telegram.no_menu", error=type(error).__name__)
