"""Messages that people write to the bot: directly, with a mention, as a reply. All others are let alone."""

import asyncio

import pytest

from avatar.requests import AvatarRequest
from bots.sitting import CONSENT_VERSION
from tests.bots.discord.studio import Studio, ada_of
from tests.bots.giving import JPEG, MP4, OGG
from tests.fakes.discord import FakeDiscord, Refused
from tests.fakes.discord_spec import Upload
from tests.fakes.discord_world import BOT, Message, Person

PHOTO = Upload("ada.jpg", JPEG + b"ada1")
FILM = Upload("nod.mp4", MP4 + b"nod")
VOICE = Upload("voice-message.ogg", OGG + b"hello")
ME = f"<@{BOT}>"
EVE = Person("3002", "Eve")
QUIET_S = 0.3


@pytest.fixture
def agreed(studio: Studio) -> None:
    """Let Ada have agreed before."""
    studio.desk.consent(ada_of(studio.ada), CONSENT_VERSION)


def clip_request(studio: Studio) -> AvatarRequest:
    """Take the request of Ada's only job."""
    (job,) = studio.jobs()
    assert isinstance(job.request, AvatarRequest)
    return job.request


async def silence(studio: Studio) -> None:
    """Insist that nothing is answered."""
    await asyncio.sleep(QUIET_S)

    assert [] == await studio.answers(0)


@pytest.mark.usefixtures("agreed")
async def test_photo_then_voice_message_in_private(studio: Studio, discord: FakeDiscord) -> None:
    """What Telegram is known for: a selfie, a voice message, and the clip comes."""
    direct = discord.world.direct(studio.ada.id)
    async with studio.open():
        await discord.people.write(studio.ada, direct, "", PHOTO)
        (question,) = await studio.answers(1)
        await discord.people.write(studio.ada, direct, "", VOICE, voice=True)
        await discord.until(studio.jobs)
        studio.worker.work(studio.jobs()[0].id)
        _, message = await studio.answers(2)
        await studio.clip_of(message)

    assert "Now send a voice note" in question.look.content
    assert "reply to this message" not in question.look.content
    assert clip_request(studio).sound
    assert message.id == studio.jobs()[0].placeholder
    assert discord.count("POST", "/typing") == 2


@pytest.mark.usefixtures("agreed")
async def test_video_lends_its_motion(studio: Studio, discord: FakeDiscord) -> None:
    """Where the word stands below it."""
    direct = discord.world.direct(studio.ada.id)
    async with studio.open():
        await discord.people.write(studio.ada, direct, "", PHOTO)
        await studio.answers(1)
        await discord.people.write(studio.ada, direct, "moves", FILM)
        _, kept = await studio.answers(2)
        await discord.people.write(studio.ada, direct, "", VOICE, voice=True)
        await discord.until(studio.jobs)

    assert kept.look.content.startswith("I keep the video; the face borrows its motion.")
    assert clip_request(studio).moves


@pytest.mark.usefixtures("agreed")
async def test_photo_with_words_in_private(studio: Studio, discord: FakeDiscord) -> None:
    """The words of the message are what the face says."""
    async with studio.open():
        await discord.people.write(studio.ada, discord.world.direct(studio.ada.id), "Hello!", PHOTO)
        await discord.until(studio.jobs)

    assert "Hello!" == studio.jobs()[0].words


async def test_words_in_private_are_a_prompt(studio: Studio, discord: FakeDiscord) -> None:
    """And a command may be typed out."""
    direct = discord.world.direct(studio.ada.id)
    async with studio.open():
        await discord.people.write(studio.ada, direct, "a red house")
        await discord.until(studio.jobs)
        await discord.people.write(studio.ada, direct, "/quota")
        _, quota = await studio.answers(2)

    assert ["a red house"] == [job.words for job in studio.jobs()]
    assert "of 200" in quota.look.content


@pytest.mark.usefixtures("agreed")
async def test_mention_with_a_photo(studio: Studio, discord: FakeDiscord) -> None:
    """In a server the mention is what makes a message ours; it is no part of the words."""
    async with studio.open():
        written = await discord.people.write(studio.ada, studio.room, f"{ME} Hello!", PHOTO)
        await discord.until(studio.jobs)
        (message,) = await studio.answers(1)

    assert "Hello!" == studio.jobs()[0].words
    assert written is message.replies_to


@pytest.mark.usefixtures("agreed")
async def test_reply_to_the_question_brings_the_voice(studio: Studio, discord: FakeDiscord) -> None:
    """A reply mentions the bot unless its writer switches that off."""
    async with studio.open():
        await discord.people.write(studio.ada, studio.room, ME, PHOTO)
        (question,) = await studio.answers(1)
        await discord.people.write(studio.ada, studio.room, "", VOICE, to=question, voice=True)
        await discord.until(studio.jobs)

    assert "reply to this message" in question.look.content
    assert clip_request(studio).sound


