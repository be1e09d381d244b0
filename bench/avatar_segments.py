"""Whether a clip is the same, bit for bit, however many machines draw it, and what a killed one costs."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from avatar.intake.flac import encode
from avatar.pace import FPS
from avatar.requests import AvatarRequest
from bench.crew import Crew, crew
from bench.footage import astronaut, babble
from bench.report import Report
from tasks.job import Job, Place, Sender

FRAMES = 1750  # 70 s
CUTS = {1: 1750, 3: 600, 7: 250}  # ranges, and the frames of each: multiples of 50
KILLED_IN = 7  # ranges
ADA = Sender(platform="bench", account="1")
HERE = Place(platform="bench", chat="1")


@dataclass(frozen=True)
class Outcome:
    """One clip: how it was drawn and what came out."""

    ranges: int
    hired: int
    drawn_by: int
    killed: bool
    wall_s: float
    drawn_s: float  # by all workers together
    again: int  # ranges that were begun more than once
    sha256: str
    notes: tuple[str, ...]

    @property
    def line(self) -> str:
        """Write it."""
        lost = f", one killed: {self.again} range(s) drawn again" if self.killed else ""
        return (
            f"{self.ranges} range(s), {self.hired} worker(s) of which {self.drawn_by} drew: "
            f"{self.wall_s:.1f} s of wall, {self.drawn_s:.1f} s of work{lost}"
        )


def run() -> Report:
    """Make one clip in 1, 3 and 7 ranges on one and two workers, and kill one of two; compare the files."""
    outcomes: list[Outcome] = []
    for ranges, frames in CUTS.items():
        with crew(LIMNER_RANGE_FRAMES=str(frames)) as here:
            request = _request(here)
            for _ in range(2):
                here.hire()
                outcomes.append(_outcome(here, ranges, _submit(here, request)))
            if ranges == KILLED_IN:
                outcomes.append(_killed(here, ranges, request))
    files = {one.sha256 for one in outcomes}
    killed = outcomes[-1]
    equal, told = len(files) == 1, "taken_over" in killed.notes
    as_cut = all(one.again == 0 for one in outcomes[:-1])
    return Report(
        name="avatar-segments",
        check=f"{len(outcomes)} clips of {FRAMES / FPS:.0f} s are the same file: {equal}; "
        f"the reply says that a machine was replaced: {told}",
        lines=tuple(one.line for one in outcomes),
        headline=f"avatar-segments: {len(files)} different file(s) of {len(outcomes)}, a killed worker cost "
        f"{killed.again} range(s) (floor: 1, 1)",
        passed=equal and told and as_cut and killed.again == 1,
    )


def _request(here: Crew) -> AvatarRequest:
    photo = BytesIO()
    Image.fromarray(astronaut()).save(photo, "PNG")
    sound = encode(babble(FRAMES / FPS, seed=7))
    desk = here.desk
    return AvatarRequest(
        photo=desk.keep(ADA, photo.getvalue(), "image/png"),
        sound=desk.keep(ADA, sound, "audio/flac"),
        seed=7,
    )


def _submit(here: Crew, request: AvatarRequest) -> Job:
    return here.desk.submit(request, ADA, HERE, key=f"bench:{here.count()}")


def _killed(here: Crew, ranges: int, request: AvatarRequest) -> Outcome:
    """Kill the worker that helps as soon as it draws."""
    job = _submit(here, request)
    here.kill(here.helper_of(job))
    return _outcome(here, ranges, job, killed=True)


def _outcome(here: Crew, ranges: int, job: Job, killed: bool = False) -> Outcome:
    made = here.wait(job)
    cut = here.ranges(job)
    clip = here.desk.read(made.media[0].key)
    assert made.finished_at is not None
    assert len(cut) == (ranges if ranges > 1 else 0)  # a clip of one range is not cut
    return Outcome(
        ranges=ranges,
        hired=len(here.hired),
        drawn_by=len({one.worker for one in cut}) or 1,
        killed=killed,
        wall_s=(made.finished_at - made.submitted_at).total_seconds(),
        drawn_s=made.drawn_s or 0.0,
        again=sum(one.fence - 1 for one in cut),
        sha256=hashlib.sha256(clip).hexdigest(),
        notes=tuple(note.code for note in made.notes),
    )
