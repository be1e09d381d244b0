"""Which commands people see while they type a slash: by place, by rank, by language."""

import pytest
from telegram import Bot

from bots.pointing import ACTS
from bots.telegram.line import Line
from bots.telegram.menu import FOR_ALL_TO_SEE, RULING, publish_menus
from bots.wording import LOCALES, Wording
from tests.fakes.telegram import Broken, FakeTelegram
from tests.fakes.telegram_world import Person

GROUPS, PRIVATE, CHIEFS = "all_group_chats", "all_private_chats", "all_chat_administrators"


@pytest.fixture
def bot(line: Line) -> Bot:
    """Give the real client."""
    return line.bot


def shown(telegram: FakeTelegram, scope: str, language: str = "") -> dict[str, str]:
    """Read a menu."""
    menu = telegram.methods.commands[scope, language]
    assert isinstance(menu, list)
    return {str(entry["command"]): str(entry["description"]) for entry in menu if isinstance(entry, dict)}


async def test_groups_see_what_is_for_everybody(telegram: FakeTelegram, bot: Bot) -> None:
    """Balances and lists are asked for in private; what is typed in reply to a picture serves in both."""
    await publish_menus(bot, ())
    group, private = shown(telegram, GROUPS), shown(telegram, PRIVATE)

    assert {one.name for one in FOR_ALL_TO_SEE} | set(ACTS) == set(group)
    assert {"link", "quota", "history"} <= set(private) - set(group)
    assert set(shown(telegram, "default")) == set(private)


async def test_what_rules_is_shown_to_who_rules(telegram: FakeTelegram, bot: Bot) -> None:
    """To the administrators of groups, and to those whom the operator named, wherever they write."""
    telegram.private(Person(1001, "Alice"))
    await publish_menus(bot, ("telegram:1001", "discord:7"))
    ruling = {one.name for one in RULING}

    assert ruling
    assert ruling <= set(shown(telegram, CHIEFS))
    assert ruling <= set(shown(telegram, "chat:1001"))
    assert not ruling & (set(shown(telegram, GROUPS)) | set(shown(telegram, PRIVATE)))
    assert not [scope for scope, _ in telegram.methods.commands if scope == "chat:7"]


async def test_every_menu_speaks_both_languages(telegram: FakeTelegram, bot: Bot) -> None:
    """The same commands, in other words."""
    await publish_menus(bot, ())
    for scope in ("default", PRIVATE, GROUPS, CHIEFS):
        english, chinese = shown(telegram, scope), shown(telegram, scope, "zh")

        assert list(english) == list(chinese)
        assert [] == [name for name, words in english.items() if chinese[name] == words]


async def test_menus_are_sent_where_they_changed(telegram: FakeTelegram, bot: Bot) -> None:
    """A second start finds them as they are."""
    await publish_menus(bot, ())
    sent = len(telegram.called("setMyCommands"))
    await publish_menus(bot, ())

    assert sent == len(telegram.called("setMyCommands"))


async def test_stranger_among_the_admins_costs_their_menu_alone(telegram: FakeTelegram, bot: Bot) -> None:
    """Whoever never wrote to the bot has no chat with it."""
    telegram.private(Person(1001, "Alice"))
    await publish_menus(bot, ("telegram:1000", "telegram:1001"))

    assert shown(telegram, "chat:1001")


async def test_trouble_is_no_trouble(telegram: FakeTelegram, bot: Bot) -> None:
    """A menu is a courtesy."""
    telegram.fault(Broken(502), method="setMyCommands")
    await publish_menus(bot, ())


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_typed_in_reply_has_its_words(locale: str) -> None:
    """In both languages."""
    assert [] == [act for act in ACTS if not Wording(locale).has(f"act-{act}")]
