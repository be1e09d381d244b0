"""Telegram holds to what every chat holds to."""

from typing import Final

import pytest

from bots.counter import Counter
from bots.reply import job_reply
from bots.telegram.chat import TelegramChat
from bots.telegram.line import Line
from bots.telegram.post import Post
from bots.wording import Wording
from tasks.desk import Desk
from tasks.job import Job, Media, Place, Request
from tests.bots.giving import PNG
from tests.factories import avatar_request, image_request, key, sender, speech_request
from tests.fakes.telegram_stored import Kind
from tests.fakes.telegram_world import Room
from tests.suites.chat import ChatSuite, ClipSuite, Labels, PicturesSuite, Results

MIME: Final[dict[Kind, str]] = {"photo": "image/png", "video": "video/mp4", "voice": "audio/ogg"}


class TestTelegramChat(ChatSuite, PicturesSuite, ClipSuite):
    """The real client on real sockets, at a real desk."""

    @pytest.fixture
    def chat(self, line: Line, counter: Counter) -> TelegramChat:
        """Speak to the fake."""
        return TelegramChat(Post(line), counter)

    @pytest.fixture
    async def placed_job(self, chat: TelegramChat, desk: Desk, room: Room) -> Job:
        """Submit a job whose placeholder is shown."""
        return await placed(chat, desk, room, image_request())

    @pytest.fixture
    async def placed_four(self, chat: TelegramChat, desk: Desk, room: Room) -> Job:
        """Submit a job for four pictures whose placeholder is shown."""
        return await placed(chat, desk, room, image_request(count=4))

    @pytest.fixture
    def labels(self, room: Room) -> Labels:
        """Read the buttons that people see."""
        return lambda _: [key["text"] for shown in room.shown for row in shown.keyboard for key in row]

    @pytest.fixture
    async def placed_clip(self, chat: TelegramChat, desk: Desk, room: Room) -> Job:
        """Submit a clip whose placeholder is shown."""
        return await placed(chat, desk, room, avatar_request(desk.keep(sender(), PNG, "image/png")))

    @pytest.fixture
    async def placed_sound(self, chat: TelegramChat, desk: Desk, room: Room) -> Job:
        """Submit a line whose placeholder is shown."""
        return await placed(chat, desk, room, speech_request())

    @pytest.fixture
    def results(self, room: Room) -> Results:
        """Tell which results are shown, by their kind: Telegram makes another file of a picture."""

        def shown(job: Job) -> list[tuple[Media, ...]]:
            kinds = [MIME[message.kind] for message in room.shown if message.kind in MIME]
            return [tuple(media for media in job.media if media.mime == mime) for mime in kinds]

        return shown


async def placed(chat: TelegramChat, desk: Desk, room: Room, request: Request) -> Job:
    """Submit a request and show its placeholder."""
    job = desk.submit(request, sender(), Place(platform="telegram", chat=str(room.id)), key())
    await chat.place(job, job_reply(job, Wording()))
    return desk.job(job.id)
