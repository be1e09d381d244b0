"""Makes one job: claim it, have it drawn, store the result, settle, tell."""

import time
from base64 import b64encode
from collections.abc import Sequence
from threading import Event
from uuid import UUID

import structlog

from avatar.requests import AvatarRequest, PreviewRequest
from generation.errors import Cancelled, Refusal
from generation.notes import Note
from generation.requests import TrainingRequest
from tasks.asked import sources_of
from tasks.errors import (
    NoSuchJob,
    NoSuchUpload,
    PicturesWithheld,
    RenderFailed,
    StudioPausing,
    WallLimitReached,
)
from tasks.filter import Flagged
from tasks.job import WORDS_ALONE, Done, Job, Media, Problem, Progress, Request, Status
from tasks.outbox import Outbox
from tasks.queue import Bell, queue_of
from tasks.store import EXTENSIONS
from tasks.worker.door import NEARLY_DONE, Door, Pass
from tasks.worker.messages import LEARNING, RENDERING, Draw, Drawn, Made, Stepped
from tasks.worker.patience import persist
from tasks.worker.pulse import LeasedJob, Pulse, Watch
from tasks.worker.runner import EngineEnded, Runner, RunnerDied
from tasks.worker.segments import RangeMaker
from tasks.worker.shelving import Shelving
from tasks.workshop import Workshop

log = structlog.get_logger()

TELL_EVERY_S = 0.25  # progress without a preview; no chat shows it faster


