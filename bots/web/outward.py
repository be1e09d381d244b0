"""Calls addresses that people named, and none in the house: what a name leads to is checked as it is called.

The address that was checked is the one that is connected to, so a name cannot lead elsewhere in between. No
redirects, no proxies, ten seconds, and no more than 64 kB of an answer are read.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterable
from functools import cached_property

import httpcore
import httpx

from generation.addresses import allowed

TIME_LIMIT_S = 10.0
READ_LIMIT = 64 * 1024  # bytes of an answer


class Forbidden(OSError):
    """An address leads where nobody outside may send us."""


class Checked(httpcore.AsyncNetworkBackend):
    """Connects to addresses that may be called, and to no others."""

    def __init__(self, private: bool) -> None:
        self._private = private
        self._real = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve a name, check everything that it leads to, and connect. Raises Forbidden."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not addresses or not all(allowed(one, self._private) for one in addresses):
            raise Forbidden(host)
        return await self._real.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse. Raises Forbidden."""
        raise Forbidden(path)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._real.sleep(seconds)


class Outward:
    """Sends to the world outside."""

    def __init__(self, private: bool) -> None:
        self._private = private

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    async def post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        """Send. Returns the status of the answer. Raises OSError, TimeoutError and what httpcore raises."""
        backend = Checked(self._private)
        async with (
            asyncio.timeout(TIME_LIMIT_S),
            httpcore.AsyncConnectionPool(self._tls, network_backend=backend) as pool,
            pool.stream("POST", url, headers=list(headers.items()), content=body) as answer,
        ):
            read = 0
            async for chunk in answer.aiter_stream():
                read += len(chunk)
                if read > READ_LIMIT:
                    break
            return answer.status
