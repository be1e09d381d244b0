"""The list of commands that Telegram shows while somebody types a slash: by place, by rank, by language."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden, TelegramError

from bots.command import Command
from bots.commands.help import HELP
from bots.commands.menu import COMMANDS
from bots.pointing import ACTS
from bots.wording import Wording
from tasks.roles import Deed

log = structlog.get_logger()

LANGUAGES: Final = {None: "en", "zh": "zh-CN"}  # as Telegram calls them (None: all others) -> as we do
MENU_LIMIT: Final = 100  # commands in a menu

ASKING: Final = tuple(one for one in COMMANDS if one.deed is Deed.ASK)
FOR_ALL_TO_SEE: Final = tuple(one for one in ASKING if not one.private or one is HELP)
RULING: Final = tuple(one for one in COMMANDS if one.deed is not Deed.ASK)

Menu = tuple[Command[Any], ...]


def menus(admins: Iterable[str]) -> Iterator[tuple[BotCommandScope, Menu]]:
    """Say who is shown what: in groups nothing whose answer is for the asker alone.

    ``admins`` are the accounts that the operator named, "telegram:1001" among them. What takes more than to
    ask is shown to those, and to the administrators of groups; who may do it is decided elsewhere.
    """
    yield BotCommandScopeDefault(), ASKING
    yield BotCommandScopeAllPrivateChats(), ASKING
    yield BotCommandScopeAllGroupChats(), FOR_ALL_TO_SEE
    yield BotCommandScopeAllChatAdministrators(), (*FOR_ALL_TO_SEE, *RULING)
    for admin in sorted(admins):
        platform, _, account = admin.partition(":")
        if platform == "telegram" and account.isdecimal():
            yield BotCommandScopeChat(int(account)), (*ASKING, *RULING)


async def publish_menus(bot: Bot, admins: Iterable[str]) -> None:
    """Tell Telegram our commands where they have changed. A failure only costs a menu."""
    for scope, commands in menus(admins):
        try:
            await _publish(bot, scope, commands)
        except (BadRequest, Forbidden) as error:  # an admin who never wrote to the bot
            log.info("telegram.no_menu", scope=scope.type, error=type(error).__name__)
        except TelegramError as error:
            log.warning("telegram.no_menu", scope=scope.type, error=type(error).__name__)
            return


async def _publish(bot: Bot, scope: BotCommandScope, commands: Menu) -> None:
    for language, locale in LANGUAGES.items():
        wanted = tuple(entries(commands, Wording(locale)))
        if await bot.get_my_commands(scope, language) != wanted:
            await bot.set_my_commands(wanted, scope, language)


def entries(commands: Menu, wording: Wording) -> list[BotCommand]:
    """Write a menu: the commands, then what is typed in reply to a picture."""
    named = {one.name: wording.say(f"command-{one.name}") for one in commands}
    acts = {act: wording.say(f"act-{act}") for act in ACTS if act not in named}
    return [BotCommand(name, words) for name, words in (named | acts).items()][:MENU_LIMIT]
