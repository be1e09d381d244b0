"""Draws the ranges of a clip: those of a job that this worker holds, and those that another one rings for.

The holder plans the clip, takes range after range as any other worker does, and joins the pieces. A worker
that dies costs the range that it had; whoever takes the job over goes on with what is drawn.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from threading import Event, Lock
from time import monotonic
from uuid import UUID

import structlog

from generation.errors import Cancelled
from tasks.asked import sources_of
from tasks.errors import NoSuchJob, NoSuchUpload, StudioPausing, WallLimitReached, WorkerLost
from tasks.job import Job, Problem
from tasks.queue import Bell, queue_of
from tasks.segments import OURS, Segment, Segments, State, erase_ranges
from tasks.worker.messages import Begin, Draw, Drawn, DrawRange, Join, Stepped, Task
from tasks.worker.patience import persist
from tasks.worker.pulse import Pulse
from tasks.worker.runner import EngineEnded, Runner, RunnerDied
from tasks.workshop import Workshop

log = structlog.get_logger()

HELPERS = 16  # workers that are called for one clip at once
PLANNED, DRAWN = 0.05, 0.97  # the share of the work that is done then
ANIMATING, FINISHING = "animating", "finishing"  # stages, as progress names them
LOOK_AGAIN_S = 1.0  # how old the shares of other workers may be

OnStep = Callable[[Stepped], None]


@dataclass
class _LeasedRange:
    """A range that this worker draws; ``share`` is how far it is."""

    segments: Segments
    segment: Segment
    share: float = 0.0

    @property
    def name(self) -> str:
        return self.segment.piece

    def beat(self) -> bool:
        return self.segments.beat(self.segment, self.share)

    def held(self) -> bool:
        return self.segments.holds(self.segment)


@dataclass(frozen=True)
class _Clip:
    """What the ranges of a clip are drawn from, and who wants to know about it."""

    job: Job
    photo: Mapping[str, bytes]
    plan: bytes
    on_step: OnStep = lambda _: None
    gone: Callable[[], bool] = lambda: False


@dataclass
class _Shares:
    """How much of a clip is drawn, by all workers together."""

    segments: Segments
    clip: _Clip
    cut: Sequence[Segment]
    seen_at: float = field(default_factory=monotonic)

    def tell(self, mine: Segment | None = None, share: float = 0.0) -> None:
        """Tell the asker, with what this worker knows of its own range."""
        if monotonic() - self.seen_at > LOOK_AGAIN_S:
            with suppress(StudioPausing):
                self.cut = self.segments.of(self.clip.job.id)
            self.seen_at = monotonic()
        own = mine.number if mine else -1
        drawn = sum(one.frames * (share if one.number == own else one.share) for one in self.cut)
        done = drawn / max(1, sum(one.frames for one in self.cut))
        self.clip.on_step(Stepped("", PLANNED + done * (DRAWN - PLANNED), ANIMATING))


class RangeMaker:
    """Draws one range at a time: they are cut for a device, and a second one beside would slow both down."""

    def __init__(
        self, workshop: Workshop, runner: Runner, pulse: Pulse, bell: Bell, name: str, stopping: Event
    ) -> None:
        self._workshop = workshop
        self._runner = runner
        self._pulse = pulse
        self._bell = bell
        self._name = name
        self._stopping = stopping
        self.leaving = Event()  # set while this worker finishes what it has, and helps nobody
        self._segments = Segments(workshop.database, workshop.settings.lease)
        self._device = Lock()
        self._queueing: set[UUID] = set()  # jobs of this worker that want the device

    def make(
        self, job: Job, sources: Mapping[str, bytes], on_step: OnStep, gone: Callable[[], bool]
    ) -> Drawn:
        """Make the clip of a job that this worker holds, with whoever helps.

        Raises EngineEnded, WallLimitReached, StudioPausing, and RunnerDied where the job is to be given back.
        """
        cut = self._segments.of(job.id) if job.attempt > 1 else []
        if not cut:
            begun = self._runner.render(self._order(job, sources, Begin()), on_step, gone)
            if not begun.ranges:
                return begun
            cut = self._open(job, begun, gone)
        with self._whole(job):
            clip = _Clip(job, _photo(job, sources), self._workshop.store.get(cut[0].plan), on_step, gone)
            return self._join(clip, self._draw_all(clip, cut))

    def help(self, job_id: UUID) -> None:
        """Draw ranges of a clip that another worker makes, as long as there are some.

        Does nothing where this worker draws a range already. Raises what ``make`` does, and NoSuchUpload.
        """
        if self._stopping.is_set() or not self._device.acquire(blocking=False):
            return
        try:
            clip = None
            while segment := self._segments.claim(job_id, self._name):
                clip = clip or self._clip_of(segment)
                self._draw(clip, segment, lambda _: None)
                if self._queueing or self.leaving.is_set():  # its own jobs come first
                    self._bell.call_help(job_id, queue_of(clip.job.request), 1)
                    break
        finally:
            self._device.release()

    def workers_lost(self, job: Job) -> int:
        """Count the workers that went away while they worked on a job."""
        silent = {name for one in self._segments.of(job.id) for name in one.lost_by}
        return max(len(silent), self._workshop.workers_lost(job))

    def _open(self, job: Job, begun: Drawn, gone: Callable[[], bool]) -> list[Segment]:
        """Store a plan and its ranges, and call for help."""
        key = f"{job.id}/{OURS}/plan-{job.attempt}.bin"
        self._workshop.store.put(key, begun.made[0].data)
        cut = persist(lambda: self._segments.open(job, key, begun.ranges, begun.drawn_s), self._stopping)
        if not cut or cut[0].plan != key:
            self._workshop.store.erase(key)
        if not cut:
            raise _no_longer_ours()
        log.info("clip.planned", job_id=str(job.id), attempt=job.attempt, ranges=len(cut))
        return cut

    def _draw_all(self, clip: _Clip, cut: Sequence[Segment]) -> Sequence[Segment]:
        """Take range after range until all are drawn, by whomever. Returns: the ranges."""
        job_id, pause_s = clip.job.id, self._workshop.settings.watch.total_seconds()
        self._call_help(clip.job, cut[1:], HELPERS)  # the first is for this worker
        while True:
            cut = persist(lambda: self._segments.of(job_id), self._stopping)
            if not cut:  # forgotten by a newer attempt
                raise RunnerDied
            if all(one.state is State.DONE for one in cut):
                return cut
            self._insist(clip, cut)
            shares = _Shares(self._segments, clip, cut)
            if (drawn := self._draw_next(clip, shares, pause_s)) is not None:
                # Whoever was busy when the others were called may have time now.
                self._call_help(clip.job, [one for one in cut if one.number != drawn.number], 1)
            else:
                shares.tell()
                self._stopping.wait(pause_s)

    def _draw_next(self, clip: _Clip, shares: _Shares, patience_s: float) -> Segment | None:
        """Draw the next range once the device is free. Returns: the range, None where there is none."""
        self._queueing.add(clip.job.id)
        ready = self._device.acquire(timeout=patience_s)
        self._queueing.discard(clip.job.id)
        if not ready:
            return None
        try:
            segment = self._claim(clip.job.id)
            if segment is not None:
                self._draw(clip, segment, lambda share: shares.tell(segment, share))
            return segment
        finally:
            self._device.release()

    def _claim(self, job_id: UUID) -> Segment | None:
        try:
            return self._segments.claim(job_id, self._name)
        except StudioPausing:
            return None  # it will be back; what is drawn stays drawn

    def _draw(self, clip: _Clip, segment: Segment, tell: Callable[[float], None]) -> None:
        """Draw a claimed range and store its piece; where that fails, somebody else may take it."""
        leased = _LeasedRange(self._segments, segment)

        def further(step: Stepped) -> None:
            leased.share = step.share
            tell(step.share)

        task = DrawRange(clip.plan, segment.first, segment.frames)
        order = self._order(clip.job, clip.photo, task, segment.piece)
        with self._pulse.of(leased) as watch:
            try:
                drawn = self._runner.render(order, further, lambda: watch.gone.is_set() or clip.gone())
                self._workshop.store.put(segment.piece, drawn.made[0].data)
                ours = persist(lambda: self._segments.done(segment, drawn.drawn_s), self._stopping)
            except (RunnerDied, EngineEnded, WallLimitReached) as error:
                lost = isinstance(error, RunnerDied) and not self._stopping.is_set()
                if self._segments.give_back(segment, lost) and not watch.gone.is_set():
                    raise
                return  # it was taken away meanwhile, or nobody wants the clip any more
        if not ours:
            self._workshop.store.erase(segment.piece)
        log.info(
            "range.drawn" if ours else "range.refused",
            job_id=str(segment.job_id),
            number=segment.number,
            fence=segment.fence,
            seconds=round(drawn.drawn_s, 3),
        )

    def _join(self, clip: _Clip, cut: Sequence[Segment]) -> Drawn:
        pieces = tuple(self._workshop.store.get(one.key) for one in cut)
        order = self._order(clip.job, clip.photo, Join(clip.plan, pieces))

        def further(step: Stepped) -> None:
            clip.on_step(replace(step, share=DRAWN + step.share * (1 - DRAWN), stage=FINISHING))

        try:
            joined = self._runner.render(order, further, clip.gone)
        except EngineEnded as ended:
            if not ended.refusal:  # a piece may be damaged
                self._forget(clip.job)
            raise
        return replace(joined, drawn_s=joined.drawn_s + sum(one.drawn_s for one in cut))

    def _order(self, job: Job, sources: Mapping[str, bytes], task: Task, ticket: str = "") -> Draw:
        here = self._workshop.filtering.at(job.place)
        return Draw(ticket or f"{job.id}/{job.attempt}", job.request, sources, task, here)

    def _clip_of(self, segment: Segment) -> _Clip:
        """Read what a helper needs. Raises NoSuchUpload if the photo was deleted meanwhile."""
        get = self._workshop.store.get
        try:
            job = self._workshop.find(segment.job_id)
            photo = sources_of(job.request).photo if job else ""
            if job is None or not photo:
                raise NoSuchJob
            return _Clip(job, {photo: get(photo)}, get(segment.plan))
        except NoSuchJob as error:
            self._segments.give_back(segment, lost=False)
            raise NoSuchUpload from error

    def _insist(self, clip: _Clip, cut: Sequence[Segment]) -> None:
        """Go on only as long as that makes sense.

        Raises RunnerDied where this worker stops, EngineEnded where the job was cancelled or lost, or where
        one range has cost too many workers.
        """
        if self._stopping.is_set():
            raise RunnerDied
        if clip.gone():
            raise _no_longer_ours()
        if max(len(one.lost_by) for one in cut) >= self._workshop.settings.losses_limit:
            raise EngineEnded(Problem.of(WorkerLost()), retry=False, refusal=False)

    def _call_help(self, job: Job, cut: Sequence[Segment], limit: int) -> None:
        free = sum(one.state is State.WAITING for one in cut)
        self._bell.call_help(job.id, queue_of(job.request), min(limit, free))

    @contextmanager
    def _whole(self, job: Job) -> Iterator[None]:
        """Begin anew where the plan or a piece is not in the store any more."""
        try:
            yield
        except NoSuchJob as error:
            log.warning("clip.incomplete", job_id=str(job.id))
            self._forget(job)
            raise RunnerDied from error

    def _forget(self, job: Job) -> None:
        """Make sure that the next attempt begins anew; ranges that are another attempt's by now stay."""
        if self._workshop.holds(job):
            erase_ranges(self._segments, self._workshop.store, job.id)


def _no_longer_ours() -> EngineEnded:
    return EngineEnded(Problem.of(Cancelled()), retry=False, refusal=True)


def _photo(job: Job, sources: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Pick what frames are drawn from: the plan holds the sound."""
    photo = sources_of(job.request).photo
    return {photo: sources[photo]}
