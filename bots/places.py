"""Which of those who wait should be told anew where they stand. Far back, a step is no news."""

from collections.abc import Iterable
from uuid import UUID

from tasks.job import Job

NEAR = 3  # jobs ahead: from here on every step is told
SHARE = 0.25  # of what was told last; further back, so large a step is


class Places:
    """The places that were told last."""

    def __init__(self) -> None:
        self._told: dict[UUID, int] = {}

    def moved(self, waiting: Iterable[Job]) -> list[Job]:
        """List those whose place has changed enough since they were told; what waits no more is forgotten."""
        here = {job.id: job for job in waiting}
        self._told = {job_id: ahead for job_id, ahead in self._told.items() if job_id in here}
        return [job for job in here.values() if self._is_news(job)]

    def told(self, job: Job) -> None:
        """Note where a job was said to stand."""
        self._told[job.id] = job.ahead

    def _is_news(self, job: Job) -> bool:
        before = self._told.get(job.id)  # nothing: told when it was submitted, and who knows what
        if before is None:
            return True
        step = abs(job.ahead - before)
        return step > 0 and (min(job.ahead, before) <= NEAR or step >= SHARE * before)
