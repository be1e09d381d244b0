"""Runs the command line of the studio with a database that is slow to begin any transaction.

    python -m bench.slowed 0.2 bot telegram

The delay stands for a distant or loaded database: it comes before the transaction, and holds no lock.
"""

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection

from limner.__main__ import main
from tasks.database import Database

Opened = Callable[[Database], AbstractContextManager[Connection]]


def slow(opened: Opened, delay_s: float) -> Opened:
    """Give a way to open a transaction that takes so much longer."""

    def late(database: Database) -> AbstractContextManager[Connection]:
        time.sleep(delay_s)
        return opened(database)

    return late


if __name__ == "__main__":
    delay_s = float(sys.argv.pop(1))
    for name in ("begin", "look"):
        setattr(Database, name, slow(getattr(Database, name), delay_s))
    main()
