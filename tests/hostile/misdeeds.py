"""What a decoder might do that a stranger has taken over. Every function is a work of a cell."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import av

Facts = dict[str, object]
Answer = tuple[Facts, bytes]


def echo(content: bytes, options: Facts) -> Answer:
    """Answer what was asked, although a library writes to standard output."""
    os.write(1, b"a library says hello\n")
    return options, content


def stumble(_content: bytes, _options: Facts) -> Answer:
    """Have a bug."""
    raise RuntimeError("a bug of ours")


def forge(content: bytes, _options: Facts) -> Answer:
    """Write an answer past the code that answers."""
    for file in range(3, 16):
        with contextlib.suppress(OSError):
            os.write(file, content)
    os._exit(0)


def hog(_content: bytes, options: Facts) -> Answer:
    """Take memory, by Python or by a library."""
    if options["native"]:
        libc = ctypes.CDLL(None)
        libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
        return {"got": bool(libc.malloc(4 * 1024**3))}, b""
    kept = [bytes(64 * 1024**2) for _ in range(64)]
    return {"got": len(kept)}, b""


def spin(_content: bytes, _options: Facts) -> Answer:
    """Compute for ever."""
    while True:
        pass


def sleep(_content: bytes, _options: Facts) -> Answer:
    """Wait for ever, and leave a note of who waits."""
    sys.stderr.write("asleep")
    time.sleep(3600)
    return {}, b""


def crash(_content: bytes, _options: Facts) -> Answer:
    """Read where nothing is."""
    ctypes.string_at(0)
    return {}, b""


def flood(_content: bytes, _options: Facts) -> Answer:
    """Answer without end."""
    return {}, bytes(4_000_000)


def look(_content: bytes, _options: Facts) -> Answer:
    """Tell what can be seen of the world."""
    return {"environment": dict(os.environ), "folder": str(Path.cwd())}, b""


def tries(options: Facts) -> dict[str, object]:
    """List what is tried in Python, by name."""
    place, port = str(options["place"]), int(str(options["port"]))
    return {
        "connect": lambda: socket.create_connection(("127.0.0.1", port), 1),
        "look up": lambda: socket.getaddrinfo("localhost", port),
        "run": lambda: subprocess.run(["/bin/true"], check=True),
        "fork": os.fork,
        "write": lambda: Path(place, "written").write_bytes(b"x"),
        "read": lambda: Path(place, "secret").read_bytes(),
        "remove": lambda: Path(place, "secret").unlink(),
        "rename": lambda: Path(place, "secret").rename(Path(place, "taken")),
        "list": lambda: list(Path(place).iterdir()),
        "spy": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
        "kill": lambda: os.kill(os.getppid(), signal.SIGCONT),
    }


def reach(_content: bytes, options: Facts) -> Answer:
    """Try one thing in Python."""
    attempt = tries(options)[str(options["what"])]
    assert callable(attempt)
    try:
        attempt()
    except OSError as error:
        return {"refused": type(error).__name__}, b""
    return {"done": True}, b""


def native(_content: bytes, options: Facts) -> Answer:
    """Try things as machine code would, past everything that Python watches; answer what worked."""
    libc, done = ctypes.CDLL(None, use_errno=True), []
    place = os.fsencode(str(options["place"]))
    if libc.open(place + b"/secret", os.O_RDONLY) >= 0:
        done.append("read")
    if libc.open(place + b"/written", os.O_WRONLY | os.O_CREAT, 0o600) >= 0:
        done.append("write")
    if libc.unlink(place + b"/secret") == 0:
        done.append("remove")
    if libc.open(b"/proc/%d/environ" % os.getppid(), os.O_RDONLY) >= 0:
        done.append("spy")
    if libc.kill(os.getppid(), 0) == 0:
        done.append("kill")
    if libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0) >= 0:
        done.append("internet socket")
    if libc.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0) >= 0:
        done.append("local socket")
    if libc.execve(b"/bin/true", None, None) == 0:  # pragma: no cover - does not return
        done.append("run")
    return {"done": done}, b""


def play(content: bytes, _options: Facts) -> Answer:
    """Open a script as FFmpeg would if we did not force the demuxer."""
    path = content.decode()
    try:
        with av.open(path, "r") as container:
            return {"seconds": float(container.duration or 0) / av.time_base}, b""
    except (av.FFmpegError, OSError) as error:
        return {"refused": type(error).__name__}, b""
