"""Keep a set of processes running: start, watch, restart with back-off, stop in order."""

import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import FrameType

from limner.child import Child
from limner.settings import CONFIGURATION, WRONG_SETTING
from tasks.machines import DISMISSED

TICK_S = 0.1
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_S = 30.0  # whoever ran this long starts again without a pause
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class State(StrEnum):
    """How a service is doing."""

    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    NEEDS_YOU = "stopped"  # its configuration is wrong: only the operator can mend that
    STOPPED = "ended"


@dataclass(frozen=True)
class Service:
    """What to run and how to tell that it is ready."""

    name: str
    command: tuple[str, ...]
    ready: Callable[[], bool]
    settles_s: float = 0.0  # it counts as running only after this
    stop_turn: int = 1  # those of turn 1 are stopped first, together
    stop_within_s: float = 3.0
    keep_open: tuple[int, ...] = ()  # file descriptors that it inherits


class Keeper:
    """Keeps one service running."""

    def __init__(self, service: Service, log: Path, environment: Mapping[str, str]) -> None:
        self.service = service
        self.log = log
        self.state = State.STARTING
        self.word = ""  # what it said when it last ended
        self._environment = environment
        self._failures = 0
        self._start()

    @property
    def pid(self) -> int:
        """The process id of the current attempt."""
        return self._child.pid

    @property
    def _age_s(self) -> float:
        return time.monotonic() - self._started_at

    def tick(self) -> None:
        """Look at the process once and do what is due."""
        if self.state in {State.NEEDS_YOU, State.STOPPED}:
            return
        if self.state is State.RESTARTING:
            if time.monotonic() >= self._start_at:
                self._start()
            return
        code = self._child.exit_code()
        if code is not None:
            self._ended(code)
        elif self.state is State.STARTING and self._age_s >= self.service.settles_s and self.service.ready():
            self.state = State.RUNNING

    def ask_to_stop(self) -> None:
        """Let the process end by itself and do not start it again."""
        self.state = State.STOPPED
        self._child.ask_to_stop()

    @property
    def gone(self) -> bool:
        """Whether the process has ended."""
        return self._child.exit_code() is not None

    def kill(self) -> None:
        """End what is left of the process and of its own children."""
        self.state = State.STOPPED
        self._child.kill()

    def _start(self) -> None:
        self.state, self.word = State.STARTING, ""
        self._started_at = time.monotonic()
        self._child = Child(self.service.command, self.log, self._environment, self.service.keep_open)

    def _ended(self, code: int) -> None:
        self._child.kill()  # its own children must not stay behind
        self.word = self._child.last_words() or _cause(code)
        if code == DISMISSED:
            self.state = State.STOPPED
            return
        if code in {CONFIGURATION, WRONG_SETTING}:
            self.state = State.NEEDS_YOU
            return
        if self._age_s > STEADY_S:
            self._failures = 0
        pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**self._failures)
        self._failures += 1
        self._start_at = time.monotonic() + pause_s
        self.state = State.RESTARTING
        self.word = f"{_cause(code)}, again in {pause_s:g} s: {self.word}"


class Supervisor:
    """Keeps services running until a signal comes, and tells ``changed`` whenever one changes its state."""

    def __init__(self, logs: Path, environment: Mapping[str, str], changed: Callable[[], None]) -> None:
        self.keepers: list[Keeper] = []
        self._logs = logs
        self._environment = environment
        self._changed = changed
        self._asked = 0
        self._wake = threading.Event()

    def __enter__(self) -> "Supervisor":
        self._before = {number: signal.signal(number, self._ask) for number in STOP_SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)

    @property
    def stopping(self) -> bool:
        """Whether somebody asked us to stop."""
        return self._asked > 0

    def start(self, services: Sequence[Service]) -> None:
        """Start services and keep them running from the next ``watch`` on."""
        for service in [] if self.stopping else services:
            log = self._logs / f"{service.name}.log"
            self.keepers.append(Keeper(service, log, self._environment))
        self._changed()

    def watch(self, until: Callable[[], bool] = lambda: False, for_s: float = float("inf")) -> bool:
        """Keep everything running until ``until()``, a signal, or the time is over.

        Returns: whether ``until()`` came true.
        """
        give_up = time.monotonic() + for_s
        while not self.stopping and time.monotonic() < give_up:
            before = [(keeper.state, keeper.word) for keeper in self.keepers]
            for keeper in self.keepers:
                keeper.tick()
            if before != [(keeper.state, keeper.word) for keeper in self.keepers]:
                self._changed()
            if until():
                return True
            self._wake.wait(TICK_S)
        return False

    def complete(self, name: str, command: Sequence[str]) -> str:
        """Run a command to its end while the rest is kept running.

        Returns: nothing if it went well or was stopped by a signal, else its last words.
        """
        child = Child(command, self._logs / f"{name}.log", self._environment)
        try:
            if not self.watch(until=lambda: child.exit_code() is not None):
                return ""
            code = child.exit_code() or 0
            return child.last_words() or _cause(code) if code else ""
        finally:
            child.kill()

    def stop(self) -> None:
        """Stop the services turn by turn, each within its time; a second signal kills at once."""
        enough = max(2, self._asked + 1)
        for turn in sorted({keeper.service.stop_turn for keeper in self.keepers}):
            leaving = [keeper for keeper in self.keepers if keeper.service.stop_turn == turn]
            for keeper in leaving:
                keeper.ask_to_stop()
            give_up = time.monotonic() + max(keeper.service.stop_within_s for keeper in leaving)
            while (
                time.monotonic() < give_up
                and self._asked < enough
                and not all(keeper.gone for keeper in leaving)
            ):
                time.sleep(0.02)
            for keeper in leaving:
                keeper.kill()
        self._changed()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._asked += 1
        self._wake.set()


def _cause(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
