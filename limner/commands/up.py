"""`limner up`: the whole studio with one command."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from limner.studio import Studio
    from limner.supervisor import Service


def up(
    data: Annotated[
        Path | None, typer.Option(help="Where everything is kept. Default: LIMNER_DATA, ./data.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The page's port. Default: LIMNER_WEB_PORT, 8420.")
    ] = None,
    no_web: Annotated[bool, typer.Option("--no-web", help="Leave the page out.")] = False,
) -> None:
    """Start everything on this machine: Redis, database, worker, page, and each bot whose token is set."""
    from limner.broker import NoRedis, find_redis
    from limner.folder import FolderTaken, lock
    from limner.studio import PortTaken, claim_port

    studio = _studio(data, port, no_web)
    folder = studio.tasks.data
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        held = lock(folder)
        if studio.web:
            claim_port(*studio.web)
        redis = find_redis() if studio.private_redis else None
    except FolderTaken as taken:
        _refuse(f"A studio already runs on {folder.resolve()} (process {taken.pid}). Stop it, or use --data.")
    except PortTaken:
        _refuse(f"Another program listens on {studio.url}. Choose another port, for example: --port 8421")
    except NoRedis:
        _refuse("There is no redis-server 6.2 or newer here. Install Redis, or set LIMNER_REDIS_URL.")
    _run(studio, studio.redis(redis, held) if redis else None)


def _studio(data: Path | None, port: int | None, no_web: bool) -> "Studio":
    """Read every room's settings and say all that is wrong before anything starts."""
    from limner.folder import private_redis, tasks_settings
    from limner.inventory import bots_with_token, page, settings_classes
    from limner.model import generation_settings
    from limner.settings import known, override, strangers
    from limner.studio import Studio

    override(data=data and data.resolve(), web_port=port)
    private = private_redis()
    studio = Studio(
        tasks=tasks_settings(),
        generation=generation_settings(),
        private_redis=private,
        web=None if no_web else page(),
        bots=bots_with_token(),
    )
    for line in strangers(known(settings_classes())):
        print(line, file=sys.stderr)
    return studio


def _run(studio: "Studio", redis: "Service | None") -> None:
    from rich.console import Console

    from limner.screen import open_screen
    from limner.settings import environment
    from limner.studio import LIMNER
    from limner.supervisor import Supervisor

    screen = open_screen(Console())
    supervisor = Supervisor(studio.logs, environment(), lambda: screen.show(studio.rows(supervisor.keepers)))
    try:
        with supervisor:
            supervisor.start([redis] if redis else [])
            trouble = supervisor.complete("migrate", (*LIMNER, "migrate"))
            if trouble:
                screen.close()
                _refuse(f"The database could not be brought up to date: {trouble}")
            supervisor.start(studio.services())
            supervisor.watch()
    finally:
        screen.close()


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)
