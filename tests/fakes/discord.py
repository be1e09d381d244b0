"""A Discord on loopback: gateway, HTTP API and CDN over real sockets, people who type, faults on demand.

Every request is checked against the published specification and the limits that Discord enforces. What a bot
should never have sent is collected in ``violations``; a test that ends with one has failed.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from aiohttp import web
from aiohttp.web_request import FileField

from tests.fakes.discord_about import BOT_USER, CONTENT_FLAG
from tests.fakes.discord_gateway import ANY_INTENT, MESSAGE_CONTENT, Gateway
from tests.fakes.discord_people import People
from tests.fakes.discord_rest import Rest
from tests.fakes.discord_spec import Call, Json, Upload, published
from tests.fakes.discord_world import APPLICATION, FILE_LIMIT, ApiError, Attachment, World
from tests.patience import PATIENCE_S

TOKEN = "MTEwMDAwMDAwMDAwMDAwMDAwMg.Canary.token-that-no-log-may-hold"
PREFIX = "/api/v10"
IN_FLIGHT_S = 0.25  # requests that were under way when a 429 left are no hammering
MOST_BYTES = 80_000_000


@dataclass(frozen=True)
class Flood:
    """Answer 429: nothing was done, come back later."""

    retry_after_s: float = 0.3


@dataclass(frozen=True)
class Broken:
    """Answer with an error of the server's own."""

    status: int = 502
    done: bool = False  # whether the request was carried out all the same


@dataclass(frozen=True)
class Lost:
    """Take the request and hang up without an answer."""

    done: bool = True


@dataclass(frozen=True)
class Refused:
    """Answer that this may not be."""

    status: int = 403
    code: int = 50013
    message: str = "Missing Permissions"


@dataclass(frozen=True)
class Slow:
    """Take a while before anything is done."""

    seconds: float


Fault = Flood | Broken | Lost | Refused | Slow


class _Flooded(Exception):
    def __init__(self, retry_after_s: float) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


@dataclass
class _Planned:
    fault: Fault
    method: str
    path: str
    times: int


