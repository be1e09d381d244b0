"""The doors of a studio: how somebody types, fills in or presses on each platform, up to the counter."""

from collections.abc import Awaitable, Callable
from itertools import count
from types import SimpleNamespace
from typing import Any, Protocol  # any: stands for the platforms' own objects
from unittest.mock import AsyncMock, create_autospec
from urllib.parse import quote

import discord
import httpx
from telegram import Update

from bots.chat import Reply
from bots.command import Command
from bots.counter import Counter
from bots.discord.adapter import Adapter as DiscordAdapter
from bots.discord.chat import DiscordChat
from bots.discord.ids import BUTTON
from bots.discord.tickets import Tickets
from bots.telegram.adapter import Adapter as TelegramAdapter
from bots.telegram.aside import Ways
from bots.telegram.chat import TelegramChat
from bots.telegram.post import Post
from tasks.job import Sender
from tests.bots.discord.made import MemoryKeeper

BOT_NUMBER = 99
_numbers = count(10_000)


class Watched(Counter):
    """A counter whose answers are seen as they leave it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed through
        super().__init__(*args, **kwargs)
        self.answers: list[Reply] = []

    async def guard(self, sender: Sender, answer: Callable[[], Awaitable[Reply]]) -> Reply:
        """Answer, and remember it."""
        reply = await super().guard(sender, answer)
        self.answers.append(reply)
        return reply


class Door(Protocol):
    """A front end. Each method gives what the counter answered; nothing where it was not even asked."""

    platform: str

    async def use(self, account: str, command: Command[Any], values: dict[str, str]) -> list[Reply]:
        """Use a command as this platform lets people."""

    async def press(self, account: str, data: str) -> list[Reply]:
        """Press a button that says ``data``: "approve:1"."""


def line(command: Command[Any], values: dict[str, str]) -> str:
    """Write a command as people type it."""
    rest = values.get(command.text_field, "") if command.text_field else ""
    flags = [f'--{name} "{value}"' for name, value in values.items() if name != command.text_field]
    return " ".join(filter(None, (f"/{command.name}", rest, *flags)))


class TelegramDoor:
    """Updates as Telegram sends them, to the adapter; what it would show is dropped."""

    platform = "telegram"

    def __init__(self, counter: Watched) -> None:
        self.counter = counter
        bot: Any = SimpleNamespace(id=BOT_NUMBER, username="limner_bot", answer_callback_query=AsyncMock())
        chat = create_autospec(TelegramChat, instance=True)
        chat.ways = Ways(create_autospec(Post, instance=True), counter)
        self._adapter = TelegramAdapter(bot, counter, chat)

    async def use(self, account: str, command: Command[Any], values: dict[str, str]) -> list[Reply]:
        """Type a line in private."""
        return await self.take(message=self._message(account, line(command, values)))

    async def reply(self, account: str, text: str, message: int) -> list[Reply]:
        """Type a line in reply to a message of the bot."""
        about = self._message(account, text)
        about["reply_to_message"] = {**self._ours(account), "message_id": message}
        return await self.take(message=about)

    async def press(self, account: str, data: str) -> list[Reply]:
        """Send a callback with forged data."""
        query = {"id": str(next(_numbers)), "from": _user(account), "chat_instance": "1", "data": data}
        return await self.take(callback_query={**query, "message": self._ours(account)})

    async def take(self, **body: object) -> list[Reply]:
        """Take an update as it comes."""
        self.counter.answers.clear()
        update = Update.de_json({"update_id": next(_numbers), **body}, None)
        await self._adapter.take(update)
        await self._adapter.close(1)
        return list(self.counter.answers)

    def _message(self, account: str, text: str) -> dict[str, object]:
        chat = {"id": int(account), "type": "private", "first_name": "x"}
        about = {"message_id": next(_numbers), "date": 1_700_000_000, "chat": chat}
        return {**about, "from": _user(account), "text": text}

    def _ours(self, account: str) -> dict[str, object]:
        return {**self._message(account, "x"), "from": {**_user(str(BOT_NUMBER)), "is_bot": True}}


def _user(account: str) -> dict[str, object]:
    return {"id": int(account), "is_bot": False, "first_name": "x", "language_code": "en"}


class DiscordDoor:
    """Interactions as discord.py hands them over, to the adapter; what it would show is dropped."""

    platform = "discord"

    def __init__(self, counter: Watched) -> None:
        self.counter = counter
        chat = create_autospec(DiscordChat, instance=True)
        chat.turn = lambda _: _Turn()
        chat.answer.return_value = "1"
        self._adapter = DiscordAdapter(counter, chat, Tickets(MemoryKeeper()))

    async def use(self, account: str, command: Command[Any], values: dict[str, str]) -> list[Reply]:
        """Fill in the options of a slash command."""
        self.counter.answers.clear()
        await self._adapter.command(_interaction(account), command, dict(values))
        return list(self.counter.answers)

    async def press(self, account: str, data: str) -> list[Reply]:
        """Send a button with a forged custom_id."""
        self.counter.answers.clear()
        match = BUTTON.fullmatch(f"limner:{data}")
        if match is not None:
            action: Any = match["action"]
            await self._adapter.press(_interaction(account), action, match["argument"], "")
        return list(self.counter.answers)


class _Turn:
    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *_: object) -> None:
        return None


def _interaction(account: str) -> Any:  # noqa: ANN401 - stands for discord.py's
    user = SimpleNamespace(id=int(account), display_name="x", name=f"user{account}")
    response = SimpleNamespace(defer=AsyncMock())
    return SimpleNamespace(
        id=next(_numbers),
        token="t",
        user=user,
        locale="en-US",
        channel_id=77,
        channel=None,
        guild_id=55,
        message=None,
        response=response,
        filesize_limit=10_000_000,
        app_permissions=discord.Permissions.none(),
        context=SimpleNamespace(dm_channel=False),
        is_guild_integration=lambda: True,
    )


class WebDoor:
    """The page, whose one person is whoever may open it."""

    platform = "web"

    def __init__(self, counter: Watched, client: httpx.AsyncClient) -> None:
        self.counter = counter
        self._client = client

    async def use(self, account: str, command: Command[Any], values: dict[str, str]) -> list[Reply]:
        """Type a line into the text field."""
        return await self._post("/say", {"text": line(command, values)})

    async def press(self, account: str, data: str) -> list[Reply]:
        """Call the address of a button."""
        action, _, argument = data.partition(":")
        return await self._post(f"/jobs/{quote(argument, safe='') or 'x'}/{action}", {})

    async def _post(self, path: str, form: dict[str, str]) -> list[Reply]:
        self.counter.answers.clear()
        answer = await self._client.post(path, data=form, headers={"X-Limner": "1"})
        assert answer.status_code < 500, answer.text
        return list(self.counter.answers)
