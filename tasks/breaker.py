"""A fuse: after a failure, tries nothing for a while, so that a dead or frozen server stalls nobody twice."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog

log = structlog.get_logger()

T = TypeVar("T")


class Breaker:
    """Lets calls through until one fails; then lets none through for ``pause``. Thread-safe."""

    def __init__(self, name: str, pause: timedelta, clock: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._pause_s = pause.total_seconds()
        self._clock = clock
        self._until = 0.0
        self._down = False

    @property
    def open(self) -> bool:
        """Whether a call would be turned away now."""
        return self._clock() < self._until

    def call(self, action: Callable[[], T], *expected: type[Exception]) -> T | None:
        """Run an action, or nothing while open.

        Returns: what the action returned, or None if it was not tried or raised one of ``expected``.
        """
        if self.open:
            return None
        try:
            result = action()
        except expected as error:
            self._until = self._clock() + self._pause_s
            if not self._down:
                log.warning("breaker.opened", server=self._name, error=type(error).__name__)
            self._down = True
            return None
        if self._down:
            log.info("breaker.closed", server=self._name)
        self._down = False
        return result
