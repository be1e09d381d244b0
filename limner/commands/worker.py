"""`limner worker`: make what waits in queues."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tasks.worker.messages import Tools


class Queue(StrEnum):
    """What a worker can work on, by the resource that it needs."""

    IMAGES = "images"
    AVATARS = "avatars"
    SPEECH = "speech"


def worker(
    queues: Annotated[
        list[Queue], typer.Argument(help="The queue to work on; avatars and speech go together.")
    ],
    slots: Annotated[int | None, typer.Option(min=1, max=64, help="How many jobs to take at once.")] = None,
) -> None:
    """Work on queues until told to stop (Ctrl-C or SIGTERM)."""
    from limner.folder import tasks_settings
    from limner.settings import override
    from tasks.worker.serve import serve

    if Queue.IMAGES in queues and set(queues) != {Queue.IMAGES}:
        raise typer.BadParameter("images need an engine of their own: start another worker for the rest.")
    override(slots=slots)
    tools = _drawing() if Queue.IMAGES in queues else _speaking()
    names = tuple(dict.fromkeys(queue.value for queue in queues))
    raise SystemExit(serve(tasks_settings(), tools, names))


def _drawing() -> "Tools":
    from avatar.settings import AvatarSettings
    from generation.catalogue import load_catalogue
    from generation.memory import Manner
    from limner.model import enlarging, generation_settings
    from limner.settings import read
    from tasks.worker.messages import Tools

    settings = generation_settings()
    catalogue = load_catalogue(settings)
    restoring = read(AvatarSettings), enlarging(settings, catalogue)
    manner = Manner(settings.memory, settings.strict, settings.compiling)
    opened_with = (catalogue, settings.device, *restoring, manner, settings.safety)
    return Tools("tasks.worker.pictures:open_pictures", opened_with)


def _speaking() -> "Tools":
    from avatar.settings import AvatarSettings
    from generation.catalogue import load_catalogue
    from limner.model import generation_settings
    from limner.settings import read
    from tasks.worker.messages import Tools

    settings = generation_settings()
    opened_with = (read(AvatarSettings), load_catalogue(settings), settings.safety)
    return Tools("tasks.worker.avatars:open_speakers", opened_with)
