"""How a command that works by itself ends: with its result, or with one sentence."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from generation.errors import StudioError
    from generation.notes import Note

REFUSED, FAILED, INTERRUPTED = 2, 1, 130  # exit codes


@contextmanager
def one_sentence(output: Path) -> Iterator[None]:
    """End the process with one sentence where something stands in the way of writing ``output``."""
    from generation.errors import Failure, Refusal

    try:
        yield
    except Refusal as refusal:
        leave(sentence(refusal), REFUSED)
    except Failure as failure:
        leave(sentence(failure), FAILED)
    except OSError as error:
        leave(f"{output} cannot be written: {error.strerror}.", FAILED)
    except KeyboardInterrupt:
        leave("Stopped; nothing was written.", INTERRUPTED)


def insist_on(output: Path, suffix: str) -> Path:
    """Make sure that a file of a kind can be written there. Returns: its path with the suffix."""
    right = output.suffix.casefold() in {"", suffix} and output.absolute().parent.is_dir()
    if not right or output.with_suffix(suffix).is_dir():
        leave(f"{output} cannot be written: name a {suffix} file in a folder that exists.", REFUSED)
    return output.with_suffix(suffix)


def read_file(path: Path) -> bytes:
    """Read a file that somebody named, or end with 2."""
    try:
        return path.read_bytes()
    except OSError as error:
        leave(f"{path} cannot be read: {error.strerror}.", REFUSED)


def sentence(error: "StudioError") -> str:
    """Write an error as its sentence, with what only the operator may know."""
    from bots.wording import Wording
    from generation.errors import ModelUnavailable, WeightsDamaged
    from tasks.job import Problem

    written = Wording().problem(Problem.of(error))
    if isinstance(error, WeightsDamaged) or not isinstance(error, ModelUnavailable):
        return written
    return f"{written} ({error.reason})"


def tell(notes: "tuple[Note, ...]") -> None:
    """Print what is to be told with a result."""
    from bots.wording import Wording

    wording = Wording()
    for note in notes:
        print(wording.note(note))


def leave(written: str, code: int) -> NoReturn:
    """End the process with a sentence."""
    print(written, file=sys.stderr)
    raise SystemExit(code)
