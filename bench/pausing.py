"""A worker whose engine only lets time go by: jobs of one length, for benchmarks of what is around them.

Run as a module, with the length of a job (seconds) as its argument.
"""

import sys
import time
from collections.abc import Callable

from generation.errors import Cancelled
from tasks.settings import TasksSettings
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import Draw, Made, Tools

QUEUE = "speech"
STEPS = 20  # a job tells so often how far it is


class Pauses:
    """Takes as long as it is told, whatever the order."""

    on_cpu = False  # or it would step back behind what is measured
    at_once = 1

    def __init__(self, length_s: float) -> None:
        self._length_s = length_s

    def warm(self) -> None:
        """Be ready at once."""

    def make(self, order: Draw, tell: Tell, cancelled: Callable[[], bool]) -> Work:
        """Let time go by. Raises Cancelled."""
        began = time.monotonic()
        for step in range(1, STEPS + 1):
            if cancelled():
                raise Cancelled
            time.sleep(max(0.0, began + step * self._length_s / STEPS - time.monotonic()))
            tell(step / STEPS, "speaking", b"")
        return Work(lambda: (Made(b"OggS", "audio/ogg", duration_s=1.0),))


if __name__ == "__main__":
    from tasks.worker.serve import serve

    tools = Tools("bench.pausing:Pauses", (float(sys.argv[1]),))
    raise SystemExit(serve(TasksSettings(_env_file=None), tools, (QUEUE,)))