class FakeDiscord:
    """The server. Use as ``async with FakeDiscord() as discord``."""

    def __init__(
        self,
        token: str = TOKEN,
        answer_s: float = 3.0,
        token_life_s: float = 15 * 60.0,
        file_limit: int = FILE_LIMIT,
        message_content: bool = False,
    ) -> None:
        """Open one; with ``message_content`` the bot may have that intent."""
        flags = CONTENT_FLAG if message_content else 0
        self.token = token
        self.world = World(answer_s, token_life_s)
        self.rest = Rest(self.world, file_limit, flags)
        self.gateway = Gateway(
            token,
            {
                "v": 10,
                "user": BOT_USER,
                "guilds": [],
                "application": {"id": APPLICATION, "flags": flags},
                "shard": [0, 1],
            },
            allowed=ANY_INTENT if message_content else ANY_INTENT & ~MESSAGE_CONTENT,
        )
        self.people = People(self.world, self.rest, self.gateway)
        self.calls: list[Call] = []
        self.api_url = self.gateway_url = self.cdn_url = ""
        self._planned: list[_Planned] = []
        self._floods: dict[tuple[str, str], tuple[float, float]] = {}
        self._violations: list[str] = []
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/cdn/attachments/{room}/{file}/{name}", self._download)
        app.router.add_route("*", PREFIX + "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.api_url = f"http://{host}:{port}{PREFIX}"
        self.gateway_url = self.gateway.url = f"ws://{host}:{port}/gateway/"
        self.cdn_url = self.rest.cdn_url = f"http://{host}:{port}/cdn"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def violations(self) -> list[str]:
        """Everything that a bot should never have sent."""
        return [*self._violations, *self.rest.violations, *self.gateway.violations]

    def inject(self, fault: Fault, method: str = "", path: str = "", times: int = 1) -> None:
        """Let the next requests go wrong whose method and path hold these words."""
        self._planned.append(_Planned(fault, method, path, times))

    def heal(self) -> None:
        """Take back every fault that has not happened yet."""
        self._planned.clear()

    def count(self, method: str, path: str) -> int:
        """Count the requests whose path holds a word."""
        return sum(call.method == method and path in call.path for call in self.calls)

    async def until(self, true: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
        """Wait for something to become true. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not true():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        call = await self._read(request)
        self.calls.append(call)
        self._violations += [f"{call.method} {call.path}: {wrong}" for wrong in published().wrong(call)]
        self._check_headers(request, call)
        fault = self._fault(call)
        try:
            result = await self._carry_out(call, fault)
        except ApiError as error:
            call.status.append(error.status)
            return _refusal(error)
        except _Flooded as error:
            return _flood(error.retry_after_s)
        if isinstance(fault, Lost | Broken):
            return self._vanish(request, fault)
        call.status.append(200)
        return web.Response(status=204, headers=_limits()) if result is None else _answer(200, result)

    async def _carry_out(self, call: Call, fault: Fault | None) -> Json:
        if isinstance(fault, Slow):
            await asyncio.sleep(fault.seconds)
        if isinstance(fault, Flood):
            now = time.monotonic()
            self._floods[call.method, call.path] = (now, now + fault.retry_after_s)
            raise _Flooded(fault.retry_after_s)
        if isinstance(fault, Refused):
            raise ApiError(fault.status, fault.code, fault.message)
        if isinstance(fault, Lost | Broken) and not fault.done:
            return None
        return self.rest.run(call)

    @staticmethod
    def _vanish(request: web.Request, fault: Lost | Broken) -> web.Response:
        if isinstance(fault, Broken):
            return web.Response(status=fault.status, text="upstream connect error")
        if request.transport is not None:
            request.transport.close()
        return web.Response(status=500)

    async def _read(self, request: web.Request) -> Call:
        files: dict[int, Upload] = {}
        body: Json = None
        if request.content_type == "multipart/form-data":
            form = await request.post()
            for name, value in form.items():
                if isinstance(value, FileField):
                    number = int(name.removeprefix("files[").removesuffix("]"))
                    files[number] = Upload(value.filename, value.file.read())
                else:
                    assert name == "payload_json"
                    body = json.loads(value)
        elif request.can_read_body:
            body = await request.json()
        path = request.path.removeprefix(PREFIX)
        authorised = request.headers.get("Authorization") == f"Bot {self.token}"
        return Call(
            request.method, path, dict(request.query), body, files, time.monotonic(), authorised=authorised
        )

    def _check_headers(self, request: web.Request, call: Call) -> None:
        agent = request.headers.get("User-Agent", "")
        by_token = call.path.startswith(("/webhooks/", "/interactions/"))
        # discord.py leaves aiohttp's own name on webhook calls, and Discord bears with it.
        if not agent.startswith("DiscordBot (") and not by_token:
            self._violations.append(f"{call.method} {call.path}: User-Agent {agent!r}")
        asked, until = self._floods.get((call.method, call.path), (0.0, 0.0))
        if asked + IN_FLIGHT_S < call.at < until:
            self._violations.append(f"{call.method} {call.path}: hammering {until - call.at:.2f} s too early")

    def _fault(self, call: Call) -> Fault | None:
        for planned in self._planned:
            if planned.times and planned.method in call.method and planned.path in call.path:
                planned.times -= 1
                return planned.fault
        return None

    async def _download(self, request: web.Request) -> web.Response:
        found = self._file(request.match_info["file"])
        return web.Response(body=found.data) if found else web.Response(status=404)

    def _file(self, number: str) -> Attachment | None:
        if number in self.world.uploads:
            return self.world.uploads[number]
        files = (file for message in self.world.messages.values() for file in message.look.files)
        return next((file for file in files if file.id == number), None)


def _limits() -> dict[str, str]:
    return {
        "Via": "1.1 google",
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "4",
        "X-RateLimit-Reset": f"{time.time() + 1:.3f}",
        "X-RateLimit-Reset-After": "1.000",
    }


def _answer(status: int, body: Json, **headers: str) -> web.Response:
    # discord.py reads JSON only where the type is exactly this, without a charset.
    data = json.dumps(body).encode()
    return web.Response(
        status=status, body=data, headers={**_limits(), "Content-Type": "application/json", **headers}
    )


def _flood(retry_after_s: float) -> web.Response:
    body: dict[str, Json] = {
        "message": "You are being rate limited.",
        "retry_after": retry_after_s,
        "global": False,
    }
    return _answer(429, body, **{"Retry-After": f"{retry_after_s:.0f}", "X-RateLimit-Scope": "shared"})


def _refusal(error: ApiError) -> web.Response:
    return _answer(error.status, {"message": error.message, "code": error.code})
