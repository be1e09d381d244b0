"""The HTTP below the Telegram library: connections that stay open, and little work for each request.

The library's own client takes some milliseconds of processor for each request, more the more are waiting;
when a crowd writes at once, everybody would wait seconds to be told that they were heard.
"""

import json
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

AWAY_S: Final = 5.0  # when to come back after Telegram could not be reached
CONNECT_S: Final = 5.0
SLOWEST_UPLOAD: Final = 50_000  # bytes a second; beyond that somebody's line at home is given up
TOO_MANY_REQUESTS: Final = 429

_CLOSED = "the client is not initialized"
_NO_CONNECTION = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,  # the proxy does not let us through
)


class Flooded(TelegramError):
    """Telegram asks to wait (seconds)."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"retry in {retry_after_s:g} s")
        self.retry_after_s = retry_after_s


class NeverLeft(NetworkError):
    """There was no connection: the request surely did not reach Telegram."""


@dataclass(frozen=True)
class _File:
    part: str
    name: str
    data: bytes
    mime: str


@cache
def _trust() -> ssl.SSLContext:
    """Read whose certificates are trusted, once: it takes as long as a hundred requests."""
    return httpx.create_ssl_context()


class Client(BaseRequest):
    """Sends the library's requests. Its errors hold no address: the token is a part of it."""

    def __init__(self, url: str, connections: int, read_s: float) -> None:
        """Choose how many requests may be under way, and how long an answer is waited for (seconds)."""
        self._proxy = proxy_for(url)
        self._connections = connections
        self._read_s = read_s
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Tell how long an answer is waited for (seconds)."""
        return self._read_s

    async def initialize(self) -> None:
        """Get ready; a second time changes nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=_trust()),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401 - a number, nothing, or the library's mark
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """Send a request. Raises Flooded, NeverLeft, TimedOut; NetworkError for what else went wrong."""
        if self._session is None:
            raise RuntimeError(_CLOSED)
        read_s = read_timeout if isinstance(read_timeout, int | float) else self._read_s
        files = _files(request_data)
        sending = self._session.request(
            method,
            url,
            data=_body(request_data, files),
            timeout=self._patience(read_s, files),
            allow_redirects=False,
        )
        try:
            async with sending as answer:
                status, payload = answer.status, await answer.read()
        except _NO_CONNECTION as error:
            raise NeverLeft(type(error).__name__) from None  # some hold the address
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error
        if status == TOO_MANY_REQUESTS:
            raise Flooded(_retry_after_s(payload))
        return status, payload

    def _patience(self, read_s: float, files: Sequence[_File]) -> aiohttp.ClientTimeout:
        """Choose how long to wait for one of our connections, for a new one, and between two pieces."""
        total_s = None
        if files:  # nothing else ends an upload that does not move
            total_s = self._read_s + sum(len(file.data) for file in files) / SLOWEST_UPLOAD + read_s
        return aiohttp.ClientTimeout(
            total=total_s, connect=self._read_s, sock_connect=CONNECT_S, sock_read=read_s
        )


def proxy_for(url: str) -> str | None:
    """Find the proxy that the operator has set for every program, or nothing."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def _files(data: RequestData | None) -> list[_File]:
    if data is None or not data.contains_files:
        return []
    return [
        _File(part, name, content if isinstance(content, bytes) else content.read(), mime)
        for part, (name, content, mime) in data.multipart_data.items()
    ]


def _body(data: RequestData | None, files: Sequence[_File]) -> aiohttp.FormData | dict[str, str] | None:
    if data is None or not files:
        return data and data.json_parameters
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for file in files:  # not as bytes, which would be written in one piece
        form.add_field(file.part, BytesIO(file.data), filename=file.name, content_type=file.mime)
    return form


def _retry_after_s(payload: bytes) -> float:
    try:
        return float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return AWAY_S
