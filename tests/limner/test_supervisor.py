"""The supervisor, with tiny Python children."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from limner import supervisor as module
from limner.child import LOG_LIMIT_BYTES, rotate
from limner.settings import CONFIGURATION
from limner.supervisor import Service, State, Supervisor
from tasks.machines import DISMISSED
from tests.patience import PATIENCE_S

IGNORES_SIGTERM = (
    "import signal, time;signal.signal(signal.SIGTERM, signal.SIG_IGN);print('up', flush=True);time.sleep(60)"
)
HAS_A_CHILD = (
    "import subprocess, sys, time;"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True);"
    "time.sleep(60)"
)


def python(name: str, code: str, turn: int = 1, within_s: float = 3.0) -> Service:
    """Describe a service that runs a line of Python and is ready at once."""
    return Service(
        name, (sys.executable, "-c", code), ready=lambda: True, stop_turn=turn, stop_within_s=within_s
    )


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """Open a supervisor that is stopped in the end."""
    with Supervisor(tmp_path, dict(os.environ), changed=lambda: None) as running:
        yield running


def state_of(running: Supervisor, name: str) -> State:
    """Look a service's state up."""
    return next(keeper.state for keeper in running.keepers if keeper.service.name == name)


def log_of(folder: Path, name: str) -> Callable[[], str]:
    """Read a service's log whenever asked."""
    return (folder / f"{name}.log").read_text


def test_dismissed_worker_is_left_alone(supervisor: Supervisor) -> None:
    """Whoever stops a worker does not want it back."""
    supervisor.start([python("worker", f"raise SystemExit({DISMISSED})")])
    keeper = supervisor.keepers[0]

    assert supervisor.watch(until=lambda: keeper.state is State.STOPPED, for_s=PATIENCE_S)
    supervisor.watch(for_s=0.2)
    assert keeper.state is State.STOPPED


def test_killed_process_is_started_again(supervisor: Supervisor) -> None:
    """A SIGKILL costs a moment, not the service."""
    supervisor.start([python("worker", "import time; time.sleep(60)")])
    keeper = supervisor.keepers[0]
    supervisor.watch(until=lambda: keeper.state is State.RUNNING, for_s=PATIENCE_S)
    first = keeper.pid

    os.kill(first, signal.SIGKILL)
    supervisor.watch(until=lambda: keeper.state is State.RESTARTING, for_s=PATIENCE_S)

    assert "killed by SIGKILL" in keeper.word
    assert supervisor.watch(
        until=lambda: keeper.state is State.RUNNING and keeper.pid != first, for_s=PATIENCE_S
    )


