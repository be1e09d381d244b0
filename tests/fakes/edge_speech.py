"""Edge's speech service on a real socket with TLS: takes what edge_tts sends, and misbehaves on order."""

import asyncio
import io
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from xml.etree import ElementTree

import av
import numpy as np
from aiohttp import web
from edge_tts.constants import BASE_URL, TRUSTED_CLIENT_TOKEN

from avatar.sound import Samples
from tests.fakes.certificates import Authority
from tests.patience import PATIENCE_S

HOST, _, ROOT = BASE_URL.partition("/")
PATH = f"/{ROOT}/edge/v1"
RATE_HZ = 24_000
WORD_S = 0.3
TICKS_PER_S = 10_000_000
PIECE_BYTES = 720  # of sound in a message
SSML = "{http://www.w3.org/2001/10/synthesis}"


class Mood(StrEnum):
    """How the service behaves."""

    WELL = "well"
    REFUSING = "refusing"  # 403, as when a client's token is wrong
    WRONG_CLOCK = "wrong clock"  # 403 once, then well
    BUSY = "busy"  # 503
    STALLING = "stalling"  # takes the order and says nothing
    CUT = "cut"  # closes in the middle of the sound
    SILENT = "silent"  # ends the turn without a sound
    GARBAGE = "garbage"  # sound that is no MP3
    BABBLING = "babbling"  # messages that the protocol does not know


@dataclass(frozen=True)
class Said:
    """What a client asked for, as it came."""

    text: str
    voice: str
    rate: str
    pitch: str
    ssml: str


@dataclass
class EdgeService:
    """The service and what it was asked."""

    port: int = 0
    mood: Mood = Mood.WELL
    said: list[Said] = field(default_factory=list)
    connections: int = 0

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"127.0.0.1:{self.port}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Take one conversation."""
        self.connections += 1
        if (
            request.query.get("TrustedClientToken") != TRUSTED_CLIENT_TOKEN
            or "Sec-MS-GEC" not in request.query
        ):
            return web.Response(status=401)
        if self.mood is Mood.REFUSING or (self.mood is Mood.WRONG_CLOCK and self.connections == 1):
            return web.Response(status=403)
        if self.mood is Mood.BUSY:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        config = _body(await socket.receive_str(), "speech.config")
        options = json.loads(config)["context"]["synthesis"]["audio"]
        assert "audio-24khz-48kbitrate-mono-mp3" == options["outputFormat"]
        words = "true" == options["metadataoptions"]["wordBoundaryEnabled"]
        said = _read(_body(await socket.receive_str(), "ssml"))
        self.said.append(said)
        await self._speak(socket, said, words)
        return socket

    async def _speak(self, socket: web.WebSocketResponse, said: Said, words: bool) -> None:
        if self.mood is Mood.STALLING:
            await asyncio.sleep(3600)
        await socket.send_str(_text("turn.start", {}))
        await socket.send_str(_text("response", {}))
        if self.mood is Mood.BABBLING:
            await socket.send_str("Path:weather\r\n\r\nsunny")
        sound = b"" if self.mood is Mood.SILENT else tone(len(said.text.split()) * WORD_S)
        if self.mood is Mood.GARBAGE:
            sound = b"no sound at all " * 100
        if self.mood is Mood.CUT:
            await _send(socket, sound[: len(sound) // 2])
            await socket.close()
            return
        await _send(socket, sound)
        for place, word in enumerate(said.text.split() if words else ()):
            await socket.send_str(_text("audio.metadata", _boundary(word, place)))
        await socket.send_bytes(_binary("X-RequestId:1\r\nPath:audio\r\n", b""))  # the end of the sound
        await socket.send_str(_text("turn.end", {}))


@contextmanager
def edge_service(authority: Authority, name: str = HOST) -> Iterator[EdgeService]:
    """Serve in a thread, with a certificate for ``name``."""
    service = EdgeService()
    ready, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        app = web.Application()
        app.router.add_get(PATH, service.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=authority.server(name))
        await site.start()
        service.port = runner.addresses[0][1]
        ready.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(PATIENCE_S)
    try:
        yield service
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE_S)
        loop.close()


def tone(duration_s: float) -> bytes:
    """Make an MP3 as the service's: 24 kHz, mono, 48 kbit/s."""
    time_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    samples: Samples = (0.3 * np.sin(2 * np.pi * 220 * time_s)).astype(np.float32)
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=RATE_HZ, layout="mono")
        stream.bit_rate = 48_000
        for start in range(0, len(samples), 576):
            frame = av.AudioFrame.from_ndarray(samples[None, start : start + 576], "fltp", "mono")
            frame.sample_rate, frame.pts = RATE_HZ, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def trusting(authority: Authority) -> ssl.SSLContext:
    """Make what edge_tts checks certificates with, trusting one authority more."""
    context = ssl.create_default_context()
    context.load_verify_locations(cadata=authority.pem)
    return context


def _body(message: str, path: str) -> str:
    head, _, body = message.partition("\r\n\r\n")
    assert f"Path:{path}" in head.split("\r\n"), head
    return body


def _read(ssml: str) -> Said:
    """Read the order as the service does: by an XML parser, which refuses what was not escaped."""
    root = ElementTree.fromstring(ssml)  # noqa: S314 - our own client's
    voice = root.find(f"{SSML}voice")
    assert voice is not None
    prosody = voice.find(f"{SSML}prosody")
    assert prosody is not None
    assert not list(prosody), "markup reached the service"
    return Said(
        prosody.text or "", voice.attrib["name"], prosody.attrib["rate"], prosody.attrib["pitch"], ssml
    )


def _text(path: str, body: object) -> str:
    kind = "Content-Type:application/json; charset=utf-8"
    return f"X-RequestId:1\r\n{kind}\r\nPath:{path}\r\n\r\n{json.dumps(body)}"


def _binary(head: str, body: bytes) -> bytes:
    raw = head.encode()
    return len(raw).to_bytes(2, "big") + raw + body


async def _send(socket: web.WebSocketResponse, sound: bytes) -> None:
    head = "X-RequestId:1\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
    for start in range(0, len(sound), PIECE_BYTES):
        await socket.send_bytes(_binary(head, sound[start : start + PIECE_BYTES]))


def _boundary(word: str, place: int) -> object:
    data = {
        "Offset": round(place * WORD_S * TICKS_PER_S),
        "Duration": round(0.8 * WORD_S * TICKS_PER_S),
        "text": {"Text": word, "Length": len(word), "BoundaryType": "WordBoundary"},
    }
    return {"Metadata": [{"Type": "WordBoundary", "Data": data}]}
