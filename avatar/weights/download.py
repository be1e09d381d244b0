"""Brings a large file from a web server, and goes on where an earlier try ended.

What has arrived lies in ``NAME.part``. ``NAME.part.tag`` holds what the server calls that version of the file
(an ETag, or the time of its last change), so that two versions are never joined.
"""

import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx

from avatar.weights.errors import (
    DiskFull,
    DownloadBroken,
    FileNotOffered,
    NetworkSettingsWrong,
    NoWeightsSent,
    ServerUnreachable,
)
from avatar.weights.reply import is_passing, span_of, tag_of
from generation.folder import whole

Report = Callable[[int, int], None]  # bytes that are here, and of how many (0: the server does not say)

PAUSES_S = (1.0, 3.0, 10.0)  # before another try, if the last one brought nothing new
TIMEOUT = httpx.Timeout(60.0, connect=15.0)
SPARE = 64 << 20  # bytes that are left free on the disk
MEGABYTE = 1_000_000
BARE_PICKLE = b"\x80"  # how archives begin that torch wrote before it took to zip


class Part:
    """A file while it arrives."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(f"{target.name}.part")
        self._tag = target.with_name(f"{target.name}.part.tag")

    @property
    def bytes(self) -> int:
        """How much is here."""
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def tag(self) -> str:
        """What the server called this version; empty where it had no name that tells versions apart."""
        return self._tag.read_text("utf-8") if self._tag.is_file() else ""

    def begin(self, tag: str) -> None:
        """Start with nothing, of the version that the server calls so."""
        self.drop()
        self._tag.write_text(tag, "utf-8")

    def drop(self) -> None:
        """Forget what is here."""
        self.path.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)

    def finish(self) -> None:
        """Give the file its name."""
        self.path.replace(self.target)
        self._tag.unlink(missing_ok=True)

    def sound(self) -> bool:
        """Tell whether it looks like the weights that its name promises, down to its end."""
        if self.target.suffix == ".safetensors":
            return whole(self.path)
        with self.path.open("rb") as stream:
            return stream.read(1) == BARE_PICKLE or zipfile.is_zipfile(self.path)


def open_client() -> httpx.Client:
    """Open a client that minds HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY and SSL_CERT_FILE.

    Raises NetworkSettingsWrong if one of them cannot be used.
    """
    try:
        return httpx.Client(follow_redirects=True, timeout=TIMEOUT, trust_env=True)
    except (ValueError, ImportError, OSError) as error:  # ImportError: SOCKS needs a package
        raise NetworkSettingsWrong(str(error)) from error


def download(
    client: httpx.Client, address: str, target: Path, report: Report, pauses_s: tuple[float, ...] = PAUSES_S
) -> bool:
    """Bring a file to ``target``. What has arrived stays if this ends early, by an error or by Ctrl-C.

    Returns: whether a part of it was here before, so that it may be of two pieces that do not match.
    Raises FileNotOffered, NoWeightsSent, ServerUnreachable, DownloadBroken or DiskFull.
    """
    part, idle, joined = Part(target), 0, False
    most = part.bytes
    while True:
        try:
            first = _bring(client, address, part, report)
        except (httpx.RequestError, httpx.HTTPStatusError) as error:
            idle = 0 if part.bytes > most else idle
            most = max(most, part.bytes)
            if idle == len(pauses_s) or not _worth_another(error):
                raise _told(error, part) from error
            time.sleep(pauses_s[idle])
            idle += 1
        else:
            if first is not None:
                joined = joined or first > 0
                break
    if not part.sound():
        part.drop()
        raise NoWeightsSent(target.name, httpx.URL(address).host)
    part.finish()
    return joined


def make_room(path: Path, bytes_: int) -> None:
    """Make sure that a file finds room where it is to lie. Raises DiskFull."""
    free = shutil.disk_usage(path.parent).free
    if free < bytes_ + SPARE:
        raise DiskFull(path.name, -(-(bytes_ + SPARE) // MEGABYTE), free // MEGABYTE)


def _bring(client: httpx.Client, address: str, part: Part, report: Report) -> int | None:
    """Try once to bring what is not here yet.

    Returns: the first byte that came, or nothing where what was here did not fit and is forgotten.
    """
    have = part.bytes if part.tag else 0
    asked = {"Range": f"bytes={have}-", "If-Range": part.tag} if have else {}
    with client.stream("GET", address, headers={"Accept-Encoding": "identity"} | asked) as answer:
        span = span_of(answer, have, part.tag)
        if span is None and have:
            part.drop()
            return None
        if span is None:
            raise FileNotOffered(part.target.name, answer.url.host, answer.status_code)
        make_room(part.target, max(span.total - span.first, 0))
        if not span.first:
            part.begin(tag_of(answer))
        if span.first != span.total or not span.total:
            _take(answer, part, span.total, report)
    return span.first


def _take(answer: httpx.Response, part: Part, total: int, report: Report) -> None:
    with part.path.open("ab") as sink:
        for block in answer.iter_bytes():
            sink.write(block)
            report(sink.tell(), total)
    if total and part.bytes != total:  # HTTP minds it where a length is told; in chunks none is
        part.drop()
        raise httpx.RemoteProtocolError("the file has another length than was told")


def _worth_another(error: httpx.HTTPError) -> bool:
    return not isinstance(error, httpx.HTTPStatusError) or is_passing(error.response.status_code)


def _told(
    error: httpx.RequestError | httpx.HTTPStatusError, part: Part
) -> FileNotOffered | ServerUnreachable | DownloadBroken:
    """Say for people what is in the way."""
    file, host = part.target.name, error.request.url.host
    if isinstance(error, httpx.HTTPStatusError):
        return FileNotOffered(file, host, error.response.status_code)
    if isinstance(error, httpx.ReadError | httpx.ReadTimeout | httpx.RemoteProtocolError) and part.bytes:
        return DownloadBroken(file, host, round(part.bytes / MEGABYTE, 1))
    return ServerUnreachable(file, host, str(error) or type(error).__name__)
