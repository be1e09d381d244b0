"""Files that are whole, or not there."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import av

from avatar.clip.errors import ClipNotWritten


@contextlib.contextmanager
def removed_on_error(path: Path) -> Iterator[None]:
    """Leave no half-written file behind, and translate what encoder and disk say into ClipNotWritten."""
    done = False
    try:
        yield
        done = True
    except (av.FFmpegError, OSError) as error:
        raise ClipNotWritten(str(error)) from error
    finally:
        if not done:
            path.unlink(missing_ok=True)
