"""What every chat holds to, the fake one and the real ones over their fake servers.

A test module subclasses ``ChatSuite`` and provides the fixtures ``chat`` and ``results``.
"""

from collections.abc import Callable

from bots.chat import Chat
from bots.reply import job_reply
from bots.wording import Wording
from tasks.desk import Desk
from tasks.job import Job, Media
from tests.fakes.worker import FakeWorker

Results = Callable[[Job], list[tuple[Media, ...]]]  # the pictures that people see of a job, a message each


class ChatSuite:
    """A result is shown once, and its message is known."""

    async def test_result_is_shown_once(
        self, chat: Chat, results: Results, placed_job: Job, worker: FakeWorker
    ) -> None:
        """The second delivery of the same job shows nothing new, and names the same message."""
        job = worker.work(placed_job.id)
        reply = job_reply(job, Wording(job.sender.locale))
        first = await chat.deliver(job, reply)
        second = await chat.deliver(job, reply)

        assert first == second != ""
        assert [job.media] == results(job)

    async def test_progress_needs_no_placeholder(self, chat: Chat, desk: Desk, placed_job: Job) -> None:
        """Where nothing was placed, progress is lost without an error."""
        job = placed_job.model_copy(update={"placeholder": ""})

        await chat.progress(job, job_reply(desk.job(job.id), Wording()))
