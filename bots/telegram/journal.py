"""What Telegram gave us and is not yet dealt with, on disk: so that it may forget, and a crash loses nothing.

Telegram hands out a hundred updates at a time and no more before these are confirmed. Were they confirmed
after their commits only, a slow database would keep everybody else from even being heard.
"""

import json
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO  # any: JSON

import structlog

log = structlog.get_logger()

Update = dict[str, Any]


class Journal:
    """A file of lines: updates as they came, and the numbers of those that are dealt with.

    For one process; its disk is waited for beside the event loop.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._open: dict[int, Update] = {}
        self._file: TextIO | None = None

    def recall(self) -> Sequence[Update]:
        """Open the file and give what an earlier process left undone, the oldest first. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for line in self._lines():
            if "done" in line:
                self._open.pop(line["done"], None)
            else:
                self._open[line["update"]["update_id"]] = line["update"]
        new = self._path.with_suffix(".new")
        new.touch(0o600)  # it holds what people write
        with new.open("w", encoding="ascii") as file:
            file.writelines(_line(update) for update in self._open.values())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        self._file = self._path.open("a", encoding="ascii")
        return list(self._open.values())

    def add(self, updates: Sequence[Update]) -> None:
        """Write updates down; when this returns, they outlive a power cut. Raises OSError."""
        if self._file is None:
            self.recall()
        with self._lock:
            if (file := self._file) is None:
                return  # closed meanwhile: Telegram holds them
            fresh = [update for update in updates if update["update_id"] not in self._open]
            file.writelines(map(_line, fresh))
            file.flush()
            self._open |= {update["update_id"]: update for update in fresh}
        if fresh:
            os.fsync(file.fileno())

    def done(self, update_id: int) -> None:
        """Note that an update is dealt with. Should that get lost, it comes again, which changes nothing."""
        with self._lock:
            if self._open.pop(update_id, None) is None or self._file is None:
                return
            if self._open:
                self._file.write(json.dumps({"done": update_id}) + "\n")
                self._file.flush()
            else:
                self._file.truncate(0)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self._path.exists():
            return
        with self._path.open(encoding="ascii", errors="replace") as file:
            for line in file:
                try:
                    yield json.loads(line)
                except ValueError:  # the last line of a process that was killed while it wrote
                    log.warning("telegram.journal_line_lost")


def _line(update: Update) -> str:
    return json.dumps({"update": update}) + "\n"
