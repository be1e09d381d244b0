"""Patience with a database that is away while something finished waits to be written down."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import TypeVar

from tasks.errors import StudioPausing

T = TypeVar("T")

SETTLE_WITHIN = timedelta(minutes=5)  # how long finished work waits for the database to come back
SETTLE_EVERY_S = 0.5


def persist(write: Callable[[], T], stopping: Event) -> T:
    """Write, again and again while the database is away, unless this worker is about to stop.

    Raises StudioPausing once it was away for too long.
    """
    until = time.monotonic() + SETTLE_WITHIN.total_seconds()
    while True:
        try:
            return write()
        except StudioPausing:
            if time.monotonic() > until or stopping.is_set():
                raise
            time.sleep(SETTLE_EVERY_S)
