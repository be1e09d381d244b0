"""The few requests that show an answer. One attempt each: whether to repeat is for the caller to know.

discord.py would repeat any request up to five times by itself, also one that must not be shown twice.
"""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
import discord

from bots.chat import ChatBusy

AGENT = f"DiscordBot (https://github.com/Rapptz/discord.py, {discord.__version__}) Limner"
TIMEOUT = aiohttp.ClientTimeout(total=60, sock_connect=10, sock_read=30)
PAUSE_S = 5.0  # where Discord is in trouble and names no time
EPHEMERAL = 1 << 6
SUPPRESS_EMBEDS = 1 << 2  # a link in a prompt shows no preview
UNKNOWN_MESSAGE = 10008
VOICE = 1 << 13  # a voice message
NOBODY: dict[str, list[str]] = {"parse": [], "users": []}  # is notified

Json = dict[str, Any]  # whatever Discord's API takes and gives


@dataclass(frozen=True)
class File:
    """A file to show under a message."""

    name: str
    data: bytes
    description: str  # read aloud to those who cannot see it


@dataclass(frozen=True)
class Post:
    """A message as it should look: all of it, so that what was there before goes."""

    text: str
    components: tuple[Json, ...] = ()
    files: tuple[File, ...] | None = ()  # None: those that are there stay
    ping: str = ""  # the one user who may be notified
    reply_to: str = ""  # the message that a new one answers

    def body(self) -> Json:
        """Write the message as Discord's API takes it."""
        body = {
            "content": self.text,
            "components": list(self.components),
            "allowed_mentions": {**NOBODY, "users": [self.ping]} if self.ping else NOBODY,
            "flags": SUPPRESS_EMBEDS,
            **_reference(self.reply_to),
        }
        if self.files is None:
            return body
        # A list without the old files takes them off.
        attachments = [
            {"id": str(number), "filename": file.name, "description": file.description}
            for number, file in enumerate(self.files)
        ]
        return {**body, "attachments": attachments}


@dataclass(frozen=True)
class VoiceNote:
    """A sound as a voice message. Discord allows no text, no buttons and no edit of one."""

    data: bytes  # Ogg/Opus
    duration_s: float
    waveform: bytes  # 1 to 256 points, 0 silence .. 255 the loudest
    reply_to: str = ""

    @property
    def files(self) -> tuple[File, ...]:
        """Give the one file of it."""
        return (File("voice-message.ogg", self.data, ""),)

    def body(self) -> Json:
        """Write the message as Discord's API takes it."""
        sound = {
            "id": "0",
            "filename": self.files[0].name,
            "duration_secs": round(self.duration_s, 2),
            "waveform": b64encode(self.waveform).decode(),
        }
        return {
            "flags": VOICE,
            "attachments": [sound],
            "allowed_mentions": NOBODY,
            **_reference(self.reply_to),
        }


class Refused(Exception):
    """Discord says no, and would say so again."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code


class Unanswered(Exception):
    """Nobody knows whether the request arrived."""


@dataclass
class Rest:
    """Speaks to Discord's HTTP API. Use as ``async with``."""

    url: str  # with /api/v10
    application: str
    token: str = field(repr=False)
    _session: aiohttp.ClientSession = field(init=False, repr=False)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            headers={"User-Agent": AGENT}, timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def edit_answer(self, ticket: str, post: Post) -> str:
        """Change the answer to an interaction. Returns: the id of its message."""
        path = f"/webhooks/{self.application}/{ticket}/messages/@original"
        return str((await self._send("PATCH", path, post.body(), post.files))["id"])

    async def withdraw(self, ticket: str) -> str:
        """Take the answer to an interaction away; once it is gone, saying so is no news. Returns: its id."""
        try:
            await self._send("DELETE", f"/webhooks/{self.application}/{ticket}/messages/@original")
        except Refused as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
        return "@original"

    async def whisper(self, ticket: str, post: Post) -> str:
        """Tell the asker alone, in a message of its own. Returns: its id."""
        path = f"/webhooks/{self.application}/{ticket}"
        body = {**post.body(), "flags": EPHEMERAL | SUPPRESS_EMBEDS}
        return str((await self._send("POST", path, body, post.files))["id"])

    async def edit(self, channel: str, message: str, post: Post) -> str:
        """Change a message of ours as the bot. Returns: its id."""
        path = f"/channels/{channel}/messages/{message}"
        return str((await self._send("PATCH", path, post.body(), post.files, as_bot=True))["id"])

    async def post(self, channel: str, post: Post | VoiceNote, nonce: str) -> str:
        """Write a message as the bot; the same nonce within some minutes gives the same message again."""
        body = {**post.body(), "nonce": nonce, "enforce_nonce": True}
        path = f"/channels/{channel}/messages"
        return str((await self._send("POST", path, body, post.files, as_bot=True))["id"])

    async def erase(self, channel: str, message: str) -> None:
        """Take a message of ours away as the bot."""
        await self._send("DELETE", f"/channels/{channel}/messages/{message}", as_bot=True)

    async def typing(self, channel: str) -> None:
        """Show for ten seconds that an answer is being made."""
        await self._send("POST", f"/channels/{channel}/typing", as_bot=True)

    async def direct(self, user: str) -> str:
        """Open the direct message with a user. Returns: its channel."""
        body = {"recipient_id": user}
        return str((await self._send("POST", "/users/@me/channels", body, as_bot=True))["id"])

    async def _send(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        files: tuple[File, ...] | None = (),
        as_bot: bool = False,
    ) -> Json:
        """Send one request.

        Raises ChatBusy, Refused and Unanswered.
        """
        headers = {"Authorization": f"Bot {self.token}"} if as_bot else {}
        try:
            async with self._session.request(
                method, self.url + path, headers=headers, **_content(body, files)
            ) as response:
                return await _read(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise ChatBusy(PAUSE_S) from error  # nothing was sent
        except (TimeoutError, aiohttp.ClientError, ConnectionError) as error:
            raise Unanswered from error


def _reference(message: str) -> Json:
    """Point at a message that may be gone by now."""
    return {"message_reference": {"message_id": message, "fail_if_not_exists": False}} if message else {}


def _content(body: Json | None, files: tuple[File, ...] | None) -> Json:
    if body is None:
        return {}
    if not files:
        return {"json": body}
    form = aiohttp.FormData(quote_fields=False)  # Discord does not read files%5B0%5D
    form.add_field("payload_json", json.dumps(body), content_type="application/json")
    for number, file in enumerate(files):
        form.add_field(f"files[{number}]", file.data, filename=file.name)
    return {"data": form}


async def _read(response: aiohttp.ClientResponse) -> Json:
    if response.status == 204:
        return {}
    data: Any = {}  # what a proxy in between answers may be no JSON at all
    if response.content_type == "application/json":
        data = await response.json()
    if response.ok and isinstance(data, dict):
        return data
    if response.status == 429:
        named = data.get("retry_after") or response.headers.get("Retry-After")
        raise ChatBusy(float(named or PAUSE_S))
    if response.status >= 500:
        raise Unanswered
    raise Refused(response.status, int(data.get("code", 0)))