class Maker:
    """Makes the jobs that the queue rings for. Called from every slot at once."""

    def __init__(self, workshop: Workshop, runner: Runner, bell: Bell, outbox: Outbox, name: str) -> None:
        self._workshop = workshop
        self._runner = runner
        self._bell = bell
        self._outbox = outbox
        self._name = name
        self._pulse = Pulse(workshop.settings)
        self._stopping = Event()
        self._door = Door(lambda: runner.drawers)
        self._study = Door(lambda: 1)  # of trainings: they are made beside what is drawn, one at a time
        self._shelving = Shelving(workshop)
        self._ranges = RangeMaker(workshop, runner, self._pulse, bell, name, self._stopping)

    def make(self, job_id: UUID) -> None:
        """Make the job whose turn it is where a job rings, or do nothing where nobody waits. Never raises."""
        entered = self._door.enter()
        try:
            if entered is None:
                self._pass_on(job_id)
            elif job := self._workshop.take_turn(job_id, self._name):
                self._make(job, job_id, entered)
        except StudioPausing:
            log.warning("job.unclaimed", job_id=str(job_id))  # the sweep rings for it again
        finally:
            if entered is not None:
                entered.leave()

    def learn(self, job_id: UUID) -> None:
        """Make the training whose turn it is, unless one is made here: it is rung again. Never raises."""
        entered = self._study.try_enter()
        if entered is None:
            return
        try:
            if job := self._workshop.take_turn(job_id, self._name):
                self._make(job, job_id, entered)
                self._shelving.end(job.id)
        except StudioPausing:
            log.warning("job.unclaimed", job_id=str(job_id))
        finally:
            entered.leave()

    def _make(self, job: Job, rung: UUID, entered: Pass) -> None:
        log.info("job.started", job_id=str(job.id), attempt=job.attempt, rung=str(rung))
        with self._pulse.of(LeasedJob(self._workshop, job)) as watch:
            try:
                self._settle(job, watch, entered)
            except StudioPausing:
                log.warning("job.unsettled", job_id=str(job.id), attempt=job.attempt)  # its lease runs out
            except Exception:
                log.exception("job.broke", job_id=str(job.id), attempt=job.attempt)
                self._give_back(job, lost=True)

    def help(self, job_id: UUID) -> None:
        """Draw ranges of a clip that another worker makes, as long as there are some. Never raises."""
        try:
            if not self._ranges.leaving.is_set():
                self._ranges.help(job_id)
        except (StudioPausing, RunnerDied, NoSuchUpload, WallLimitReached) as error:
            log.warning("range.left", job_id=str(job_id), error=type(error).__name__)
        except EngineEnded as ended:  # what stands in the way of this machine, the holder's may not mind
            log.warning("range.left", job_id=str(job_id), code=ended.problem.code)
        except Exception:
            log.exception("range.broke", job_id=str(job_id))

    @property
    def idle(self) -> bool:
        """Whether it takes nothing and has nothing in hand."""
        doors = self._door.empty and self._study.empty
        return doors and self._pulse.still  # in this order: a job leaves the door before it ends

    def pause(self) -> None:
        """Take no new jobs, and pass on those that were rung for here; a training waits for no end."""
        self._door.close()
        self._study.close()
        self._ranges.leaving.set()

    def resume(self) -> None:
        """Take jobs again, unless this worker stops."""
        if not self._stopping.is_set():
            self._door.open()
            self._study.open()
            self._ranges.leaving.clear()

    def stop(self) -> None:
        """Hand every running job over to somebody else, at once."""
        self._stopping.set()
        self._door.close()
        self._study.close()
        self._runner.close()

    def _settle(self, job: Job, watch: Watch, entered: Pass) -> None:
        try:
            drawn = self._draw(job, watch, entered)
        except RunnerDied:
            vain = not self._stopping.is_set() and not self._shelving.got_further(job)
            self._give_back(job, lost=vain)
        except (WallLimitReached, NoSuchUpload) as error:
            self._end(job, Problem.of(error))
        except EngineEnded as ended:
            if watch.gone.is_set():
                return
            if ended.problem.code == Cancelled.code and self._leaves(job):
                self._give_back(job, lost=False)
            elif ended.retry:
                self._give_back(job, lost=True, problem=ended.problem)
            else:
                self._end(job, ended.problem)
        else:
            entered.leave()
            self._finish(job, drawn)

    def _leaves(self, job: Job) -> bool:
        """Whether a training is to be handed over, with what it has learnt, because its worker drains."""
        return isinstance(job.request, TrainingRequest) and self._study.closed

    def _pass_on(self, rung: UUID) -> None:
        """Ring elsewhere for a job that nobody takes here any more."""
        job = self._workshop.find(rung)
        if job is not None and job.status is Status.QUEUED:
            self._bell.ring(job.id, queue_of(job.request))

    def _draw(self, job: Job, watch: Watch, entered: Pass) -> Drawn:
        told_at, told = 0.0, ""

        def further(step: Stepped) -> None:
            nonlocal told_at, told
            if step.share >= NEARLY_DONE and step.stage != LEARNING:
                entered.leave()
            if step.preview or step.stage != told or time.monotonic() - told_at >= TELL_EVERY_S:
                told_at, told = time.monotonic(), step.stage
                self._tell(job, step.share, step.stage, step.preview, step.loss)

        self._tell(job, 0.0, RENDERING if self._runner.ready.is_set() else "loading")
        sources = self._sources(job.request)
        if isinstance(job.request, AvatarRequest | PreviewRequest):
            return self._ranges.make(job, sources, further, watch.gone.is_set)
        here = self._workshop.filtering.at(job.place)
        place = self._shelving.checkpoint(job)
        order = Draw(f"{job.id}/{job.attempt}", job.request, sources, filter=here, checkpoint=place)
        return self._runner.render(order, further, lambda: watch.gone.is_set() or self._leaves(job))

    def _finish(self, job: Job, drawn: Drawn) -> None:
        try:
            self._workshop.rereading.insist(job, drawn.notes)
            told = self._workshop.rereading.sifted(job, drawn.notes)
        except Refusal as refused:
            self._end(job, Problem.of(refused))
            return
        shown = [one for one in drawn.made if one.flagged is not Flagged.WITHHELD]
        stored = [self._keep(job, index, one) for index, one in enumerate(shown)]
        if not stored and not isinstance(job.request, WORDS_ALONE):
            self._end(job, Problem.of(PicturesWithheld(len(drawn.made)) if drawn.made else RenderFailed()))
            return
        marks = {
            media.key: one.fingerprint
            for (media, _), one in zip(stored, shown, strict=True)
            if one.fingerprint
        }
        filtered = held_back(drawn.made)
        learnt = self._shelving.keep(job, drawn)

        def finish() -> Job | None:
            notes = (*told, *filtered, *self._taken_over(job))
            count = 0 if learnt else sum(int(note.facts["count"]) for note in filtered)
            return self._workshop.finish(job, stored, drawn.drawn_s, notes, marks, count, learnt)

        finished = persist(finish, self._stopping)
        self._shelving.settle(job, learnt, finished)
        if finished is None:  # cancelled or taken over meanwhile: what was stored is nobody's
            log.info("job.refused", job_id=str(job.id), attempt=job.attempt)
            for media, _ in stored:
                for key in filter(None, (media.key, media.thumbnail)):
                    self._workshop.store.erase(key)
            return
        log.info("job.finished", job_id=str(job.id), attempt=job.attempt, seconds=round(drawn.drawn_s, 3))
        self._outbox.publish(job.place.platform, Done(job_id=job.id))

    def _taken_over(self, job: Job) -> tuple[Note, ...]:
        """Tell of workers that went away meanwhile."""
        alone = job.attempt == 1 and not isinstance(job.request, AvatarRequest | PreviewRequest)
        count = 0 if alone else self._ranges.workers_lost(job)
        return (Note(code="taken_over", facts={"count": count}),) if count else ()

    def _sources(self, request: Request) -> dict[str, bytes]:
        """Read what a request names. Raises NoSuchUpload if it was deleted meanwhile."""
        try:
            return {key: self._workshop.store.get(key) for key in sources_of(request).keys}
        except NoSuchJob as error:
            raise NoSuchUpload from error

    def _keep(self, job: Job, index: int, made: Made) -> tuple[Media, str]:
        name = f"{job.id}/{job.attempt}/{index}"
        thumbnail = f"{name}-small.jpg" if made.thumbnail else ""
        media = Media(
            key=f"{name}.{EXTENSIONS[made.mime]}",
            mime=made.mime,
            bytes=len(made.data),
            width_px=made.width_px,
            height_px=made.height_px,
            duration_s=made.duration_s,
            seed=made.seed,
            thumbnail=thumbnail,
            flagged=made.flagged,
        )
        if thumbnail:
            self._workshop.store.put(thumbnail, made.thumbnail)
        return media, self._workshop.store.put(media.key, made.data)

    def _end(self, job: Job, problem: Problem) -> None:
        if self._workshop.fail(job, problem) is not None:
            log.warning("job.refunded", job_id=str(job.id), attempt=job.attempt, code=problem.code)
            self._outbox.publish(job.place.platform, Done(job_id=job.id))

    def _give_back(self, job: Job, lost: bool, problem: Problem | None = None) -> None:
        try:
            waiting = self._workshop.give_back(job, lost, problem)
        except StudioPausing:
            log.warning("job.left", job_id=str(job.id), attempt=job.attempt)  # its lease runs out
            return
        if waiting is None:
            return
        log.info("job.given_back", job_id=str(job.id), attempt=job.attempt, lost=lost, status=waiting.status)
        if waiting.status.final:
            self._outbox.publish(job.place.platform, Done(job_id=job.id))
        else:
            self._bell.ring(job.id, queue_of(job.request))

    def _tell(
        self, job: Job, share: float, note: str, preview: bytes = b"", loss: float | None = None
    ) -> None:
        event = Progress(
            job_id=job.id,
            attempt=job.attempt,
            share=min(share, 1.0),
            note=note,
            loss=loss,
            preview=b64encode(preview).decode(),
        )
        self._outbox.publish(job.place.platform, event)


def held_back(made: Sequence[Made]) -> tuple[Note, ...]:
    """Tell of the pictures that the filter blurred or withheld: their share of the price is given back."""
    told = {"filter_blurred": Flagged.BLURRED, "filter_withheld": Flagged.WITHHELD}
    counts = {code: sum(one.flagged is flagged for one in made) for code, flagged in told.items()}
    return tuple(
        Note(code=code, facts={"count": count, "all": len(made)}) for code, count in counts.items() if count
    )
