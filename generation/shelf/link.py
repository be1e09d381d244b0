"""Brings a file of weights from a link that somebody gave, without believing the link.

Only https, only from hosts that the operator named, never from an address inside: each host is resolved here,
of each redirect, too, and the connection goes to the very address that was looked at.
"""

import re
import socket
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import httpx

from generation.addresses import allowed
from generation.shelf.errors import (
    FileCutOff,
    FileHoldsCode,
    HeaderWrong,
    LinkAway,
    LinkInward,
    LinkTooLarge,
    LinkUnfit,
)
from generation.shelf.header import HEADER_MOST, LENGTH_BYTES, MAGICS, PICKLED, SUFFIX
from generation.shelf.names import near_name

Report = Callable[[str, int, int], None]

HOPS_MOST = 5
PORT = 443
TIMEOUT = httpx.Timeout(30.0, connect=15.0)
LASTS_S = 3600.0  # a server that sends a byte a second is left then
MEGABYTE = 1_000_000

_NAMED = re.compile(r'filename="?([^";/\\]{1,200})', re.IGNORECASE)


@dataclass(frozen=True)
class Rules:
    """From where files may come, and how large they may be."""

    hosts: frozenset[str]  # with what lies below them
    bytes_most: int
    trusted: frozenset[tuple[str, int]] = frozenset()  # host and port that need no certificate: for tests


def check_link(link: str, rules: Rules) -> httpx.URL:
    """Read a link that somebody gave. Raises LinkUnfit where it may not be followed, and FileHoldsCode."""
    url = _parsed(link)
    named = any(url.host == host or url.host.endswith(f".{host}") for host in rules.hosts)
    if not _trusted(url, rules) and not (named and url.scheme == "https" and (url.port or PORT) == PORT):
        raise LinkUnfit(url.host, ", ".join(sorted(rules.hosts)))
    if PurePosixPath(url.path).suffix.casefold() in PICKLED:
        raise FileHoldsCode(PurePosixPath(url.path).name)
    return url.copy_with(path=url.path.replace("/blob/", "/resolve/", 1)) if "/blob/" in url.path else url


def fetch(link: str, folder: Path, rules: Rules, report: Report) -> Path:
    """Bring a file into a folder that nobody else sees; whatever goes wrong, it is not there.

    Returns: the file, of which nothing is known yet but its length.
    Raises LinkUnfit, LinkInward, LinkAway, LinkTooLarge, FileCutOff, FileHoldsCode, HeaderWrong.
    """
    url, ends = check_link(link, rules), time.monotonic() + LASTS_S
    with httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False) as client:
        for _ in range(HOPS_MOST):
            try:
                answer = client.send(_asked(url, rules), stream=True)
                with closing(answer):
                    if not answer.has_redirect_location:
                        return _take(answer, url, folder, rules, report, ends)
                    url = _parsed(str(url.join(answer.headers["location"])))
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise LinkAway(url.host, 0) from error
    raise LinkAway(url.host, httpx.codes.LOOP_DETECTED)


def _parsed(link: str) -> httpx.URL:
    try:
        url = httpx.URL(link.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise LinkUnfit(link, "") from error
    if not url.host or url.userinfo:
        raise LinkUnfit(link, "")
    return url.copy_with(fragment=None)


def _trusted(url: httpx.URL, rules: Rules) -> bool:
    return (url.host, url.port or PORT) in rules.trusted


def _asked(url: httpx.URL, rules: Rules) -> httpx.Request:
    """Ask for a file at the address that its host was found at, and that was looked at."""
    headers = {"Accept-Encoding": "identity", "Host": url.netloc.decode("ascii")}
    if _trusted(url, rules):
        return httpx.Request("GET", url, headers=headers)
    if url.scheme != "https" or (url.port or PORT) != PORT:
        raise LinkUnfit(url.host, ", ".join(sorted(rules.hosts)))
    at_address = url.copy_with(host=_address(url.host))
    return httpx.Request("GET", at_address, headers=headers, extensions={"sni_hostname": url.host})


def _address(host: str) -> str:
    """Resolve a host. Raises LinkInward where any of its addresses is no public one, and LinkAway."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise LinkAway(host, 0) from error
    if not found or not all(allowed(address, carried=False) for address in found):
        raise LinkInward(host)
    return sorted(found, key=lambda address: ":" in address)[0]


def _take(
    answer: httpx.Response, url: httpx.URL, folder: Path, rules: Rules, report: Report, ends: float
) -> Path:
    """Write what comes into a file, and stop at once where it is too much or no weights."""
    if answer.status_code != httpx.codes.OK:
        raise LinkAway(url.host, answer.status_code)
    told = answer.headers.get("content-length", "")
    total = int(told) if told.isdecimal() else 0
    name, here = _name(answer, url), 0
    if total > rules.bytes_most:
        raise LinkTooLarge(url.host, rules.bytes_most // MEGABYTE)
    target = folder / f"arriving{SUFFIX}"
    with target.open("xb") as sink:
        for block in answer.iter_raw():
            if not here:
                _insist_on_weights(name, block)
            here += len(block)
            if here > rules.bytes_most:
                raise LinkTooLarge(url.host, rules.bytes_most // MEGABYTE)
            if time.monotonic() > ends:
                raise LinkAway(url.host, httpx.codes.REQUEST_TIMEOUT)
            sink.write(block)
            report(name, here, total)
    if total and here != total:
        raise FileCutOff(name, here, total)
    return target.rename(folder / name)


def _name(answer: httpx.Response, url: httpx.URL) -> str:
    """Name the file as its server does, else as the link ends; only the last part counts."""
    named = _NAMED.search(answer.headers.get("content-disposition", ""))
    name = named[1] if named else PurePosixPath(unquote(url.path)).name
    if PurePosixPath(name).suffix.casefold() in PICKLED:
        raise FileHoldsCode(name)
    return f"{near_name(name.removesuffix(SUFFIX))}{SUFFIX}"


def _insist_on_weights(name: str, first: bytes) -> None:
    """Look at the first block: a page or a pickle is not fetched to its end."""
    if first.startswith(MAGICS):
        raise FileHoldsCode(name)
    length = int.from_bytes(first[:LENGTH_BYTES], "little")
    brace = first[LENGTH_BYTES : LENGTH_BYTES + 1]
    if length > HEADER_MOST or brace not in {b"{", b""}:
        raise HeaderWrong(name, "format")
