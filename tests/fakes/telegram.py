"""A Telegram on loopback: the Bot API over real sockets, people who type and press, faults on demand.

Every request is checked against the published Bot API and the limits that Telegram enforces. What a bot
should never have sent is collected in ``violations``; a test that ends with one has failed.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web
from aiohttp.web_request import FileField

from tests.fakes.telegram_call import Call
from tests.fakes.telegram_errors import ApiError, Breach
from tests.fakes.telegram_methods import Methods
from tests.fakes.telegram_spec import Json, Upload, bot_api
from tests.fakes.telegram_stored import Kind, Shape, StoredFile
from tests.fakes.telegram_updates import Updates
from tests.fakes.telegram_world import Message, Person, Room, World
from tests.patience import PATIENCE_S

TOKEN = "7000000001:AAcanary-token-that-no-log-may-hold"
MOST_BYTES = 60_000_000
FILES: dict[Kind, tuple[str, str]] = {  # how people's programs name and declare what they send
    "photo": ("photo.jpg", ""),
    "document": ("file.bin", ""),
    "video": ("video.mp4", "video/mp4"),
    "video_note": ("", ""),
    "voice": ("", "audio/ogg"),
    "audio": ("song.mp3", "audio/mpeg"),
    "animation": ("cat.mp4", "video/mp4"),
    "sticker": ("", ""),
}
IN_FLIGHT_S = 0.25  # requests that were under way when a flood answer left are no hammering


@dataclass(frozen=True)
class Flood:
    """Answer 429: nothing was done, come back later."""

    retry_after_s: int = 1


@dataclass(frozen=True)
class Broken:
    """Answer with an error of the server's own; nothing was done."""

    status: int = 502


@dataclass(frozen=True)
class Lost:
    """Take the request and let the answer go missing, after a while."""

    done: bool = True  # whether it was carried out
    hang_s: float = 0.0


@dataclass(frozen=True)
class Late:
    """Do it and answer properly, after a while."""

    after_s: float = 0.3


Fault = Flood | Broken | Lost | Late


