"""The desk as the operator uses it from a shell."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import structlog
import typer

if TYPE_CHECKING:
    from tasks.actor import Actor
    from tasks.desk import Desk


def _written(account: str) -> str:
    platform, colon, number = account.strip().partition(":")
    if not (platform and colon and number.strip()):
        raise typer.BadParameter("write platform and account, for example telegram:1001")
    return f"{platform.casefold()}:{number.strip()}"


Account = Annotated[
    str,
    typer.Argument(help="platform:account, for example telegram:1001.", callback=_written, metavar="ACCOUNT"),
]
Reason = Annotated[str, typer.Option(help="Why; kept in the log.")]


@contextmanager
def open_at_desk() -> "Iterator[Desk]":
    """Open the desk of this studio; what it refuses is said in one sentence, and the exit status is 1."""
    from bots.wording import Wording
    from generation.errors import StudioError
    from limner.folder import tasks_settings
    from limner.model import generation_settings
    from tasks.desk import open_desk
    from tasks.job import Problem

    settings, generation = tasks_settings(), generation_settings()
    _log_beside()
    try:
        desk = open_desk(settings, generation)
        try:
            yield desk
        finally:
            desk.close()
    except StudioError as error:
        print(Wording().problem(Problem.of(error)))
        raise SystemExit(1) from None


def _log_beside() -> None:
    """Keep what is logged meanwhile out of standard output, which scripts read."""
    if isinstance(structlog.get_config()["logger_factory"], structlog.PrintLoggerFactory):  # nobody chose
        structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))


def at_machine() -> "Actor":
    """Take whoever works on this machine as somebody who acts."""
    from tasks.actor import operator

    return operator(getpass.getuser())
