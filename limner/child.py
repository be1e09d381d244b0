"""One child process in a group of its own, with its output in a log file, that does not outlive us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

LOG_LIMIT_BYTES = 5_000_000  # a longer log is put aside before the next start
LOGS_KEPT = 3
LAST_WORDS_BYTES = 8_000  # how far back to look for the line that says why
PR_SET_PDEATHSIG = 1  # of prctl(2)


class Child:
    """A process that is started, asked to stop, and killed together with its own children."""

    def __init__(
        self, command: Sequence[str], log: Path, environment: Mapping[str, str], keep_open: Sequence[int] = ()
    ) -> None:
        """Start ``command``; ``keep_open`` are file descriptors that it inherits."""
        rotate(log)
        self._log = log
        self._written_before = log.stat().st_size if log.exists() else 0
        with log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own command line, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                pass_fds=keep_open,
                start_new_session=True,
                preexec_fn=_die_with_parent(os.getpid()),  # noqa: PLW1509 - the supervisor has one thread
            )

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its group."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """Give the exit code, negative for a signal, or None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process alone: it knows best how to end its own children."""
        if self.exit_code() is None:
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process and whatever is left of its group, at once."""
        with suppress(ProcessLookupError, PermissionError):  # nobody left; macOS: only a zombie left
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def last_words(self) -> str:
        """Give the last line that it wrote, or nothing."""
        with self._log.open("rb") as log:
            end = log.seek(0, os.SEEK_END)
            log.seek(max(self._written_before, end - LAST_WORDS_BYTES))
            lines = log.read().decode(errors="replace").splitlines()
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def rotate(log: Path) -> None:
    """Put a long log aside as ``name.log.1``, older ones one further; the oldest goes."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if not log.exists() or log.stat().st_size <= LOG_LIMIT_BYTES:
        return
    for age in range(LOGS_KEPT, 0, -1):
        older = log.with_name(f"{log.name}.{age - 1}") if age > 1 else log
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{age}"))


def _die_with_parent(parent: int) -> Callable[[], None] | None:
    """Make the child get SIGTERM when we are killed; only Linux can do that."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # loaded before the fork: the child may only make system calls

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # killed between the fork and the call above
            os._exit(1)

    return ask
