"""The fake chat holds to what every chat holds to."""

import pytest

from tasks.desk import Desk
from tasks.job import Job
from tests.bots.delivering import placed
from tests.bots.giving import PNG
from tests.factories import avatar_request, key, place, sender, speech_request, submit
from tests.fakes.chat import FakeChat
from tests.suites.chat import ChatSuite, ClipSuite, Labels, PicturesSuite, Results


class TestFakeChat(ChatSuite, PicturesSuite, ClipSuite):
    """Messages in memory."""

    @pytest.fixture
    def placed_job(self, desk: Desk) -> Job:
        """Submit a job whose placeholder is shown."""
        return placed(desk)

    @pytest.fixture
    def placed_four(self, desk: Desk) -> Job:
        """Submit a job for four pictures whose placeholder is shown."""
        job = submit(desk, count=4)
        desk.placed(job.id, "6")
        return desk.job(job.id)

    @pytest.fixture
    def labels(self, chat: FakeChat) -> Labels:
        """Read the buttons of the message that shows a job."""
        return lambda job: [button.label for button in chat.last(job.placeholder).buttons]

    @pytest.fixture
    def placed_clip(self, desk: Desk) -> Job:
        """Submit a clip whose placeholder is shown."""
        request = avatar_request(desk.keep(sender(), PNG, "image/png"))
        job = desk.submit(request, sender(), place(), key())
        desk.placed(job.id, "8")
        return desk.job(job.id)

    @pytest.fixture
    def placed_sound(self, desk: Desk) -> Job:
        """Submit a line whose placeholder is shown."""
        job = desk.submit(speech_request(), sender(), place(), key())
        desk.placed(job.id, "9")
        return desk.job(job.id)

    @pytest.fixture
    def results(self, chat: FakeChat) -> Results:
        """Read the message that shows a job."""
        return lambda job: [chat.last(job.placeholder).media]
