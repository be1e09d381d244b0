"""Parts of a file, as players ask for them when somebody drags the slider of a clip."""

import re

from bots.web.errors import RangeUnusable

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """Read the first byte and the one after the last that a Range header asks for, of ``size`` bytes.

    Returns None where it asks for all of them, or for what need not be given: several parts, other units.
    Raises RangeUnusable where it begins behind the end.
    Source: RFC 9110, section 14.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if not match[1]:  # the last so many
        first, last = max(size - int(match[2]), 0), size - 1
    else:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
        if match[2] and int(match[2]) < first:
            return None
    if first >= size:
        raise RangeUnusable(size)
    return first, last + 1
