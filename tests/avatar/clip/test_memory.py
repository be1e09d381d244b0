"""A long clip takes no more memory than a short one."""

from pathlib import Path

import pytest

from avatar.clip.join import join
from avatar.clip.options import ClipOptions
from avatar.clip.ranges import encode_range, ranges
from avatar.clip.soundtrack import encode_sound
from avatar.pace import FPS
from tests.avatar.clip.footage import never, nothing, silence, swaying

STATUS, PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")
TEN_MINUTES = 600 * FPS  # frames
SIDE_PX = 32
MEGABYTES = 16  # the two tables of samples among them, and what a segment holds

pytestmark = pytest.mark.skipif(not PEAK.exists(), reason="only Linux tells how much memory was taken")


def taken_kb(line: str) -> int:
    """Read how much memory this process takes, or took at most."""
    return next(int(each.split()[1]) for each in STATUS.read_text().splitlines() if each.startswith(line))


def test_ten_minutes_are_joined_in_little_memory(tmp_path: Path) -> None:
    """Neither encoding them in ranges nor joining them keeps what is done."""
    track = encode_sound(silence(TEN_MINUTES / FPS), TEN_MINUTES)
    warm = encode_range(
        swaying(FPS, side_px=SIDE_PX), ClipOptions(), 0, FPS, tmp_path / "w.mp4", nothing, never
    )
    join([warm], encode_sound(silence(1), FPS), ClipOptions(), tmp_path / "warm.mp4", nothing)
    PEAK.write_text("5")  # forget the most memory so far (proc(5))
    before = taken_kb("VmRSS:")

    pieces = [
        encode_range(
            swaying(part.count, side_px=SIDE_PX),
            ClipOptions(),
            part.first,
            TEN_MINUTES,
            tmp_path / f"{part.first}.mp4",
            nothing,
            never,
        )
        for part in ranges(TEN_MINUTES, 3000)
    ]
    clip = join(pieces, track, ClipOptions(), tmp_path / "clip.mp4", nothing)

    assert 600.0 == clip.duration_s
    assert MEGABYTES > (taken_kb("VmHWM:") - before) / 1024
