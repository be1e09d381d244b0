"""A cell holds whoever is in it: limits bite, and nothing outside can be read, written or reached."""

import ctypes
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pydantic import JsonValue
from structlog.testing import capture_logs

from avatar.intake.cell import ENVIRONMENT, ROOT, Answer, Work, run
from avatar.intake.errors import FileDamaged, FileTooSlow, IntakeFailed
from avatar.intake.limits import Bounds
from tests.hostile import sounds
from tests.patience import PATIENCE_S

LANDLOCK = 444  # the system call that tells Landlock's version
held = pytest.mark.skipif(
    sys.platform != "linux" or ctypes.CDLL(None).syscall(LANDLOCK, None, ctypes.c_size_t(0), 1) < 1,
    reason="this kernel cannot hold machine code",
)


def do(name: str, content: bytes = b"", bounds: Bounds | None = None, **options: JsonValue) -> Answer:
    """Let a misdeed happen in a cell."""
    work = Work(f"tests.hostile.misdeeds:{name}", "picture", reads=(ROOT / "tests",))
    return run(work, content, options, bounds or Bounds())


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """Wait for calls."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        yield listening


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Make a folder with a secret in it."""
    (tmp_path / "secret").write_bytes(b"secret")
    return tmp_path


def test_work_is_done() -> None:
    """What is asked arrives, what is answered returns, and what libraries print does not mix in."""
    answer = do("echo", b"\x00\n\xff", number=3, text="ü")

    assert Answer({"number": 3, "text": "ü"}, b"\x00\n\xff") == answer


def test_bug_is_ours() -> None:
    """The trace is in the log, and not in the sentence."""
    with capture_logs() as logs, pytest.raises(IntakeFailed) as caught:
        do("stumble")

    assert "a bug of ours" in logs[0]["trace"]
    assert {} == caught.value.facts


@pytest.mark.parametrize("native", [False, True])
def test_memory_is_limited(native: bool) -> None:
    """Python is told so; a library gets nothing."""
    if native:
        assert {"got": False} == do("hog", native=True).facts
        return

    with pytest.raises(FileDamaged):
        do("hog", native=False)


def test_computing_is_limited() -> None:
    """By the time of the processor, however slow the machine is."""
    with pytest.raises(FileTooSlow) as caught:
        do("spin", bounds=Bounds(cpu_s=1))

    assert {"medium": "picture", "limit_s": 1} == caught.value.facts


def test_waiting_is_limited_and_nobody_stays() -> None:
    """By the clock on the wall; the process is gone with all it started."""
    start = time.perf_counter()
    with pytest.raises(FileTooSlow):
        do("sleep", bounds=Bounds(wall_s=1))

    assert time.perf_counter() - start < 60
    children = [" ".join(child.cmdline()) for child in psutil.Process().children()]
    assert [] == [line for line in children if "avatar.intake" in line]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells a child that its parent died")
def test_cell_dies_with_its_parent() -> None:
    """A bot that is killed leaves nobody behind."""
    code = "from tests.hostile.test_cell import do; do('sleep')"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) as parent:
        while not (children := psutil.Process(parent.pid).children()):
            time.sleep(0.05)
        parent.kill()

    assert [] == psutil.wait_procs(children, timeout=PATIENCE_S)[1]


def test_crash_is_the_files_doing() -> None:
    """A decoder that falls leaves us standing."""
    with pytest.raises(FileDamaged):
        do("crash")


def test_answer_is_limited() -> None:
    """Nobody fills our memory or disk."""
    with pytest.raises(IntakeFailed):
        do("flood", bounds=Bounds(answer_bytes=1_000_000))


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"\xff\xfe\n",
        b"[]\n",
        b'{"facts": 3}\n',
        b'{"facts": {}, "more": 1}\n',
        b'{"refused": "studio_error", "facts": {}}\n',
        b'{"refused": "__init__", "facts": {}}\n',
        b'{"facts": ' + b"[" * 100_000,
    ],
)
def test_forged_answer_is_not_believed(told: bytes) -> None:
    """Whoever took over a decoder cannot confuse us."""
    with pytest.raises(IntakeFailed):
        do("forge", told)


def test_forged_refusal_is_a_refusal_and_no_more() -> None:
    """Its facts are numbers and short texts, whatever was written."""
    told = {"refused": "file_damaged", "facts": {"medium": "sound", "args": [1], "code": {"a": 1}}}
    with pytest.raises(FileDamaged) as caught:
        do("forge", json.dumps(told).encode() + b"\n")

    assert {"medium": "sound"} == caught.value.facts


def test_environment_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No token of ours is there to be read."""
    monkeypatch.setenv("LIMNER_DISCORD_TOKEN", "token")

    seen = do("look").facts

    assert {"environment": ENVIRONMENT, "folder": "/"} == seen


@pytest.mark.parametrize(
    "what",
    ["connect", "look up", "run", "fork", "write", "read", "remove", "rename", "list", "spy", "kill"],
)
def test_python_reaches_nothing(what: str, place: Path, server: socket.socket) -> None:
    """No network, no program, no file, no neighbour."""
    answer = do("reach", what=what, place=str(place), port=server.getsockname()[1])

    assert ["refused"] == list(answer.facts)
    assert ["secret"] == os.listdir(place)  # noqa: PTH208
    with pytest.raises(TimeoutError):
        server.accept()


@held
def test_machine_code_reaches_nothing(place: Path) -> None:
    """What Python does not see is held by the kernel."""
    assert {"done": []} == do("native", place=str(place)).facts
    assert ["secret"] == os.listdir(place)  # noqa: PTH208


@held
def test_ffmpeg_itself_opens_no_file(place: Path) -> None:
    """Not even where somebody forgot to force the demuxer."""
    path = place / "neighbour.wav"
    path.write_bytes(sounds.wav(sounds.speech(1)))

    assert ["refused"] == list(do("play", str(path).encode()).facts)


def test_parent_stays_light() -> None:
    """A bot that reads photos and recordings loads no decoder and no network."""
    code = (
        "import sys, psutil, avatar.intake.photo, avatar.intake.sound, avatar.intake.video\n"
        "heavy = {'av', 'cv2', 'torch', 'PIL', 'scipy', 'skimage'} & set(sys.modules)\n"
        "print(sorted(heavy), psutil.Process().memory_info().rss // 1024**2)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)

    heavy, megabytes = told.stdout.rsplit(maxsplit=1)
    assert "[]" == heavy
    assert int(megabytes) < 100