@pytest.mark.usefixtures("agreed")
async def test_reply_to_a_picture_of_the_studio(studio: Studio, discord: FakeDiscord) -> None:
    """The picture that is replied to says the words."""
    async with studio.open():
        asked, job = await studio.imagine()
        studio.worker.work(job.id)
        picture = await studio.drawn(asked)
        await discord.people.write(studio.ada, studio.room, "Hello!", to=picture)
        await discord.until(lambda: len(studio.jobs()) == 2)

    assert "avatar" == studio.jobs()[0].request.kind


async def test_message_that_cannot_be_seen_is_said(studio: Studio, discord: FakeDiscord) -> None:
    """Without the intent Discord hides the photo that somebody replies to; the menu of the message helps."""
    async with studio.open():
        theirs = await discord.people.write(EVE, studio.room, "", PHOTO)
        await discord.people.write(studio.ada, studio.room, f"{ME} Hello!", to=theirs)
        (told,) = await studio.answers(1)

    assert "Choose Apps → Animate" in told.look.content
    assert [] == studio.jobs()


async def test_what_is_not_for_the_bot_is_let_alone(studio: Studio, discord: FakeDiscord) -> None:
    """Photos, voices and words among people."""
    async with studio.open():
        await discord.people.write(EVE, studio.room, "look", PHOTO)
        await discord.people.write(studio.ada, studio.room, "nice")
        await silence(studio)

    assert [] == studio.jobs()


async def test_event_that_comes_twice_is_answered_once(studio: Studio, discord: FakeDiscord) -> None:
    """A resumed session may replay it."""
    async with studio.open():
        written = await discord.people.write(studio.ada, studio.room, f"{ME} a red house")
        await discord.until(studio.jobs)
        await discord.people.tell_again(written)
        await discord.until(lambda: discord.count("POST", "/messages") == 2)

    assert 1 == len(studio.jobs())
    assert 1 == len(await studio.answers(1))


async def test_place_where_the_bot_may_not_write(studio: Studio, discord: FakeDiscord) -> None:
    """What was asked for there comes directly."""
    discord.inject(Refused(), "POST", "/messages", times=2)
    async with studio.open():
        await discord.people.write(studio.ada, studio.room, f"{ME} a red house")
        await discord.until(studio.jobs)
        studio.worker.work(studio.jobs()[0].id)
        await discord.until(studio.shown)

    assert [studio.ada.id] == [message.room.with_person for message in studio.shown()]


async def test_language_is_that_of_the_last_job(studio: Studio, discord: FakeDiscord) -> None:
    """Messages do not tell it; a message in Chinese does for somebody new."""
    direct = discord.world.direct(EVE.id)
    async with studio.open():
        await discord.people.write(EVE, direct, "红房子 --width 130")
        (refused,) = await studio.answers(1)

    assert "没有扣除点数" in refused.look.content


class TestWithTheIntent:
    """What more is heard where the application has the Message Content intent."""

    @pytest.fixture
    def content(self) -> bool:
        """Let the bot read."""
        return True

    @pytest.mark.usefixtures("agreed")
    async def test_reply_without_a_mention(self, studio: Studio, discord: FakeDiscord) -> None:
        """It is still a reply to the bot."""
        async with studio.open():
            question = await self._asked(studio)
            await discord.people.write(studio.ada, studio.room, "Hello!", to=question, ping=False)
            await discord.until(studio.jobs)

        assert "Hello!" == studio.jobs()[0].words

    @pytest.mark.usefixtures("agreed")
    async def test_voice_message_for_the_photo_that_waits(self, studio: Studio, discord: FakeDiscord) -> None:
        """Ada's counts; Eve's, who was not asked for one, does not."""
        async with studio.open():
            await self._asked(studio)
            await discord.people.write(EVE, studio.room, "", VOICE, voice=True)
            await discord.people.write(studio.ada, studio.room, "", VOICE, voice=True)
            await discord.until(studio.jobs)
            await studio.answers(2)
            await asyncio.sleep(QUIET_S)

        assert 2 == len(await studio.answers(2))

    @pytest.mark.usefixtures("agreed")
    async def test_reply_to_somebodys_photo(self, studio: Studio, discord: FakeDiscord) -> None:
        """The photo is that of the message replied to."""
        async with studio.open():
            theirs = await discord.people.write(EVE, studio.room, "", PHOTO)
            await discord.people.write(studio.ada, studio.room, f"{ME} Hello!", to=theirs)
            await discord.until(studio.jobs)

        assert "avatar" == studio.jobs()[0].request.kind

    @pytest.mark.usefixtures("agreed")
    async def test_reply_to_somebodys_video(self, studio: Studio, discord: FakeDiscord) -> None:
        """The word says that its motion is wanted."""
        async with studio.open():
            theirs = await discord.people.write(EVE, studio.room, "", FILM)
            await discord.people.write(studio.ada, studio.room, f"{ME} moves", PHOTO, to=theirs)
            await studio.answers(1)
            await discord.people.write(studio.ada, studio.room, f"{ME} Hello!")
            await discord.until(studio.jobs)

        assert clip_request(studio).moves
        assert "Hello!" == studio.jobs()[0].words

    async def _asked(self, studio: Studio) -> Message:
        await studio.discord.people.write(studio.ada, studio.room, ME, PHOTO)
        (question,) = await studio.answers(1)
        return question
