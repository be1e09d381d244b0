"""What trainings leave behind where a worker is killed at the wrong moment: erased by the sweep."""

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, select

from generation.shelf import private
from tasks.database import Database
from tasks.models import jobs
from tasks.models_training import own_adapters
from tasks.own import UNDER_WAY
from tasks.settings import TasksSettings

YOUNG_S = 3600.0  # an adapter lies on the shelf for moments before its owner is told of it


def erase_remains(database: Database, settings: TasksSettings) -> int:
    """Erase checkpoints of trainings that ended, and adapters that are nobody's. Returns how many."""
    left = list(_places(settings.checkpoints))
    alive = database.read(lambda connection: _under_way(connection, [number for number, _ in left]))
    ended = [place for number, place in left if number not in alive]
    for place in ended:
        place.unlink(missing_ok=True)
    old = private.names(settings.shelf, time.time() - YOUNG_S)
    known = database.read(lambda connection: _known(connection, old)) if old else set()
    orphans = [name for name in old if name not in known]
    for name in orphans:
        private.erase(settings.shelf, name)
    return len(ended) + len(orphans)


def _places(folder: Path) -> Iterator[tuple[UUID, Path]]:
    """List the files by which trainings go on, and half of such, with their jobs."""
    for place in folder.glob("*") if folder.is_dir() else ():
        try:
            yield UUID(place.name.partition(".")[0]), place
        except ValueError:  # none of ours
            continue


def _under_way(connection: Connection, numbers: list[UUID]) -> set[UUID]:
    alive = select(jobs.c.id).where(jobs.c.id.in_(numbers), jobs.c.status.in_(UNDER_WAY))
    return set(connection.execute(alive).scalars())


def _known(connection: Connection, names: list[str]) -> set[str]:
    return set(
        connection.execute(select(own_adapters.c.card).where(own_adapters.c.card.in_(names))).scalars()
    )
