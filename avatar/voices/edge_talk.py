"""One conversation with Edge's speech service, by the edge_tts library, in a thread and a loop of its own."""

import asyncio
import io
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

import aiohttp
import av
import edge_tts
import numpy as np
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from edge_tts.constants import BASE_URL
from edge_tts.exceptions import EdgeTTSException, NoAudioReceived

from avatar.sound import Samples, Sound, Speech, Word
from avatar.voices.errors import SpeechTooLong
from avatar.voices.sentences import pieces
from avatar.voices.voice import SPEECH_LIMIT_S

if TYPE_CHECKING:
    from avatar.voices.edge import Patience

SERVICE = BASE_URL.partition("/")[0]
RATE_HZ = 24_000
TICKS_PER_S = 10_000_000
MP3_BYTES_PER_S = 6_000  # 48 kbit/s
CLOSING_S = 0.05
PIECE_BYTES = 3_000  # of escaped text; the library cuts at 4096, and not at sentences

# What a service that is broken, or is another's, can make of the library.
_BROKEN = (
    aiohttp.ClientError,
    EdgeTTSException,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
)


class Trouble(Exception):
    """The service did not answer as it should."""


class Wordless(Exception):
    """The service answered, without a sound."""


@dataclass(frozen=True)
class Order:
    """What is to be said: a voice's name, rate and pitch as the service reads them."""

    text: str
    voice: str
    rate: str
    pitch: str


class Heard(NamedTuple):
    """What came back for one piece of the text."""

    mp3: bytes
    words: list[tuple[str, float, float]]  # text, start and end (seconds within the piece)


class _Detour(AbstractResolver):
    """Leads the service's name to another address. The certificate must still be the service's."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self._host, self._port = host.strip("[]"), int(port)
        self._plain = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host == SERVICE:
            host, port = self._host, self._port
        return await self._plain.resolve(host, port, family)

    async def close(self) -> None:
        """Close nothing."""


class _Connector(aiohttp.TCPConnector):
    """Outlives a session: the library opens a second one with it when its clock was wrong."""

    async def close(self, *, abort_ssl: bool = False) -> None:
        """Stay open."""

    async def end(self) -> None:
        """Close, without waiting for the other side's goodbye."""
        await super().close(abort_ssl=True)
        await asyncio.sleep(
            CLOSING_S
        )  # its sockets close in the loop's next rounds, and the loop ends with us


def talk(order: Order, address: str, patience: "Patience", voice: str) -> Speech:
    """Have a text spoken.

    Raises Trouble if the service is not reached, too slow, cut or unreadable, Wordless if it has no sound for
    the text, SpeechTooLong.
    """
    runner = ThreadPoolExecutor(1, "edge")  # the caller may be in a loop already
    try:
        heard = runner.submit(asyncio.run, _ask_all(order, address, patience)).result(patience.total_s + 1)
    except NoAudioReceived as error:
        raise Wordless(str(error)) from error
    except TimeoutError as error:
        raise Trouble(f"no answer within {patience.total_s:g} s") from error
    except _BROKEN as error:
        raise Trouble(f"{type(error).__name__}: {error}") from error
    finally:
        runner.shutdown(wait=False)  # a name server that does not answer holds a thread, not us
    return _join(heard, voice)


async def _ask_all(order: Order, address: str, patience: "Patience") -> list[Heard]:
    async with asyncio.timeout(patience.total_s):
        parts = pieces(order.text, PIECE_BYTES, lambda text: len(escape(text).encode()))
        return [await _ask(part, order, address, patience) for part in parts]


async def _ask(text: str, order: Order, address: str, patience: "Patience") -> Heard:
    connector = _Connector(resolver=_Detour(address) if address else None)
    conversation = edge_tts.Communicate(
        text,
        order.voice,
        rate=order.rate,
        pitch=order.pitch,
        boundary="WordBoundary",
        connector=connector,
        connect_timeout=patience.connect_s,
        receive_timeout=patience.silence_s,
    )
    mp3 = bytearray()
    words = []
    try:
        async for message in conversation.stream():
            if message["type"] == "audio":
                mp3 += message["data"]
            else:
                start_s = message["offset"] / TICKS_PER_S
                words.append((message["text"], start_s, start_s + message["duration"] / TICKS_PER_S))
            if len(mp3) > SPEECH_LIMIT_S * MP3_BYTES_PER_S:
                raise SpeechTooLong(SPEECH_LIMIT_S)
    finally:
        await connector.end()
    # The library takes a closed connection for the end; only the service's own word sets this to 0.
    if conversation.state["chunk_audio_bytes"]:
        raise aiohttp.ClientPayloadError("the service stopped in the middle")
    return Heard(bytes(mp3), words)


def _join(heard: list[Heard], voice: str) -> Speech:
    """Decode the pieces and set them behind one another."""
    sounds: list[Samples] = []
    words: list[Word] = []
    begin_s = 0.0
    for part in heard:
        try:
            sounds.append(decode(part.mp3))
        except av.FFmpegError as error:
            raise Trouble(f"its sound cannot be read: {error}") from error
        length_s = len(sounds[-1]) / RATE_HZ
        words += _words(part.words, begin_s, length_s)
        begin_s += length_s
    return Speech(Sound(np.concatenate(sounds), RATE_HZ), (), tuple(words), voice)


def _words(told: list[tuple[str, float, float]], begin_s: float, length_s: float) -> list[Word]:
    """Keep the words within the sound, in order and apart."""
    words = []
    last_s = 0.0
    for text, start_s, end_s in told:
        start_s, end_s = max(start_s, last_s), min(end_s, length_s)  # noqa: PLW2901 - the same, put right
        if text and start_s < end_s:
            words.append(Word(text, begin_s + start_s, begin_s + end_s))
            last_s = end_s
    return words


def decode(mp3: bytes) -> Samples:
    """Decode to mono at 24 000 Hz. Raises av.FFmpegError."""
    parts = [np.zeros(0, np.float32)]
    with av.open(io.BytesIO(mp3), "r", format="mp3") as container:
        resampler = av.AudioResampler("flt", "mono", RATE_HZ)
        for frame in container.decode(audio=0):
            parts += [piece.to_ndarray()[0] for piece in resampler.resample(frame)]
        parts += [piece.to_ndarray()[0] for piece in resampler.resample(None)]
    return np.concatenate(parts)
