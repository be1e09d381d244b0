"""The bot as its own process, and the desk that it shares with the test."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil

from tasks.desk import open_desk
from tasks.job import Job, Sender
from tasks.settings import TasksSettings
from tests import factories
from tests.conftest import with_tables
from tests.fakes.telegram import FakeTelegram
from tests.fakes.worker import FakeWorker
from tests.patience import PATIENCE_S

CLEAN = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")
FAST = {  # a worker that died is missed within seconds, and no text goes to a service on the network
    "LIMNER_LEASE": "3",
    "LIMNER_HEARTBEAT": "0.5",
    "LIMNER_SWEEP": "0.3",
    "LIMNER_RING_AGAIN": "3",
    "LIMNER_EDGE": "false",
}
ALICE = Sender(platform="telegram", account="1001")


class BotProcess:
    """Runs ``python -m bots.telegram`` on a folder; may be killed and started again."""

    def __init__(self, telegram: FakeTelegram, folder: Path, redis_url: str, **more: str) -> None:
        self.log = folder / "bot.log"
        self._folder = folder
        self._environment = {name: os.environ[name] for name in CLEAN if name in os.environ} | {
            "LIMNER_DATA": str(folder),
            "LIMNER_REDIS_URL": redis_url,
            "LIMNER_TELEGRAM_TOKEN": telegram.token,
            "LIMNER_TELEGRAM_API_URL": telegram.url,
            **more,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it; what it says is added to the log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bots.telegram"],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """SIGKILL: no good-bye."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end. Returns the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)

    def ended(self) -> bool:
        """Tell whether it has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    @property
    def said(self) -> str:
        """Read the log."""
        return self.log.read_text()

    @property
    def megabytes(self) -> float:
        """Measure the resident memory."""
        assert self.process is not None
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    @property
    def libraries(self) -> str:
        """List the files that are mapped into it."""
        assert self.process is not None
        return Path(f"/proc/{self.process.pid}/maps").read_text()


class WorkerProcess:
    """Runs the worker that speaks and animates, as an operator does; killed with all that it started."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.log = folder / "worker.log"
        self._environment = {name: os.environ[name] for name in CLEAN if name in os.environ} | {
            "LIMNER_DATA": str(folder),
            "LIMNER_REDIS_URL": redis_url,
            **FAST,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it in a process group of its own."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "limner", "worker", "avatars", "speech"],
                cwd=Path(__file__).parents[3],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill it and its engine, as a power cut would."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Backroom:
    """The desk and the worker behind the bot, over the same database and Redis."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        settings = TasksSettings(_env_file=None, data=folder, redis_url=redis_url)
        with_tables(settings.database_address)
        self.desk = open_desk(settings, factories.catalogue())
        self.worker = FakeWorker(self.desk)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.desk.close()

    @property
    def jobs(self) -> list[Job]:
        """List Alice's jobs."""
        return self.desk.history(ALICE)