def test_pauses_grow_between_failures(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever keeps falling is started less and less often."""
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.2)
    supervisor.start([python("worker", "import time; print(time.time()); raise SystemExit(1)")])

    supervisor.watch(until=lambda: log_of(tmp_path, "worker")().count("\n") >= 4, for_s=PATIENCE_S)

    starts = [float(line) for line in log_of(tmp_path, "worker")().split()]
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert pauses[0] >= 0.2
    assert pauses[1] >= 0.4
    assert pauses[2] >= 0.8


@pytest.mark.parametrize("code", [CONFIGURATION, 2])
def test_wrong_configuration_is_not_started_again(supervisor: Supervisor, tmp_path: Path, code: int) -> None:
    """A wrong token ends that service alone; its last line says why."""
    supervisor.start(
        [
            python("telegram", f"print('started'); print('the token was refused'); raise SystemExit({code})"),
            python("page", "import time; time.sleep(60)"),
        ]
    )

    supervisor.watch(until=lambda: state_of(supervisor, "telegram") is State.NEEDS_YOU, for_s=PATIENCE_S)
    supervisor.watch(for_s=1.0)

    assert supervisor.keepers[0].word == "the token was refused"
    assert state_of(supervisor, "page") is State.RUNNING
    assert log_of(tmp_path, "telegram")().count("started") == 1


def test_last_words_are_those_of_the_last_start(supervisor: Supervisor, tmp_path: Path) -> None:
    """An old line in the log is not taken for the cause."""
    (tmp_path / "bot.log").write_text("an old quarrel\n")
    supervisor.start([python("bot", f"raise SystemExit({CONFIGURATION})")])

    supervisor.watch(until=lambda: state_of(supervisor, "bot") is State.NEEDS_YOU, for_s=PATIENCE_S)

    assert "old quarrel" not in supervisor.keepers[0].word


def test_stops_turn_by_turn(supervisor: Supervisor, tmp_path: Path) -> None:
    """Who stands on another is stopped before it."""
    marks = tmp_path / "marks"
    code = (
        "import signal, time, pathlib\n"
        "def leave(*_):\n"
        "    with open({marks!r}, 'a') as out: out.write({name!r} + '\\n')\n"
        "    raise SystemExit\n"
        "signal.signal(signal.SIGTERM, leave)\nprint('up', flush=True)\ntime.sleep(60)"
    )
    for name, turn in (("redis", 3), ("worker", 2), ("bot", 1)):
        supervisor.start([python(name, code.format(marks=str(marks), name=name), turn=turn)])
    supervisor.watch(
        until=lambda: all("up" in log_of(tmp_path, name)() for name in ("redis", "worker", "bot")), for_s=5
    )

    supervisor.stop()

    assert marks.read_text().split() == ["bot", "worker", "redis"]


def test_the_deaf_are_killed_in_time(supervisor: Supervisor, tmp_path: Path) -> None:
    """A process that ignores SIGTERM does not hold the stop up."""
    supervisor.start([python("deaf", IGNORES_SIGTERM, within_s=0.5)])
    supervisor.watch(until=lambda: "up" in log_of(tmp_path, "deaf")(), for_s=PATIENCE_S)

    started = time.monotonic()
    supervisor.stop()

    assert supervisor.keepers[0].gone
    assert 0.5 <= time.monotonic() - started < PATIENCE_S


def test_children_of_children_end_too(supervisor: Supervisor, tmp_path: Path) -> None:
    """Nothing of a killed service stays behind, and nothing after the stop."""
    supervisor.start([python("worker", HAS_A_CHILD)])
    keeper = supervisor.keepers[0]
    supervisor.watch(until=lambda: "\n" in log_of(tmp_path, "worker")(), for_s=PATIENCE_S)
    first = int(log_of(tmp_path, "worker")())

    os.kill(keeper.pid, signal.SIGKILL)
    supervisor.watch(until=lambda: log_of(tmp_path, "worker")().count("\n") == 2, for_s=PATIENCE_S)
    assert gone(first)
    second = int(log_of(tmp_path, "worker")().split()[1])
    supervisor.stop()

    assert gone(second)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_the_watch(supervisor: Supervisor, number: signal.Signals) -> None:
    """Ctrl-C, `kill` and a closed terminal all mean: stop."""
    supervisor.start([python("worker", "import time; time.sleep(60)")])
    threading.Timer(0.3, os.kill, (os.getpid(), number)).start()

    assert not supervisor.watch(for_s=PATIENCE_S)

    assert supervisor.stopping


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_children_end_with_a_killed_supervisor(tmp_path: Path) -> None:
    """A SIGKILL of the supervisor leaves no process behind."""
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom limner.supervisor import Service, Supervisor\n"
        "with Supervisor(Path(sys.argv[1]), dict(os.environ), lambda: None) as s:\n"
        "    s.start([Service('one', (sys.executable, '-c', 'import time; time.sleep(60)'), lambda: True)])\n"
        "    print(s.keepers[0].pid, flush=True)\n    s.watch()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert gone(pid)


def test_long_logs_are_put_aside(tmp_path: Path) -> None:
    """A log is put aside when it is long, and four files are the most there are."""
    log = tmp_path / "worker.log"
    for start in range(6):
        log.write_bytes(bytes([65 + start]) * (LOG_LIMIT_BYTES + 1))
        rotate(log)
    log.write_text("short")
    rotate(log)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "worker.log",
        "worker.log.1",
        "worker.log.2",
        "worker.log.3",
    ]
    assert (tmp_path / "worker.log.1").read_bytes()[:1] == b"F"


def alive(pid: int) -> bool:
    """Say whether a process still runs (a zombie does not)."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def gone(pid: int) -> bool:
    """Wait until a process has ended."""
    give_up = time.monotonic() + PATIENCE_S
    while alive(pid) and time.monotonic() < give_up:
        time.sleep(0.05)
    return not alive(pid)
