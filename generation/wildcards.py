"""Reads lists from a folder: of the lines of animal.txt, ``__animal__`` in a prompt draws one."""

import logging
from pathlib import Path

SIZE_LIMIT = 1_000_000  # bytes of a list
LINE_LIMIT = 200  # characters of an entry

log = logging.getLogger(__name__)


def read_lists(folder: Path | None) -> dict[str, tuple[str, ...]]:
    """Read every list of a folder: a name and its lines, but for empty ones and those that begin with #.

    What cannot be read counts as not there, and is logged: a request for it says which lists there are.
    """
    if folder is None:
        return {}
    found = {path.stem: _lines(path) for path in sorted(folder.glob("*.txt"))}
    return {name: lines for name, lines in found.items() if lines}


def _lines(path: Path) -> tuple[str, ...]:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            log.warning("the list %s is too large and left out", path)
            return ()
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        log.warning("the list %s is left out: %s", path, error)
        return ()
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(line[:LINE_LIMIT] for line in lines if line and not line.startswith("#"))
