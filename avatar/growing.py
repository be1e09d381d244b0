"""A clip that is still being drawn, as players want it: heads, segments, playlists.

Pictures come from finished ranges, the sound from the plan, which has all of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import av

from avatar.clip.bitrate import rates
from avatar.clip.errors import PieceBroken
from avatar.clip.fragments import Fragments, fragments_of, video_codec
from avatar.clip.playlist import Look, master_playlist, playlist, segment_durations
from avatar.pace import FPS, KEY_FRAMES
from avatar.plan import Plan

HEAD = "init.mp4"  # as playlists name it, in a folder


@dataclass(frozen=True)
class Outline:
    """What is known of a clip before any of it is drawn; ``frames`` are those that are, from the first on."""

    total: int  # frames of the clip
    bits_a_second: int  # of pictures and sound together, at most
    head: bytes  # of the sound
    segments: tuple[bytes, ...]  # of the sound
    durations_s: tuple[float, ...]  # of the segments

    @property
    def duration_s(self) -> float:
        """Tell how long the clip will be (seconds)."""
        return self.total / FPS

    def ready_s(self, frames: int) -> float:
        """Tell how much of it can be seen (seconds)."""
        return frames / FPS

    def frame(self, number: int) -> int:
        """Tell with which frame a segment of the pictures begins."""
        return number * KEY_FRAMES

    def heard(self, frames: int) -> int:
        """Count the segments of the sound that go with the frames; see `Soundtrack.segments`."""
        return len(self.segments) if frames >= self.total else min(len(self.segments), frames // KEY_FRAMES)

    def sound_playlist(self, frames: int, folder: str) -> str:
        """List the segments of the sound that go with the frames."""
        durations_s = self.durations_s[: self.heard(frames)]
        return playlist(durations_s, f"{folder}/{HEAD}", _in(folder), frames >= self.total)

    def picture_playlist(self, frames: int, folder: str) -> str:
        """List the segments of the pictures."""
        return playlist(segment_durations(frames), f"{folder}/{HEAD}", _in(folder), frames >= self.total)

    def master(self, head: bytes, video: str, sound: str) -> str:
        """Name both playlists by their addresses, and what a player needs; ``head`` is the pictures'."""
        with av.open(BytesIO(head), "r", format="mp4") as file:
            stream = file.streams.video[0]
            look = Look(stream.width, stream.height, video_codec(head), self.bits_a_second)
        return master_playlist(look, video, sound)


@dataclass(frozen=True)
class Pictures:
    """A finished range of a clip."""

    data: bytes
    parts: Fragments

    @property
    def head(self) -> bytes:
        """Give what a player needs before the first segment; it is the same for all ranges of a clip."""
        return self.parts.head.of(BytesIO(self.data))

    def segment(self, index: int) -> bytes:
        """Give two seconds; ``index`` counts from the first of this range."""
        return self.parts.segments[index].of(BytesIO(self.data))


def outline_of(plan: bytes) -> Outline:
    """Read what `avatar.plan.Plan.to_bytes` wrote. Raises PlanBroken."""
    read = Plan.from_bytes(plan)
    limits = rates(read.facts.frames / FPS, read.facts.wanted.max_bytes)
    return Outline(
        read.facts.frames,
        limits.video_bps + limits.audio_bps,
        read.sound.head,
        read.sound.segments,
        read.sound.durations_s,
    )


def pictures_of(piece: bytes) -> Pictures:
    """Find the segments in the file of a piece. Raises PieceBroken if there are none.

    Whether it is whole matters when the clip is joined: here damage is only seen.
    """
    try:
        parts = fragments_of(BytesIO(piece))
    except ValueError as error:
        raise PieceBroken("piece", "it has no segments") from error
    return Pictures(piece, parts)


def _in(folder: str) -> Callable[[int], str]:
    return lambda number: f"{folder}/{number}.m4s"
