"""A clip of real pictures and sound whose ranges a test hands over one by one."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from avatar.animator import Box, Frames, Score
from avatar.clip.join import join
from avatar.clip.options import ClipOptions
from avatar.clip.ranges import encode_range, ranges
from avatar.clip.soundtrack import encode_sound
from avatar.pace import FPS, KEY_FRAMES
from avatar.plan import Facts, Plan
from tasks.desk import Desk
from tasks.job import Done, Job, Media
from tasks.segments import Segments
from tests.avatar.clip.footage import SIDE_PX, never, nothing, swaying, tone
from tests.bots.web.conftest import LOCAL
from tests.factories import avatar_request, key, photograph, place, speech_request
from tests.fakes.worker import FakeWorker

TOTAL = 4 * KEY_FRAMES + 20
DURATION_S = TOTAL / FPS
LINE = "Hello there."


@dataclass(frozen=True)
class Footage:
    """What workers would make of one order."""

    plan: bytes
    pieces: tuple[bytes, ...]
    clip: bytes
    thumbnail: bytes


@cache
def footage() -> Footage:
    """Encode a clip in five ranges."""
    options, sound = ClipOptions(), encode_sound(tone(DURATION_S), TOTAL)
    facts = Facts(face=Box(0, 0, 1, 1), frames=TOTAL, range_frames=KEY_FRAMES, wanted=options)
    drawn = list(swaying(TOTAL).pictures)
    pieces = []
    with TemporaryDirectory() as folder:
        for part in ranges(TOTAL, KEY_FRAMES):
            pictures = iter(drawn[part.first : part.first + part.count])
            frames = Frames(part.count, SIDE_PX, SIDE_PX, pictures)
            to = Path(folder) / f"{part.first}.mp4"
            pieces.append(encode_range(frames, options, part.first, TOTAL, to, nothing, never))
        clip = join(pieces, sound, options, Path(folder) / "clip.mp4", nothing)
        return Footage(
            Plan(facts, Score(TOTAL, {}), sound).to_bytes(),
            tuple(piece.path.read_bytes() for piece in pieces),
            clip.path.read_bytes(),
            clip.thumbnail,
        )


class GrowingClip:
    """A clip that a worker has planned; ``draw`` hands its next range over."""

    def __init__(self, desk: Desk, worker: FakeWorker, footage: Footage) -> None:
        self._desk, self._worker, self._footage = desk, worker, footage
        self._segments = Segments(desk.database, desk.settings.lease)
        photo = desk.keep(LOCAL, photograph(), "image/png")
        request = avatar_request(photo=photo, speech=speech_request(LINE))
        self.job: Job = desk.submit(request, LOCAL, place(platform="web"), key())

    def plan(self) -> None:
        """Take the job and open its ranges."""
        self.job = self._worker.claim(self.job.id)
        plan = f"{self.job.id}/0/plan-{self.job.attempt}.bin"
        self._desk.store.put(plan, self._footage.plan)
        cut = [(part.first, part.count) for part in ranges(TOTAL, KEY_FRAMES)]
        assert self._segments.open(self.job, plan, cut, 0.1)

    def draw(self, count: int = 1) -> None:
        """Draw the next ranges, and tell so."""
        for _ in range(count):
            segment = self._segments.claim(self.job.id, "fake")
            assert segment is not None
            self._desk.store.put(segment.piece, self._footage.pieces[segment.number])
            assert self._segments.done(segment, 0.1)
            self.progress((segment.first + segment.frames) / TOTAL)

    def progress(self, share: float) -> None:
        """Tell how far the clip is."""
        self._worker.progress(self.job, share, note="animating")

    def begin_anew(self) -> None:
        """Lose plan and pieces, and plan once more as another attempt does."""
        for name in self._segments.drop(self.job.id):
            self._desk.store.erase(name)
        plan = f"{self.job.id}/0/plan-{self.job.attempt + 1}.bin"
        self._desk.store.put(plan, self._footage.plan)
        cut = [(part.first, part.count) for part in ranges(TOTAL, KEY_FRAMES)]
        assert self._segments.open(self.job, plan, cut, 0.1)

    def finish(self, **more: object) -> None:
        """Store the joined clip, and tell so."""
        small = self._kept("0.jpg", self._footage.thumbnail, mime="image/jpeg")[0]
        facts = {"width_px": SIDE_PX, "height_px": SIDE_PX, "duration_s": DURATION_S, "seed": 7, **more}
        stored = self._kept("0.mp4", self._footage.clip, mime="video/mp4", thumbnail=small.key, **facts)
        assert self._worker.workshop.finish(self.job, [stored], drawn_s=1.0)
        self._desk.outbox.publish("web", Done(job_id=self.job.id))

    def forget(self) -> None:
        """Erase the pieces, as happens some minutes after the end."""
        for name in self._segments.drop(self.job.id):
            self._desk.store.erase(name)

    def _kept(self, name: str, data: bytes, **facts: object) -> tuple[Media, str]:
        media_key = f"{self.job.id}/{self.job.attempt}/{name}"
        media = Media.model_validate({"key": media_key, "bytes": len(data), **facts})
        return media, self._desk.store.put(media_key, data)
