"""Clips without pictures: the line to be spoken says how many ranges they have and how these behave."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from avatar.clip.errors import PieceBroken
from avatar.requests import AvatarRequest
from generation.errors import Cancelled, DeviceTooSmall
from generation.notes import Note
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import PART, Begin, Draw, DrawRange, Join, Made

STEP_S = 0.05


class FakeClips:
    """Plans, draws and joins texts.

    A line reads "3 ranges of 0.5 s", "2 ranges that fail", "2 ranges that segfault", "4 ranges: from 2 wait
    for PATH", where the third and the fourth are drawn once a file is there, or "2 ranges: break unless
    PATH", where pieces are damaged until a file is there, which that makes.
    """

    on_cpu = False  # tests measure time
    at_once = 2

    def warm(self) -> None:
        """Be ready at once."""

    def make(self, order: Draw, tell: Tell, cancelled: Callable[[], bool]) -> Work:
        """Do what the order's task says."""
        assert isinstance(order.request, AvatarRequest)
        assert order.request.speech is not None
        match order.task:
            case Begin():
                return _plan(order.request.speech.text)
            case DrawRange(plan, first, frames):
                return _draw(plan, first, frames, tell, cancelled)
            case Join(plan, pieces):
                _break_once(plan.decode().split())
                return _part(b"\0\0\0\x18ftyp" + b"".join(pieces), "video/mp4")


def open_clips() -> FakeClips:
    """Open the engine as a runner does."""
    return FakeClips()


def _plan(line: str) -> Work:
    count = int(line.split(maxsplit=1)[0])
    if count == 1:
        return _part(b"\0\0\0\x18ftyp" + line.encode(), "video/mp4")
    ranges = tuple((50 * number, 50) for number in range(count))
    return Work(lambda: (Made(line.encode(), PART),), ranges=ranges)


def _draw(plan: bytes, first: int, frames: int, tell: Tell, cancelled: Callable[[], bool]) -> Work:
    match plan.decode().split():
        case [_, "ranges", "that", "segfault"]:
            os.kill(os.getpid(), signal.SIGSEGV)
        case [_, "ranges", "that", "fail"]:
            raise DeviceTooSmall
        case [_, "ranges", "of", seconds, "s"]:
            _work(float(seconds), tell, cancelled)
        case [_, "ranges:", "from", number, "wait", "for", path]:
            while first >= frames * int(number) and not Path(path).exists():
                _work(STEP_S, tell, cancelled)
    return _part(f"[{first}+{frames}]".encode(), PART)


def _break_once(line: list[str]) -> None:
    match line:
        case [_, "ranges:", "break", "unless", path] if not Path(path).exists():
            Path(path).touch()
            raise PieceBroken("piece.mp4", "the line said so")


def _work(seconds: float, tell: Tell, cancelled: Callable[[], bool]) -> None:
    steps = round(seconds / STEP_S)
    for step in range(steps):
        if cancelled():
            raise Cancelled
        time.sleep(STEP_S)
        tell((step + 1) / steps / 2, "animating", b"")


def _part(data: bytes, mime: str) -> Work:
    return Work(lambda: (Made(data, mime),), (Note(code="sketch_engine", facts={"animator": "fake"}),))
