"""`limner worker`: make what waits in a queue."""

from enum import StrEnum
from typing import Annotated

import typer


class Queue(StrEnum):
    """What a worker can work on, by the resource that it needs."""

    IMAGES = "images"
    AVATARS = "avatars"
    SPEECH = "speech"


def worker(
    queue: Annotated[Queue, typer.Argument(help="The queue to work on.")],
    slots: Annotated[int | None, typer.Option(min=1, max=64, help="How many jobs to take at once.")] = None,
) -> None:
    """Work on one queue until told to stop (Ctrl-C or SIGTERM)."""
    from limner.folder import tasks_settings
    from limner.model import generation_settings
    from limner.settings import override
    from tasks.worker.serve import serve

    override(slots=slots)
    raise SystemExit(serve(tasks_settings(), generation_settings(), queues=(queue.value,)))
