"""A real web server that gives files well or badly, and a real proxy."""

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from safetensors.numpy import save

ETAG = '"one"'


def weights(seed: int = 0, count: int = 50_000) -> bytes:
    """Write a small file of weights."""
    return save({"a": np.random.default_rng(seed).random(count, dtype=np.float32)})


@dataclass
class Shop:
    """What a server has, and how it behaves; each number of ``breaks`` is where one answer breaks off."""

    files: dict[str, bytes] = field(default_factory=dict)
    etag: str = ETAG
    modified: str = ""
    ranges: bool = True
    status: int = 200  # of every answer, if it is not 200
    statuses: list[int] = field(default_factory=list)  # of the next answers
    breaks: list[int] = field(default_factory=list)
    shift: int = 0  # by which it lies about where a range begins
    swap: bytes = b""  # what it sends for a range, whatever it says
    chunked: bool = False  # lengths are not told
    moved: bool = False  # every file is elsewhere, two steps away
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)  # where else something is, by its path
    hold: int = 0  # after so many bytes an answer waits until it is let go
    let_go: Event = field(default_factory=Event)
    port: int = 0

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def ranges_asked(self) -> list[str]:
        """The ranges that were asked for, in order; empty for a whole file."""
        return [headers.get("range", "") for _, headers in self.asked]


class _Counter(BaseHTTPRequestHandler):
    shop: Shop
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        shop = self.shop
        headers = {name.lower(): value for name, value in self.headers.items()}
        shop.asked.append((self.path, headers))
        self.close_connection = True
        status = shop.statuses.pop(0) if shop.statuses else shop.status
        if self.path in shop.redirects:
            self._answer(302, b"", Location=shop.redirects[self.path])
            return
        if shop.moved and "moved" not in self.path:
            self._answer(302, b"", Location=f"{self.path}?moved")
            return
        body = shop.files.get(self.path.partition("?")[0].rpartition("/")[2])
        if status != 200 or body is None:
            self._answer(404 if status == 200 else status, b"no")
            return
        self._give(body, headers)

    def _give(self, body: bytes, headers: dict[str, str]) -> None:
        shop = self.shop
        version = {"ETag": shop.etag} if shop.etag else {}
        version |= {"Last-Modified": shop.modified} if shop.modified else {}
        found = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
        if found is None or not shop.ranges or headers.get("if-range") not in {shop.etag, shop.modified}:
            self._answer(200, body, **version)
            return
        first = int(found[1])
        if first >= len(body):
            self._answer(416, b"", **{"Content-Range": f"bytes */{len(body)}"})
            return
        said = f"bytes {first + shop.shift}-{len(body) - 1}/{len(body)}"
        self._answer(206, shop.swap[first:] or body[first:], **version, **{"Content-Range": said})

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if self.shop.chunked:
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if hold := self.shop.hold:
            self.wfile.write(body[:hold])
            self.shop.let_go.wait()
            body = body[hold:]
        self.wfile.write(body[: self.shop.breaks.pop(0)] if self.shop.breaks else body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep quiet."""


class _Forwarder(BaseHTTPRequestHandler):
    """A proxy: takes a whole address and asks the server whose port is known."""

    shop: Shop
    passed: list[str]
    closed: bool

    def do_GET(self) -> None:
        self.passed.append(self.path)
        line = http.client.HTTPConnection("127.0.0.1", self.shop.port)
        line.request("GET", "/" + self.path.split("/", 3)[3], headers=dict(self.headers.items()))
        answer = line.getresponse()
        body = answer.read()
        line.close()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self) -> None:
        """Lay a tunnel for a safe line, whatever name it is asked for."""
        self.passed.append(self.path)
        if self.closed:
            self.send_error(403)
            return
        self.send_response(200)
        self.end_headers()
        with socket.create_connection(("127.0.0.1", self.shop.port)) as line:
            back = Thread(target=_pump, args=(line, self.connection))
            back.start()
            _pump(self.connection, line)
            back.join()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep quiet."""


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(1 << 16):
            sink.sendall(block)
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def _serve(handler: type[BaseHTTPRequestHandler], safe: ssl.SSLContext | None = None) -> Iterator[int]:
    """Answer on a free port until this is taken up again. Yields: the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if safe:
        server.socket = safe.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def open_shop(files: dict[str, bytes], safe: ssl.SSLContext | None = None) -> Iterator[Shop]:
    """Open a server that has these files, behind a safe line if it is told how."""
    shop = Shop(files)
    with _serve(type("Counter", (_Counter,), {"shop": shop}), safe) as shop.port:
        yield shop


@contextmanager
def open_proxy(shop: Shop, closed: bool = False) -> Iterator[tuple[str, list[str]]]:
    """Open a proxy before a server, which lays no tunnels if ``closed``.

    Yields: its address, and a list of what it is asked for.
    """
    passed: list[str] = []
    facts = {"shop": shop, "passed": passed, "closed": closed}
    with _serve(type("Forwarder", (_Forwarder,), facts)) as port:
        yield f"http://127.0.0.1:{port}", passed


def certify(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for a server of this name. Returns: its file, and how the server uses it."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
