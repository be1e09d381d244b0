"""What encoding costs beside rendering, and that a long clip takes no more memory than a short one."""

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import av

from avatar.animator import FPS, Box, Frames, Manner, Pixels, Portrait
from avatar.clip.encode import encode
from avatar.clip.options import ClipOptions
from avatar.face.finder import find_faces
from avatar.puppet.puppet import Puppet
from avatar.sound import Speech
from bench.footage import astronaut, babble, swaying
from bench.report import Report

SIDE_PX = 256
TIMED_S = 20
SHORT_S, LONG_S = 1, 60
MEMORY_FLOOR_MB = 30.0
COST_FLOOR = 0.10
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class _Cost:
    """Seconds of one run: of the wall clock, and of the processor."""

    wall_s: float
    cpu_s: float

    def per_frame_ms(self, seconds: float) -> float:
        return 1000 * seconds / (TIMED_S * FPS)


def run() -> Report:
    """Encode a clip of the sketch engine, timing both; then clips of 1 s and 60 s in their own processes."""
    with tempfile.TemporaryDirectory() as folder:
        sane, came = _sane(Path(folder) / "sane.mp4")
        rendering, encoding = _costs(Path(folder) / "timed.mp4")
    short_mb, long_mb = (_peak_mb(each) for each in (SHORT_S, LONG_S))
    share = encoding.cpu_s / rendering.cpu_s
    more_mb = long_mb - short_mb
    return Report(
        name="avatar-encode",
        check=f"{came}: {sane}",
        lines=(
            f"rendering at {SIDE_PX}: {rendering.per_frame_ms(rendering.cpu_s):.2f} ms of processor a frame "
            f"({rendering.per_frame_ms(rendering.wall_s):.2f} ms of wall)",
            f"encoding beside it: {encoding.per_frame_ms(encoding.cpu_s):.2f} ms of processor a frame "
            f"({encoding.per_frame_ms(encoding.wall_s):.2f} ms of wall)",
            f"peak memory: {short_mb:.1f} MB for {SHORT_S} s, {long_mb:.1f} MB for {LONG_S} s",
        ),
        headline=f"avatar-encode costs {share:.1%} of rendering (floor {COST_FLOOR:.0%}), "
        f"{LONG_S} s take {more_mb:.1f} MB more than {SHORT_S} s (floor {MEMORY_FLOOR_MB:.0f} MB)",
        passed=sane and share < COST_FLOOR and more_mb <= MEMORY_FLOOR_MB,
    )


def _sane(to: Path) -> tuple[bool, str]:
    """Tell whether every frame and the whole sound come out again, in step within one frame."""
    clip = encode(swaying(astronaut(), 2 * FPS), babble(2, seed=1), ClipOptions(), to, _nothing, _never)
    with av.open(str(clip.path), "r") as file:
        times_s = [float(frame.time or 0) for frame in file.decode(video=0)]
        file.seek(0)
        heard_s = [
            (float(frame.time or 0), float(frame.time or 0) + frame.samples / frame.sample_rate)
            for frame in file.decode(audio=0)
        ]
    apart_s = max(abs(times_s[0] - heard_s[0][0]), abs(times_s[-1] + 1 / FPS - heard_s[-1][1]))
    sane = len(times_s) == 2 * FPS and apart_s <= 1 / FPS
    return (
        sane,
        f"{len(times_s)} of {2 * FPS} frames, sound and picture {1000 * apart_s:.0f} ms apart at most",
    )


class _Timed:
    """Takes pictures from an animator and adds up how long it draws them."""

    def __init__(self, frames: Frames) -> None:
        self._pictures = frames.pictures
        self.wall_s = self.cpu_s = 0.0

    def __iter__(self) -> Iterator[Pixels]:
        return self

    def __next__(self) -> Pixels:
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        try:
            return next(self._pictures)
        finally:
            self.wall_s += time.perf_counter() - wall_s
            self.cpu_s += time.process_time() - cpu_s


def _costs(to: Path) -> tuple[_Cost, _Cost]:
    """Measure rendering and encoding in one run."""
    sound = babble(TIMED_S, seed=2)
    photo = astronaut()
    frames = Puppet().animate(Portrait(photo, _face(photo)), Speech(sound), Manner(seed=1), SIDE_PX)
    frames = replace(frames, count=min(frames.count, TIMED_S * FPS))
    timed = _Timed(frames)
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    encode(replace(frames, pictures=iter(timed)), sound, ClipOptions(), to, _nothing, _never)
    wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
    rendering = _Cost(timed.wall_s, timed.cpu_s)
    return rendering, _Cost(wall_s - rendering.wall_s, cpu_s - rendering.cpu_s)


def _face(photo: Pixels) -> Box:
    return find_faces(photo)[0].box


def _peak_mb(duration_s: int) -> float:
    """Encode a clip in a process of its own and give the most memory that it took."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(peak_mb_of, (duration_s,))


def peak_mb_of(duration_s: int) -> float:
    """Encode a clip and give the most memory that this process took (megabytes)."""
    with tempfile.TemporaryDirectory() as folder:
        frames = swaying(astronaut(), duration_s * FPS)
        encode(frames, babble(duration_s, seed=3), ClipOptions(), Path(folder) / "clip.mp4", _nothing, _never)
    return _high_water_bytes() / MEGABYTE


def _high_water_bytes() -> int:
    """Read the most memory that this process took. Linux lets ``ru_maxrss`` begin with the parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text("ascii", "replace").splitlines()
        return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM:")))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


def _nothing(_share: float) -> None:
    """Hear of progress."""


def _never() -> bool:
    return False
