"""How many bits a second a clip may have, so that one encode is enough to meet a limit of bytes."""

from dataclasses import dataclass
from math import ceil

from avatar.clip.errors import ClipTooLarge
from avatar.pace import FPS, KEY_FRAMES

RELAXED_VIDEO_BPS = 4_000_000  # never in the way at 512 pixels: quality decides
AUDIO_BPS = 96_000
MODEST_AUDIO_BPS = 32_000  # where there is little room
MODEST_BELOW_BPS = 400_000  # of picture and sound together
LEAST_VIDEO_BPS = 40_000  # below it a face is blocks
BUFFER_S = 1.0  # what an encoder may borrow ...
BORROWED = 0.9  # ... of which it takes this much for a start (x264's vbv-init)
SPARE_S = 1.0  # is set aside from the limit
TABLE_BPS = 12_000  # the list of samples: 25 pictures and 47 pieces of sound a second, about 20 bytes each
REST_BYTES = 8_000  # tags, headers
SPARE = 0.97  # the AAC encoder misses its rate by up to this


@dataclass(frozen=True)
class Rates:
    """Bits a second."""

    video_bps: int  # the most that comes back to a buffer of BUFFER_S that is nearly full at every key frame
    audio_bps: int


def rates(duration_s: float, max_bytes: int | None) -> Rates:
    """Choose rates that keep a clip below a limit. Raises ClipTooLarge if it would be blocks."""
    if max_bytes is None:
        return Rates(RELAXED_VIDEO_BPS, AUDIO_BPS)
    bits = SPARE * 8 * (max_bytes - REST_BYTES)
    both_bps = bits / (duration_s + SPARE_S) - TABLE_BPS
    audio_bps = AUDIO_BPS if both_bps >= MODEST_BELOW_BPS else MODEST_AUDIO_BPS
    video_bps = both_bps - audio_bps
    if video_bps < LEAST_VIDEO_BPS:
        raise too_large(duration_s, max_bytes)
    # Every two seconds have an encoder of their own, and each of them borrows.
    groups = ceil(duration_s * FPS / KEY_FRAMES)
    lasting_s = duration_s + groups * BORROWED * BUFFER_S
    return Rates(int(min(RELAXED_VIDEO_BPS, video_bps * (duration_s + SPARE_S) / lasting_s)), audio_bps)


def too_large(duration_s: float, max_bytes: int) -> ClipTooLarge:
    """Say that a clip cannot meet a limit, and how long one could be that does."""
    least_bps = LEAST_VIDEO_BPS + MODEST_AUDIO_BPS + TABLE_BPS
    fitting_s = SPARE * 8 * (max_bytes - REST_BYTES) / least_bps - SPARE_S
    shorter_s = min(fitting_s, 0.9 * duration_s)  # never advise what has just failed
    return ClipTooLarge(round(duration_s, 1), round(max_bytes / 1_000_000, 1), max(0, int(shorter_s)))
