"""What becomes of a training where it ends: its adapter goes on the shelf, and what it was made of goes."""

from pathlib import Path
from uuid import UUID

from generation.requests import TrainingRequest
from generation.shelf import private
from tasks.job import Job, Status
from tasks.own import Learnt
from tasks.uploads import Uploads
from tasks.worker.messages import Drawn
from tasks.workshop import Workshop


class Shelving:
    """Keeps what trainings come to. Thread-safe."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._shelf = workshop.settings.shelf

    def checkpoint(self, job: Job) -> str:
        """Name the file by which a training goes on, whoever takes it over; nothing for what is none."""
        return str(self._place(job.id)) if isinstance(job.request, TrainingRequest) else ""

    def got_further(self, job: Job) -> bool:
        """Whether a training came to a checkpoint since it was started, so that it did not run in vain."""
        place = self._place(job.id)
        return bool(job.started_at and place.exists() and place.stat().st_mtime > job.started_at.timestamp())

    def keep(self, job: Job, drawn: Drawn) -> Learnt | None:
        """Put what was learnt on the shelf; nobody is told of it before the job is finished."""
        if not isinstance(job.request, TrainingRequest) or not drawn.learnt:
            return None
        card = private.keep(drawn.learnt, self._shelf, job.request.name, drawn.made[0].data)
        return Learnt(card.name, len(drawn.learnt))

    def settle(self, job: Job, learnt: Learnt | None, finished: Job | None) -> None:
        """Erase the adapter of a training that was lost, and the pictures of one that is finished."""
        if learnt is None:
            return
        if finished is None:
            private.erase(self._shelf, learnt.card)
        else:
            Uploads(self._workshop.database, self._workshop.store).learnt(job)

    def end(self, job_id: UUID) -> None:
        """Erase the checkpoint of a training that has ended."""
        job = self._workshop.find(job_id)
        if job is None or job.status not in {Status.QUEUED, Status.RUNNING}:
            self._place(job_id).unlink(missing_ok=True)

    def _place(self, job_id: UUID) -> Path:
        return self._workshop.settings.checkpoints / f"{job_id}.pt"
