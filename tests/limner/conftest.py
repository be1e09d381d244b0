"""A whole studio in a temporary folder, started as a person starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest

from tests.patience import PATIENCE_S

CLI = (sys.executable, "-m", "limner")


def environment(**settings: str) -> dict[str, str]:
    """Give our environment without its own settings, and with these.

    No filter unless it is asked for: what is drawn in a step or two looks like anything to a small checker.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LIMNER_")}
    chosen = {"filter_private": "off"} | settings
    return clean | {f"LIMNER_{name.upper()}": value for name, value in chosen.items()}


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(true: Callable[[], bool], patience_s: float = PATIENCE_S) -> bool:
    """Wait until something is true. Returns whether it came true."""
    give_up = time.monotonic() + patience_s
    while not true():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True


def remains(family: list[psutil.Process]) -> list[psutil.Process]:
    """List those that still run; a dead one that nobody has asked about yet does not."""
    return [process for process in family if _runs(process)]


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@dataclass
class Up:
    """A `limner up` and everything that it started."""

    folder: Path  # the working directory
    data: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)

    def start(self, *options: str) -> "Up":
        """Run the command in the background."""
        command = [*CLI, "up", "--data", str(self.data), "--port", str(self.port), *options]
        with (self.folder / "screen").open("wb") as screen:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=environment(**self.settings),
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    @property
    def screen(self) -> str:
        """What it has printed so far."""
        return (self.folder / "screen").read_text()

    def says(self, words: str) -> bool:
        """Wait until words stand on the screen, or the command has ended."""
        wait_for(lambda: words in self.screen or self.process.poll() is not None)
        return words in self.screen

    def serves(self) -> bool:
        """Wait until the page answers."""
        return wait_for(self._answers)

    def child(self, *words: str) -> psutil.Process:
        """Wait for a child with these words in its command line."""
        assert wait_for(lambda: bool(self.children(*words))), self.screen
        return self.children(*words)[0]

    def children(self, *words: str) -> list[psutil.Process]:
        """List the children with these words in their command line."""
        found = remains(psutil.Process(self.process.pid).children())
        return [child for child in found if set(words) <= set(_command(child))]

    def family(self) -> list[psutil.Process]:
        """List the command and all that it started."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl-C and wait for the end."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self.process.poll() is None:
            family = self.family()
            self.process.terminate()
            psutil.wait_procs(family, timeout=12)
            for process in remains(family):
                process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=2).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    """Describe a studio; the test starts it, and it is stopped in the end."""
    studio = Up(tmp_path, tmp_path / "data")
    yield studio
    if hasattr(studio, "process"):
        studio.end()
