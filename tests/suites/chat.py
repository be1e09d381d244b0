"""What every chat holds to, the fake one and the real ones over their fake servers.

A test module subclasses ``ChatSuite`` and provides the fixtures ``chat``, ``results`` and ``placed_job``;
where its chat shows clips and sounds, ``ClipSuite`` as well, with ``placed_clip`` and ``placed_sound``.
"""

from collections.abc import Callable

from bots.chat import Chat, Role, role
from bots.reply import job_reply
from bots.wording import Wording
from tasks.desk import Desk
from tasks.job import Job, Media
from tests.fakes.worker import FakeWorker

Results = Callable[[Job], list[tuple[Media, ...]]]  # the media that people see of a job, a message each

Labels = Callable[[Job], list[str]]  # of the buttons that people see below a job


async def delivered_twice(chat: Chat, job: Job) -> tuple[str, str]:
    """Deliver a job's result two times. Returns: the messages that show it."""
    reply = job_reply(job, Wording(job.sender.locale))
    return await chat.deliver(job, reply), await chat.deliver(job, reply)


class ChatSuite:
    """A result is shown once, and its message is known."""

    async def test_result_is_shown_once(
        self, chat: Chat, results: Results, placed_job: Job, worker: FakeWorker
    ) -> None:
        """The second delivery of the same job shows nothing new, and names the same message."""
        job = worker.work(placed_job.id)
        first, second = await delivered_twice(chat, job)

        assert first == second != ""
        assert [job.media] == results(job)

    async def test_progress_needs_no_placeholder(self, chat: Chat, desk: Desk, placed_job: Job) -> None:
        """Where nothing was placed, progress is lost without an error."""
        job = placed_job.model_copy(update={"placeholder": ""})

        await chat.progress(job, job_reply(desk.job(job.id), Wording()))


class PicturesSuite:
    """Each of several pictures of a job has its buttons.

    Needs ``placed_four``, a job for four pictures, and ``labels``, which reads the buttons that people see.
    """

    async def test_each_of_several_pictures_has_its_buttons(
        self, chat: Chat, labels: Labels, placed_four: Job, worker: FakeWorker
    ) -> None:
        """One to pick it and one to vary it, beside those that are for all of them."""
        job = worker.work(placed_four.id)
        await chat.deliver(job, job_reply(job, Wording(job.sender.locale)))

        assert [button.label for button in job_reply(job, Wording()).buttons] == labels(job)
        assert {"1", "4", "V1", "V4", "Again", "Delete"} <= set(labels(job))


class ClipSuite:
    """Clips and sounds are shown as what they are, once."""

    async def test_clip_is_shown_once(
        self, chat: Chat, results: Results, placed_clip: Job, worker: FakeWorker
    ) -> None:
        """One clip in one message; its thumbnail is none of its own."""
        job = worker.work(placed_clip.id)
        first, second = await delivered_twice(chat, job)

        assert first == second != ""
        assert [[Role.CLIP]] == [[role(media) for media in shown] for shown in results(job)]

    async def test_sound_is_shown_once(
        self, chat: Chat, results: Results, placed_sound: Job, worker: FakeWorker
    ) -> None:
        """One sound in one message."""
        job = worker.work(placed_sound.id)
        first, second = await delivered_twice(chat, job)

        assert first == second != ""
        assert [[Role.SOUND]] == [[role(media) for media in shown] for shown in results(job)]
