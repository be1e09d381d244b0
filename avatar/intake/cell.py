"""Run a piece of our own work on what a stranger sent, in a process that can do nothing else.

The child gets the bytes on its standard input and answers on its standard output; both are files without
a name, so nothing is left behind and RLIMIT_FSIZE bounds the answer. What it answers is checked here:
whoever takes over a decoder can lie, but neither read, write, connect nor stay.
"""

import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import IO

import structlog
from pydantic import BaseModel, JsonValue, ValidationError

from avatar.intake.errors import FileDamaged, FileTooSlow, IntakeFailed, Medium
from avatar.intake.limits import Bounds
from generation.errors import Fact, Refusal

ROOT = Path(__file__).resolve().parents[2]  # where our rooms are
ROOMS = ("avatar", "generation")  # those that the work of a cell may read
BOOT = "import sys; sys.path[:] = sys.argv[1:]; from avatar.intake.child import main; main()"
ENVIRONMENT = {  # one thread: more only compete for the cores, and each takes address space
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "LC_CTYPE": "C.UTF-8",  # what Python would set itself
}
HEAD_LIMIT = 1_000_000  # bytes of an answer's first line
TRACE_LIMIT = 20_000  # bytes of what a failed child wrote last

log = structlog.get_logger()


@dataclass(frozen=True)
class Work:
    """A function of ours, ``module:function``, that takes content and options and answers with both.

    ``errors`` are the modules whose refusals it may answer with; ``reads`` are folders that it may read
    besides its own code.
    """

    name: str
    medium: Medium
    errors: tuple[str, ...] = ("avatar.intake.errors",)
    reads: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a work made."""

    facts: dict[str, JsonValue]
    content: bytes


class Order(BaseModel, frozen=True):
    """The first line that a child reads."""

    work: str
    medium: Medium
    parent: int
    bounds: dict[str, int | float]
    reads: tuple[str, ...]
    options: dict[str, JsonValue]


class Head(BaseModel, frozen=True, extra="forbid"):
    """The first line that a child answers: facts, or the code of a refusal with its facts."""

    refused: str = ""
    facts: dict[str, JsonValue]


def run(work: Work, content: bytes, options: dict[str, JsonValue], bounds: Bounds) -> Answer:
    """Do a work in a cell.

    Raises the Refusal that the work raised; FileDamaged where the child died of what it was given;
    FileTooSlow where it did not end; IntakeFailed where our own code is to blame.
    """
    order = Order(
        work=work.name,
        medium=work.medium,
        parent=os.getpid(),
        bounds=asdict(bounds),
        reads=(*_own_folders(), *(str(path) for path in work.reads)),
        options=options,
    )
    with (
        tempfile.TemporaryFile() as asked,
        tempfile.TemporaryFile() as told,
        tempfile.TemporaryFile() as said,
    ):
        asked.write(order.model_dump_json().encode() + b"\n" + content)
        asked.seek(0)
        status = _start_and_wait(work, (asked, told, said), bounds)
        if status:
            raise _cause(work, status, said, bounds)
        told.seek(0)
        return _checked(work, told)


def _own_folders() -> tuple[str, ...]:
    """List where our code and that of the libraries is; a checkout holds more than code, such as secrets."""
    rooms = [str(ROOT / room) for room in ROOMS]
    installed = ROOT.name in {"site-packages", "dist-packages"}
    private = () if installed else (ROOT, *ROOT.parents)
    return (*rooms, *(path for path in sys.path if Path(path).is_absolute() and Path(path) not in private))


def _start_and_wait(work: Work, files: tuple[IO[bytes], IO[bytes], IO[bytes]], bounds: Bounds) -> int:
    asked, told, said = files
    paths = [str(ROOT), *(path for path in sys.path if Path(path).is_absolute())]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", BOOT, *paths],
        stdin=asked,
        stdout=told,
        stderr=said,
        env=ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )
    try:
        return process.wait(bounds.wall_s)
    except subprocess.TimeoutExpired as late:
        log.warning("intake.too_slow", work=work.name, wall_s=bounds.wall_s)
        raise FileTooSlow(work.medium, round(bounds.wall_s)) from late
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _cause(work: Work, status: int, said: IO[bytes], bounds: Bounds) -> Exception:
    """Tell why a child ended without an answer: a signal is the file's doing, an exception is ours."""
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        log.warning("intake.too_slow", work=work.name, cpu_s=bounds.cpu_s)
        return FileTooSlow(work.medium, bounds.cpu_s)
    if status < 0:
        log.warning("intake.died", work=work.name, signal=signal.Signals(-status).name)
        return FileDamaged(work.medium)
    said.seek(max(0, said.seek(0, os.SEEK_END) - TRACE_LIMIT))
    log.error("intake.failed", work=work.name, trace=said.read().decode("utf-8", "replace"))
    return IntakeFailed()


def _checked(work: Work, told: IO[bytes]) -> Answer:
    line = told.readline(HEAD_LIMIT)
    try:
        head = Head.model_validate_json(line)
    except ValidationError as error:
        log.error("intake.failed", work=work.name, trace=str(error))
        raise IntakeFailed from error
    if head.refused:
        raise refusal_of(work, head)
    return Answer(head.facts, told.read())


def refusal_of(work: Work, head: Head) -> Refusal:
    """Make the refusal that a child told by its code and facts. Raises IntakeFailed for an unknown code."""
    for module in work.errors:
        for kind in vars(import_module(module)).values():
            if isinstance(kind, type) and issubclass(kind, Refusal) and kind.code == head.refused:
                refusal = kind.__new__(kind)
                Refusal.__init__(refusal)  # the facts are those that its own __init__ made in the child
                vars(refusal).update({name: fact for name, fact in head.facts.items() if _is_fact(fact)})
                return refusal
    log.error("intake.failed", work=work.name, trace=head.refused)
    raise IntakeFailed


def _is_fact(value: JsonValue) -> bool:
    return isinstance(value, Fact)
