"""What every page and every route of the API works with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request

from bots.counter import Counter
from bots.ids import as_uuid
from bots.web.doorman import Doorman
from bots.web.growing import Growing, Growth, grows
from bots.web.login import Login
from bots.web.shapes import JobOut, job_out
from bots.web.watch import Watch
from bots.wording import Wording
from tasks.job import Job, Sender

Probe = Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class Studio:
    """The counter, the ear for news, the clips that grow, and what /healthz asks."""

    counter: Counter
    watch: Watch
    login: Login
    doorman: Doorman
    growth: Growth
    patience_s: float = 120.0  # how long a call waits that answers with what was made
    probes: Mapping[str, Probe] = field(default_factory=dict)

    def shown(self, job: Job, wording: Wording) -> JobOut:
        """Write a job for the API, with its latest progress."""
        return job_out(job, wording, self.watch.latest(job.id))

    async def told(self, job: Job, wording: Wording) -> JobOut:
        """Write a job for the API, with where it can be seen growing. Raises NoSuchJob."""
        growing = await self.growing(job)
        address = growing.address if growing else ""
        return self.shown(job, wording).model_copy(update={"preview": address})

    async def growing(self, job: Job) -> Growing | None:
        """Find what is there of a clip that is not finished. Raises NoSuchJob."""
        return await self.counter.call(self.growth.look, job) if grows(job) else None

    async def own(self, job_id: UUID | str, sender: Sender) -> Job:
        """Find a job of the sender. Raises NoSuchJob."""
        return await self.counter.call(self.counter.desk.own_job, as_uuid(job_id), sender)


async def studio_of(request: Request) -> Studio:
    """Find the studio that an app was made for. Async, or FastAPI would lend it a thread."""
    return cast("Studio", request.app.state.studio)


InStudio = Annotated[Studio, Depends(studio_of)]
