"""What encoding costs beside rendering, and that a long clip takes no more memory than a short one."""

import multiprocessing
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import av

from avatar.animator import Frames, Manner, Portrait, animate
from avatar.clip.encode import encode
from avatar.clip.options import ClipOptions
from avatar.face.finder import find_faces
from avatar.pace import FPS
from avatar.puppet.puppet import Puppet
from avatar.sound import Sound, Speech
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

    @property
    def line(self) -> str:
        """Write both for one frame."""
        wall_ms, cpu_ms = (1000 * each / (TIMED_S * FPS) for each in (self.wall_s, self.cpu_s))
        return f"{cpu_ms:.2f} ms of processor a frame, {wall_ms:.2f} ms of wall"


def run() -> Report:
    """Encode a clip of the sketch engine, timing both; then clips of 1 s and 60 s in their own processes."""
    with tempfile.TemporaryDirectory() as folder:
        sane, came = _sane(Path(folder) / "sane.mp4")
        rendering, both = _costs(Path(folder) / "timed.mp4")
    short_mb, long_mb = (_peak_mb(each) for each in (SHORT_S, LONG_S))
    share = both.cpu_s / rendering.cpu_s - 1
    more_mb = long_mb - short_mb
    return Report(
        name="avatar-encode",
        check=f"{came}: {sane}",
        lines=(
            f"rendering at {SIDE_PX} alone: {rendering.line}",
            f"with encoding beside it: {both.line}",
            f"a clip takes {both.wall_s / rendering.wall_s - 1:.0%} longer than its frames alone",
            f"peak memory: {short_mb:.1f} MB for {SHORT_S} s, {long_mb:.1f} MB for {LONG_S} s",
        ),
        headline=f"avatar-encode costs {share:.0%} of rendering (floor {COST_FLOOR:.0%}), "
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


def _costs(to: Path) -> tuple[_Cost, _Cost]:
    """Measure rendering alone, and rendering with encoding, of the same clip."""
    sound = babble(TIMED_S, seed=2)
    encode(swaying(astronaut(), FPS), babble(1, seed=2), ClipOptions(), to, _nothing, _never)  # warm
    with _Clock() as rendering:
        for _ in _puppet(sound).pictures:
            pass
    with _Clock() as both:
        encode(_puppet(sound), sound, ClipOptions(), to, _nothing, _never)
    return rendering.cost, both.cost


class _Clock:
    """Takes the time of what happens within it."""

    def __enter__(self) -> "_Clock":
        self._started = _Cost(time.perf_counter(), time.process_time())
        return self

    def __exit__(self, *_: object) -> None:
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        self.cost = _Cost(wall_s - self._started.wall_s, cpu_s - self._started.cpu_s)


def _puppet(sound: Sound) -> Frames:
    photo = astronaut()
    portrait = Portrait(photo, find_faces(photo)[0].box)
    return animate(Puppet(), portrait, Speech(sound), Manner(seed=1), SIDE_PX)


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
