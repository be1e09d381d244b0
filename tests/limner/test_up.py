"""`limner up` with real children."""

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.limner.conftest import CLI, Up, environment, free_port, remains, wait_for
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.stack


class Refusing(BaseHTTPRequestHandler):
    """A Telegram that knows no token."""

    def do_POST(self) -> None:
        """Answer as the Bot API does to a wrong token."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815 - named by the standard library

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def refusing_telegram() -> Iterator[str]:
    """Serve a Telegram that refuses every token."""
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def running(up: Up) -> set[str]:
    """Name what the screen says is running."""
    return set(re.findall(r"^(\S+) .*\(running\)$", up.screen, re.MULTILINE))


def test_one_command_serves_the_page_and_ctrl_c_ends_it_all(up: Up) -> None:
    """What a newcomer does first and last."""
    up.start()
    assert up.serves(), up.screen
    assert wait_for(lambda: {"worker", "avatars"} <= running(up)), up.screen
    family = up.family()
    assert len(family) >= 5  # itself, Redis, the workers, the page

    code = up.stop(signal.SIGINT)

    assert code == 0
    assert not remains(family)
    for words in (
        f"http://127.0.0.1:{up.port}",
        "pocket",
        "redis.sock",
        "SQLite",
        "set LIMNER_DISCORD_TOKEN to add Discord",
        "set LIMNER_TELEGRAM_TOKEN to add Telegram",
        str(up.data / "logs"),
    ):
        assert words in up.screen
    assert (up.data / "limner.sqlite").exists()
    assert (up.data / "logs" / "page.log").exists()
    assert list((up.data / "redis").glob("appendonly*"))


def test_second_studio_on_the_same_folder_is_refused(up: Up) -> None:
    """It says so, and leaves the first alone."""
    up.start()
    assert up.serves(), up.screen

    second = subprocess.run(
        [*CLI, "up", "--data", str(up.data), "--port", str(free_port())],
        env=environment(),
        cwd=up.folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert second.stderr == (
        f"A studio already runs on {up.data} (process {up.process.pid}). Stop it, or use --data.\n"
    )
    assert up.process.poll() is None


def test_killed_worker_is_started_again(up: Up) -> None:
    """A SIGKILL of the worker does not touch the page, and its own child does not stay behind."""
    up.start()
    assert up.serves(), up.screen
    worker = up.child("worker", "images")
    page = up.child("bot", "web")
    below = worker.children(recursive=True)

    worker.kill()

    assert up.says("killed by SIGKILL"), up.screen
    assert up.child("worker", "images").pid != worker.pid
    assert not remains(below)
    assert page.is_running()


def test_killed_supervisor_takes_all_with_it_and_leaves_the_folder_usable(up: Up) -> None:
    """A SIGKILL of `limner up` itself: nothing runs on, and it can be started again at once."""
    if sys.platform != "linux":
        pytest.skip("only Linux tells children of their parent's death")
    up.start()
    assert up.serves(), up.screen
    family = up.family()

    up.process.kill()
    up.process.wait()
    up.start()

    assert up.serves(), up.screen
    assert wait_for(lambda: not remains(family))


def test_wrong_token_ends_that_bot_alone(up: Up, refusing_telegram: str) -> None:
    """One clear line, no restart, and the page goes on."""
    up.settings = {"telegram_token": "1001:AAwrong", "telegram_api_url": refusing_telegram}
    up.start()
    assert up.serves(), up.screen

    assert up.says("(stopped)"), up.screen
    line = next(line for line in up.screen.splitlines() if line.startswith("telegram") and "stopped" in line)

    assert "token" in line.lower()
    assert "AAwrong" not in up.screen
    assert wait_for(up._answers)


def test_page_can_be_left_out(up: Up) -> None:
    """`--no-web` starts the rest."""
    up.start("--no-web")

    assert up.child("worker", "images").is_running()
    assert not up.children("bot", "web")
    assert "http://" not in up.screen
    assert up.stop() == 0


def test_folder_with_a_long_path_serves(up: Up) -> None:
    """A socket's path is short, a folder's need not be; SIGTERM ends it all as Ctrl-C does."""
    up.data = up.folder / ("a-very-long-name-" * 8)
    up.start()

    assert up.serves(), up.screen
    note = Path((up.data / "redis.socket").read_text().strip())
    assert len(str(note)) < 100
    assert note.exists()
    family = up.family()
    assert up.stop(signal.SIGTERM) == 0
    assert not remains(family)


def test_taken_port_is_told(up: Up) -> None:
    """One sentence, before anything starts."""
    with socket.create_server(("127.0.0.1", up.port)):
        up.start()
        assert up.process.wait(PATIENCE_S) == 1

    assert up.screen == (
        f"Another program listens on http://127.0.0.1:{up.port}. "
        "Choose another port, for example: --port 8421\n"
    )


def test_wrong_settings_stop_the_start(up: Up) -> None:
    """Nothing is started before everything is right."""
    up.settings = {"web_port": "eighty", "device": "abacus"}
    process = subprocess.run(
        [*CLI, "up", "--data", str(up.data)],
        env=environment(**up.settings),
        cwd=up.folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert process.returncode == 2
    assert process.stderr.startswith("LIMNER_DEVICE: ")
    assert not up.data.exists()
