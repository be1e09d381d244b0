"""Discord's gateway: a websocket that greets, takes heartbeats, dispatches events and replays the missed."""

import asyncio
import json
import secrets
import zlib
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.fakes.discord_spec import Json

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15  # intents
ANY_INTENT = (1 << 32) - 1
HEARTBEAT_MS = 41_250


@dataclass
class Session:
    """What a bot may resume."""

    id: str = field(default_factory=lambda: secrets.token_hex(16))
    seq: int = 0
    sent: list[dict[str, Json]] = field(default_factory=list)


class Line:
    """One connection; compressed as one stream if the bot asks for that."""

    def __init__(self, socket: web.WebSocketResponse, compress: bool) -> None:
        self.socket = socket
        self._deflate = zlib.compressobj() if compress else None

    async def send(self, payload: dict[str, Json]) -> None:
        """Send one payload."""
        text = json.dumps(payload)
        if self._deflate is None:
            await self.socket.send_str(text)
            return
        await self.socket.send_bytes(
            self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        )


class Gateway:
    """Serves one bot. Events that come while it is away wait for its return."""

    def __init__(self, token: str, ready: dict[str, Json], allowed: int = ANY_INTENT) -> None:
        self.url = ""  # of the resume gateway
        self.identifies = 0
        self.resumes = 0
        self.heartbeats = 0
        self.intents: list[int] = []
        self.violations: list[str] = []
        self.connected = asyncio.Event()
        self._token = token
        self._ready = ready
        self._allowed = allowed
        self._sessions: dict[str, Session] = {}
        self._session: Session | None = None
        self._line: Line | None = None

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Talk to a bot until it hangs up."""
        socket = web.WebSocketResponse(max_msg_size=4096)
        await socket.prepare(request)
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            self.violations.append(f"gateway: odd query {request.query_string}")
        line = Line(socket, request.query.get("compress") == "zlib-stream")
        await line.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}, "s": None, "t": None})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._hear(line, json.loads(message.data))
        if self._line is line:
            self._line = None
            self.connected.clear()
            if socket.close_code in {1000, 1001}:
                self._session = None
        return socket

    def expect(self, token: str) -> None:
        """Take another token from now on, as after a reset."""
        self._token = token

    async def dispatch(self, name: str, data: dict[str, Json]) -> None:
        """Send an event, now or when the session is resumed; without a session it is lost."""
        if self._session is None:
            return
        self._session.seq += 1
        payload: dict[str, Json] = {"op": DISPATCH, "t": name, "s": self._session.seq, "d": data}
        self._session.sent.append(payload)
        if self._line is not None:
            with suppress(ConnectionError):
                await self._line.send(payload)

    def wants(self, intent: int) -> bool:
        """Tell whether the bot asked for the events of an intent."""
        return bool(self.intents and self.intents[-1] & intent)

    async def drop(self, code: int = 4000) -> None:
        """Hang up on the bot."""
        assert self._line is not None
        line, self._line = self._line, None
        self.connected.clear()
        await line.socket.close(code=code)

    async def ask_to_reconnect(self) -> None:
        """Tell the bot to come back on another connection."""
        assert self._line is not None
        await self._line.send({"op": RECONNECT, "d": None, "s": None, "t": None})

    async def _hear(self, line: Line, payload: dict[str, Json]) -> None:
        data = payload.get("d")
        match payload["op"]:
            case 1:
                self.heartbeats += 1
                await line.send({"op": HEARTBEAT_ACK, "d": None, "s": None, "t": None})
            case 2:
                assert isinstance(data, dict)
                await self._identify(line, data)
            case 6:
                assert isinstance(data, dict)
                await self._resume(line, data)
            case 3:
                pass
            case op:
                self.violations.append(f"gateway: unexpected op {op}")

    async def _identify(self, line: Line, data: dict[str, Json]) -> None:
        if data.get("token") != self._token:
            await line.socket.close(code=AUTHENTICATION_FAILED)
            return
        intents = data["intents"]
        assert isinstance(intents, int)
        if intents & ~self._allowed:
            await line.socket.close(code=DISALLOWED_INTENTS)
            return
        self.identifies += 1
        self.intents.append(intents)
        self._session = Session()
        self._sessions[self._session.id] = self._session
        self._line = line
        ready = {**self._ready, "session_id": self._session.id, "resume_gateway_url": self.url}
        await self.dispatch("READY", ready)
        self.connected.set()

    async def _resume(self, line: Line, data: dict[str, Json]) -> None:
        session = self._sessions.get(str(data["session_id"]))
        seq = data["seq"]
        if session is None or not isinstance(seq, int):
            await line.send({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
            return
        self.resumes += 1
        self._session, self._line = session, line
        for payload in session.sent[seq:]:
            await line.send(payload)
        await self.dispatch("RESUMED", {})
        self.connected.set()
