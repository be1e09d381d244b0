"""The fake chat holds to what every chat holds to."""

import pytest

from tasks.desk import Desk
from tasks.job import Job
from tests.bots.delivering import placed
from tests.fakes.chat import FakeChat
from tests.suites.chat import ChatSuite, Results


class TestFakeChat(ChatSuite):
    """Messages in memory."""

    @pytest.fixture
    def placed_job(self, desk: Desk) -> Job:
        """Submit a job whose placeholder is shown."""
        return placed(desk)

    @pytest.fixture
    def results(self, chat: FakeChat) -> Results:
        """Read the message that shows a job."""
        return lambda job: [chat.last(job.placeholder).media]
