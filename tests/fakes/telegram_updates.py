"""How Telegram hands updates to a bot: by long polling or to a webhook, never both."""

import asyncio
import re
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.telegram_call import Call
from tests.fakes.telegram_errors import ApiError, Breach
from tests.fakes.telegram_spec import Json

BY_DEFAULT = frozenset({"message", "edited_message", "callback_query", "my_chat_member", "channel_post"})
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
HOOK_PORTS = frozenset({443, 80, 88, 8443})
AGAIN_S = 0.05  # between two tries at a webhook that did not take an update; Telegram waits longer


class Updates:
    """The queue of one bot."""

    def __init__(self, first_id: int = 5_000) -> None:
        self.pending: list[dict[str, Json]] = []
        self.next_id = first_id
        self.allowed = BY_DEFAULT
        self.poller = 0  # who polled last; an earlier one is sent away
        self.offset = 0  # the highest that was asked for
        self.handed = 0  # how many updates left in answers, repeated ones too
        self.hook = ""
        self.hook_answers: list[int] = []  # the status of every delivery to the webhook
        self._secret = ""
        self._changed = asyncio.Condition()
        self._pump: asyncio.Task[None] | None = None
        self._wakes: set[asyncio.Task[None]] = set()

    def push(self, kind: str, body: dict[str, Json]) -> int:
        """Put an update into the queue, if the bot takes this kind. Returns its id."""
        update_id, self.next_id = self.next_id, self.next_id + 1
        if kind in self.allowed:
            self.pending.append({"update_id": update_id, kind: body})
            self.wake()
        return update_id

    def repeat(self, update: dict[str, Json]) -> None:
        """Hand an update out once more."""
        self.pending.insert(0, update)
        self.wake()

    def wake(self) -> None:
        """Let whoever waits look again."""
        task = asyncio.get_running_loop().create_task(self._notify())
        self._wakes.add(task)
        task.add_done_callback(self._wakes.discard)

    async def get(self, call: Call) -> Json:
        """Answer getUpdates. Raises ApiError (409) where another poller or a webhook is in the way."""
        if self.hook:
            words = "can't use getUpdates method while webhook is active"
            raise ApiError(409, f"Conflict: {words}; use deleteWebhook to delete the webhook first")
        self.poller += 1
        mine = self.poller
        await self._notify()
        self._confirm(call.number("offset") or 0)
        self._allow(call)
        with suppress(TimeoutError):
            async with asyncio.timeout(call.number("timeout") or 0), self._changed:
                await self._changed.wait_for(lambda: self.pending or self.poller != mine)
        if self.poller != mine:
            words = "terminated by other getUpdates request; make sure that only one bot instance is running"
            raise ApiError(409, f"Conflict: {words}")
        batch = self.pending[: call.number("limit") or 100]
        self.handed += len(batch)
        return [{**update} for update in batch]

    async def set_hook(self, call: Call) -> Json:
        """Answer setWebhook."""
        url, secret = call.text("url"), call.text("secret_token")
        parts = urlsplit(url)
        local = parts.hostname == "127.0.0.1"  # a self-hosted Bot API server allows http and any port
        if url and not local and (parts.scheme != "https" or (parts.port or 443) not in HOOK_PORTS):
            raise Breach(400, "Bad Request: bad webhook: HTTPS url must be provided for webhook")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise Breach(400, "Bad Request: secret token contains unallowed characters")
        await self.close()
        self._allow(call)
        self.hook, self._secret = url, secret
        if url:
            self._pump = asyncio.create_task(self._deliver())
        return True

    async def close(self) -> None:
        """Stop delivering to a webhook."""
        self.hook = ""
        if self._pump is not None:
            self._pump.cancel()
            with suppress(asyncio.CancelledError):
                await self._pump
            self._pump = None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset:
            self.offset = max(self.offset, offset)
            self.pending = [update for update in self.pending if _id(update) >= offset]

    def _allow(self, call: Call) -> None:
        allowed = call.values.get("allowed_updates")
        if isinstance(allowed, list):
            self.allowed = frozenset(str(kind) for kind in allowed) or BY_DEFAULT

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _deliver(self) -> None:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        async with aiohttp.ClientSession(headers=headers) as session:
            while True:
                async with self._changed:
                    await self._changed.wait_for(lambda: self.pending)
                update = self.pending[0]
                status = await self._post(session, update)
                self.hook_answers.append(status)
                if 200 <= status < 300:
                    self.pending.remove(update)
                else:
                    await asyncio.sleep(AGAIN_S)

    async def _post(self, session: aiohttp.ClientSession, update: dict[str, Json]) -> int:
        try:
            async with session.post(self.hook, json=update, allow_redirects=False) as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0


def _id(update: dict[str, Json]) -> int:
    number = update["update_id"]
    assert isinstance(number, int)
    return number
