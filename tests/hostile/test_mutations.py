"""However a file is spoilt, it is read or refused: it never shows a bug of ours."""

import pytest

from avatar.intake.cell import ROOT, Work, run
from avatar.intake.errors import Medium
from avatar.intake.limits import Bounds


@pytest.mark.parametrize("medium", ["picture", "sound", "clip"])
def test_spoilt_files_are_read_or_refused(medium: Medium) -> None:
    """Both happen, and nothing else; the seed makes a failure happen again."""
    work = Work("tests.hostile.mutations:decode", medium, reads=(ROOT / "tests",))

    answers = run(work, b"", {"medium": medium, "seed": 7, "count": 200}, Bounds(cpu_s=60, wall_s=120)).facts

    assert 200 == sum(count for count in answers.values() if isinstance(count, int))
    assert {"read", "file_damaged"} <= set(answers)
