"""A worker without an engine, in the test's own thread: it moves jobs through the real workshop."""

from uuid import UUID

from PIL import Image

from generation.notes import Note
from generation.picture import Picture, encode_png
from tasks.desk import Desk
from tasks.job import Done, Job, Media, Problem, Progress, Status
from tasks.workshop import Workshop


class FakeWorker:
    """Finishes queued jobs with plain pictures, and announces what a worker announces."""

    def __init__(self, desk: Desk, name: str = "fake") -> None:
        self._desk = desk
        self._name = name
        self.workshop = Workshop(desk.database, desk.store, desk.settings)

    def claim(self, job_id: UUID) -> Job:
        """Take a job that waits."""
        job = self.workshop.claim(job_id, self._name)
        assert job is not None, f"job {job_id} does not wait"
        return job

    def progress(self, job: Job, share: float, preview: str = "") -> None:
        """Announce that a claimed job got further."""
        event = Progress(job_id=job.id, attempt=job.attempt, share=share, note="rendering", preview=preview)
        self._desk.outbox.publish(job.place.platform, event)

    def finish(self, job: Job, notes: tuple[Note, ...] = ()) -> Job | None:
        """Draw, store and announce a claimed job, with notes. Returns None if it was lost meanwhile."""
        stored = []
        for index in range(job.request.count):
            seed = (job.request.seed + index) % 2**32
            data = encode_png(Picture(plain(job, seed), seed), job.request)
            media = Media(
                key=f"{job.id}/{job.attempt}/{index}.png",
                mime="image/png",
                bytes=len(data),
                width_px=job.request.width_px,
                height_px=job.request.height_px,
                seed=seed,
            )
            stored.append((media, self._desk.store.put(media.key, data)))
        finished = self.workshop.finish(job, stored, drawn_s=0.1, notes=notes)
        return self._announce(finished)

    def fail(self, job: Job, problem: Problem) -> Job | None:
        """Refund and announce a claimed job. Returns None if it was lost meanwhile."""
        return self._announce(self.workshop.fail(job, problem))

    def work(self, job_id: UUID) -> Job:
        """Claim and finish a job."""
        finished = self.finish(self.claim(job_id))
        assert finished is not None, f"job {job_id} was lost"
        return finished

    def work_all(self) -> list[Job]:
        """Claim and finish every job that was rung for and still waits."""
        rung: list[UUID] = list(dict.fromkeys(getattr(self._desk.bell, "rung", [])))
        waiting = [job_id for job_id in rung if self._desk.job(job_id).status is Status.QUEUED]
        return [self.work(job_id) for job_id in waiting]

    def _announce(self, job: Job | None) -> Job | None:
        if job is not None:
            self._desk.outbox.publish(job.place.platform, Done(job_id=job.id))
        return job


def plain(job: Job, seed: int) -> Image.Image:
    """Draw one colour, which depends on the seed."""
    colour = (seed % 251, seed // 251 % 241, 128)
    return Image.new("RGB", (job.request.width_px, job.request.height_px), colour)