class FakeTelegram:
    """The server. Use as ``async with FakeTelegram() as telegram``."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.url = ""
        self.world = World()
        self.methods = Methods(self.world)
        self.updates = Updates()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.weather: Callable[[Call], Fault | None] = lambda _: None  # faults by a rule
        self._faults: list[tuple[str, int | None, Fault]] = []
        self._closed: dict[int, tuple[float, float]] = {}  # chat -> flood answered at, open again at
        self._queries = 0
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.updates.close()
        await self._runner.cleanup()

    def private(self, person: Person) -> Room:
        """Open the chat between a person and the bot."""
        return self.world.rooms.setdefault(person.id, Room(person.id, person.name))

    def group(self, number: int = 500, title: str = "Friends", *, forum: bool = False) -> Room:
        """Found a group that the bot is in; forums are supergroups."""
        room = Room(-number, title, "supergroup" if forum else "group", forum)
        return self.world.rooms.setdefault(room.id, room)

    def migrate(self, room: Room) -> Room:
        """Turn a group into a supergroup: another id, other messages."""
        new = Room(-1_000_000_000_000 + room.id, room.title, "supergroup")
        self.world.rooms[new.id] = new
        room.migrated_to = new.id
        return new

    def say(
        self, person: Person, room: Room, text: str, *, thread: int | None = None, to: Message | None = None
    ) -> Message:
        """Let a person type something, perhaps in reply to a message."""
        message = room.add(person, text, thread)
        self.updates.push("message", _replying(message, to))
        return message

    def edit(self, message: Message, text: str) -> None:
        """Let a person change what they typed."""
        message.text = text
        self.updates.push("edited_message", message.json | {"edit_date": 1_795_100_000})

    def show(self, person: Person, room: Room, picture: bytes, caption: str = "", **more: Any) -> Message:  # noqa: ANN401 - as ``send``
        """Let a person send a photo with words below it."""
        return self.send(person, room, "photo", picture, caption, **more)

    def send(
        self,
        person: Person,
        room: Room,
        kind: Kind,
        data: bytes,
        caption: str = "",
        *,
        declared: int = 0,
        **more: Any,  # noqa: ANN401 - as ``tell``
    ) -> Message:
        """Let a person send a file; ``declared`` is the size of one that is not really there (bytes)."""
        name, mime = FILES[kind]
        shape = Shape(64, 64, 2)
        file = self.world.keep(kind, more.pop("name", name), data, shape, more.pop("mime", mime), declared)
        return self.tell(person, room, caption, file=file, **more)

    def tell(
        self,
        person: Person,
        room: Room,
        text: str = "",
        *,
        file: StoredFile | None = None,
        to: Message | None = None,
        album: str = "",
        extra: dict[str, Json] | None = None,
    ) -> Message:
        """Let a person send anything: a reply, one of an album, a place, a poll, something forwarded."""
        message = room.add(person, text)
        message.file, message.album, message.extra = file, album, extra or {}
        self.updates.push("message", _replying(message, to))
        return message

    def press(self, person: Person, message: Message, action: str) -> str:
        """Let a person press a button. Returns the id of the query."""
        data = [key["callback_data"] for row in message.keyboard for key in row]
        return self.press_data(person, message, next(d for d in data if d.split(":")[0] == action))

    def press_data(self, person: Person, message: Message, data: str) -> str:
        """Press with data of one's own choice, as a forged client could."""
        self._queries += 1
        query = f"query-{self._queries}"
        self.methods.open_queries.add(query)
        body: dict[str, Json] = {"id": query, "from": person.json, "chat_instance": "1", "data": data}
        self.updates.push("callback_query", body | {"message": message.json})
        return query

    def fault(self, *faults: Fault, method: str = "", chat: int | None = None) -> None:
        """Let the next matching requests go wrong, one each."""
        self._faults += [(method, chat, fault) for fault in faults]

    async def until(self, happened: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
        """Wait until something is so. Raises AssertionError with the calls when it never is."""
        ends = time.monotonic() + timeout_s
        while not happened():
            if time.monotonic() > ends:
                raise AssertionError(f"it never happened; calls: {[call.method for call in self.calls]}")
            await asyncio.sleep(0.01)

    def called(self, method: str) -> list[Call]:
        """List the requests for a method."""
        return [call for call in self.calls if call.method == method]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return web.json_response(ApiError(401, "Unauthorized").body, status=401)
        if method not in bot_api().methods:
            self.violations.append(f"{method}: there is no such method")
            return web.json_response(ApiError(404, "Not Found").body, status=404)
        form, uploads = await _parameters(request)
        values, wrong = bot_api().read(method, form, uploads)
        self.violations += wrong
        if wrong:
            return web.json_response(ApiError(400, f"Bad Request: {wrong[0]}").body, status=400)
        call = Call(method, values, uploads, time.monotonic())
        self.calls.append(call)
        return await self._carry_out(call, request)

    async def _carry_out(self, call: Call, request: web.Request) -> web.StreamResponse:
        self._watch(call)
        fault = self._fault(call)
        if isinstance(fault, Late):
            await asyncio.sleep(fault.after_s)
        try:
            if isinstance(fault, Flood):
                raise self._flood(call, fault)
            if isinstance(fault, Broken):
                raise ApiError(
                    fault.status, "Bad Gateway" if fault.status == 502 else "Internal Server Error"
                )
            result = None if isinstance(fault, Lost) and not fault.done else await self._run(call)
        except ApiError as error:
            if isinstance(error, Breach):
                self.violations.append(f"{call.method}: {error.description}")
            return web.json_response(error.body, status=error.code)
        if isinstance(fault, Lost):
            await asyncio.sleep(fault.hang_s)
            if request.transport is not None:
                request.transport.close()
        return web.json_response({"ok": True, "result": result})

    async def _run(self, call: Call) -> Json:
        if call.method == "getUpdates":
            return await self.updates.get(call)
        if call.method == "setWebhook":
            return await self.updates.set_hook(call)
        if call.method == "deleteWebhook":
            await self.updates.close()
            return True
        return self.methods.run(call)

    async def _download(self, request: web.Request) -> web.Response:
        file = self.world.files.get(request.match_info["path"].rsplit("/", 1)[-1])
        if file is None or request.match_info["token"] != self.token:
            raise web.HTTPNotFound
        return web.Response(body=file.data)

    def _fault(self, call: Call) -> Fault | None:
        for entry in self._faults:
            method, chat, fault = entry
            fits = call.method == method if method else call.method not in ("getUpdates", "getMe")
            if fits and chat in (None, call.chat):
                self._faults.remove(entry)
                return fault
        return self.weather(call)

    def _flood(self, call: Call, fault: Flood) -> ApiError:
        now = time.monotonic()
        self._closed[call.chat] = (now, now + fault.retry_after_s)
        description = f"Too Many Requests: retry after {fault.retry_after_s}"
        return ApiError(429, description, retry_after=fault.retry_after_s)

    def _watch(self, call: Call) -> None:
        """Note whoever does not wait as long as told."""
        closed, opens = self._closed.get(call.chat, (0.0, 0.0))
        if closed + IN_FLIGHT_S < call.at < opens - 0.05:
            self.violations.append(f"{call.method}: {opens - call.at:.2f} s before it was allowed again")


def _replying(message: Message, to: Message | None) -> dict[str, Json]:
    return message.json | ({"reply_to_message": to.json} if to else {})


async def _parameters(request: web.Request) -> tuple[dict[str, Json], dict[str, Upload]]:
    form: dict[str, Json] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        return form | await request.json(), uploads
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            with value.file:
                uploads[name] = Upload(value.filename, value.file.read())
        elif isinstance(value, str):
            form[name] = value
    return form, uploads
