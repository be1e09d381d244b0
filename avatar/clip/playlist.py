"""Playlists by which players of HLS find the segments of a clip while it is still growing.

Source: RFC 8216, HTTP Live Streaming; sections 4.3 and 6.2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from avatar.clip.fragments import SOUND_CODEC
from avatar.pace import FPS, KEY_FRAMES

VERSION = 7  # segments of MP4 with a head
GROUP = "sound"


@dataclass(frozen=True)
class Look:
    """What a player must know of a clip before it asks for any of it."""

    width_px: int
    height_px: int
    codec: str  # of the pictures, see `avatar.clip.fragments.video_codec`
    bits_a_second: int  # pictures and sound, at most


def master_playlist(look: Look, pictures: str, sound: str) -> str:
    """Name the playlists of pictures and of sound, by their addresses."""
    facts = (
        f"BANDWIDTH={look.bits_a_second}",
        f'CODECS="{look.codec},{SOUND_CODEC}"',
        f"RESOLUTION={look.width_px}x{look.height_px}",
        f"FRAME-RATE={FPS}",
        f'AUDIO="{GROUP}"',
    )
    return _lines(
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{GROUP}",NAME="{GROUP}",DEFAULT=YES,AUTOSELECT=YES,URI="{sound}"',
        f"#EXT-X-STREAM-INF:{','.join(facts)}",
        pictures,
    )


def playlist(durations_s: Sequence[float], head: str, address: Callable[[int], str], ended: bool) -> str:
    """Name the segments that are there, ``address(index)`` each, and their head.

    Players ask again every two seconds until it has ``ended``; segments may only be added at the end.
    """
    longest_s = max([KEY_FRAMES / FPS, *durations_s])
    segments = [
        line
        for index, duration_s in enumerate(durations_s)
        for line in (f"#EXTINF:{duration_s:.5f},", address(index))
    ]
    return _lines(
        f"#EXT-X-TARGETDURATION:{ceil(longest_s - 0.5)}",
        "#EXT-X-PLAYLIST-TYPE:EVENT",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        "#EXT-X-START:TIME-OFFSET=0",  # else players begin close to the end of what is there
        f'#EXT-X-MAP:URI="{head}"',
        *segments,
        *(["#EXT-X-ENDLIST"] if ended else []),
    )


def segment_durations(frames: int) -> tuple[float, ...]:
    """Tell how long each segment of the pictures is that the first frames of a clip fill (seconds)."""
    return tuple(min(KEY_FRAMES, frames - first) / FPS for first in range(0, frames, KEY_FRAMES))


def _lines(*lines: str) -> str:
    return "\n".join(["#EXTM3U", f"#EXT-X-VERSION:{VERSION}", *lines, ""])
