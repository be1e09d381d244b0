"""The codes of everything that can go wrong, as the API promises them: none changes, and none goes.

An error's code comes from the name of its class. A test holds ``codes.txt`` against the classes, so that one
that is renamed keeps its code (``code`` is set after the class), and one that is new is written down.
"""

from functools import cache
from pathlib import Path

LISTED = Path(__file__).parent / "codes.txt"


@cache
def refusals() -> frozenset[str]:
    """List what whoever asks can mend."""
    return _of("refusal")


@cache
def failures() -> frozenset[str]:
    """List what is ours."""
    return _of("failure")


def every() -> list[str]:
    """List all codes, for the description of the API."""
    return sorted(refusals() | failures())


def _of(kind: str) -> frozenset[str]:
    lines = (line.split() for line in LISTED.read_text("utf-8").splitlines())
    return frozenset(code for said, code in lines if said == kind)
