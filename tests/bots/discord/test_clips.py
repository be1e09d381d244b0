"""A photo and words become a clip on Discord: options, questions, buttons, the menu of a message."""

from avatar.requests import AvatarRequest
from bots.sitting import CONSENT_VERSION
from tasks.job import Status
from tests.bots.discord.studio import Studio, ada_of
from tests.bots.giving import JPEG, OGG
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_spec import Json, Upload
from tests.fakes.discord_world import Interaction, Message, Person

PHOTO = Upload("ada.jpg", JPEG + b"ada1")
CROWD = Upload("friends.jpg", JPEG + b"friends3")
VOICE = Upload("hello.ogg", OGG + b"hello")


async def avatar(studio: Studio, **options: Json | Upload) -> tuple[Interaction, Message]:
    """Send /avatar and wait for the answer."""
    asked = await studio.discord.people.slash(studio.ada, studio.room, "avatar", **options)
    return asked, await studio.answered(asked)


def request_of(studio: Studio) -> AvatarRequest:
    """Take the request of the latest job."""
    request = studio.jobs()[0].request
    assert isinstance(request, AvatarRequest)
    return request


async def changed(studio: Studio, message: Message, looks: int) -> None:
    """Wait until a message looks another way."""
    await studio.discord.until(lambda: len(message.looks) > looks)


async def test_question_becomes_the_clip(studio: Studio, discord: FakeDiscord) -> None:
    """One message from the consent to the clip, acknowledged at once."""
    async with studio.open():
        asked, message = await avatar(studio, photo=PHOTO, audio=VOICE, captions="on", head=0.5, size="512")
        question = message.look
        await discord.people.press(studio.ada, message, "agree")
        await discord.until(studio.jobs)
        studio.worker.work(studio.jobs()[0].id)
        await studio.clip_of(message)
        await discord.until(lambda: studio.jobs()[0].status is Status.DELIVERED)

    assert asked.answered_s is not None
    assert 1.0 > asked.answered_s
    assert ["agree", "decline"] == [custom_id.split(":")[1] for _, custom_id in question.buttons]
    assert [message] == list(discord.world.messages.values())
    assert studio.stored(studio.jobs()[0])[0] == message.look.files[0].data
    assert "limner-1-" in message.look.files[0].name
    request = request_of(studio)
    assert (True, 0.5, 512) == (request.captions, request.head, request.size_px)


async def test_no_forgets_what_was_sent(studio: Studio, discord: FakeDiscord) -> None:
    """The question gives way, and no button of it is left."""
    async with studio.open():
        _, message = await avatar(studio, photo=PHOTO, text="Hello")
        looks = len(message.looks)
        await discord.people.press(studio.ada, message, "decline")
        await changed(studio, message, looks)

    assert "I will not make the clip" in message.look.content
    assert () == message.look.buttons
    assert [] == studio.jobs()


async def test_somebody_else_cannot_agree(studio: Studio, discord: FakeDiscord) -> None:
    """It is said to them alone, and the question stays."""
    async with studio.open():
        _, message = await avatar(studio, photo=PHOTO, text="Hello")
        looks = len(message.looks)
        await discord.people.press(Person("3002", "Eve"), message, "agree")
        _, told = await studio.answers(2)

    assert told.private
    assert looks == len(message.looks)
    assert [] == studio.jobs()


async def test_face_is_chosen_by_its_number(studio: Studio, discord: FakeDiscord) -> None:
    """The photo comes back with numbers; the buttons below it choose; they outlive a restart."""
    studio.desk.consent(ada_of(studio.ada), CONSENT_VERSION)
    async with studio.open():
        _, message = await avatar(studio, photo=CROWD, text="Hello")
        question = message.look
    async with studio.open():
        await discord.people.press(studio.ada, message, "2")
        await discord.until(studio.jobs)
        await discord.until(lambda: not message.look.files)

    assert [JPEG + b"numbered"] == [file.data for file in question.files]
    assert ["1", "2", "3"] == [label for label, _ in question.buttons]
    assert 1 == request_of(studio).face


async def test_refused_photo_costs_nothing(studio: Studio, discord: FakeDiscord) -> None:
    """It says what is wrong, and keeps the words."""
    async with studio.open():
        _, message = await avatar(studio, photo=Upload("a.jpg", JPEG + b"damaged"), text="Hello")

    assert "Nothing was charged" in message.look.content
    assert [] == studio.jobs()


async def test_what_is_missing_is_asked_for_with_the_way_to_bring_it(
    studio: Studio, discord: FakeDiscord
) -> None:
    """In a server the bot does not hear everything, so it says how; the voice may come by another command."""
    studio.desk.consent(ada_of(studio.ada), CONSENT_VERSION)
    async with studio.open():
        _, message = await avatar(studio, photo=PHOTO)
        question = message.look.content
        await avatar(studio, audio=VOICE)
        await discord.until(studio.jobs)

    assert "Now send a voice note" in question
    assert "reply to this message" in question
    assert request_of(studio).sound


async def test_menu_animates_the_picture_of_a_message(studio: Studio, discord: FakeDiscord) -> None:
    """Anybody's message with a picture, also where the bot may not read."""
    studio.desk.consent(ada_of(studio.ada), CONSENT_VERSION)
    async with studio.open():
        theirs = await discord.people.write(Person("3002", "Eve"), studio.room, "me", PHOTO, VOICE)
        asked = await discord.people.choose(studio.ada, theirs, "Animate")
        message = await studio.answered(asked)
        await discord.until(studio.jobs)

    assert request_of(studio).sound
    assert not message.private


async def test_menu_of_a_message_without_a_picture_says_so(studio: Studio, discord: FakeDiscord) -> None:
    """To the asker alone."""
    async with studio.open():
        theirs = await discord.people.write(Person("3002", "Eve"), studio.room, "hello", VOICE)
        message = await studio.answered(await discord.people.choose(studio.ada, theirs, "Animate"))

    assert message.private
    assert "no picture in that message" in message.look.content


async def test_picture_of_the_studio_is_made_to_talk(studio: Studio, discord: FakeDiscord) -> None:
    """The button under it begins a clip in a message of its own."""
    async with studio.open():
        asked, job = await studio.imagine()
        studio.worker.work(job.id)
        picture = await studio.drawn(asked)
        pressed = await discord.people.press(studio.ada, picture, "talk")
        question = await studio.answered(pressed)

    assert question is not picture
    assert "Now send a voice note" in question.look.content
    assert picture.look.files


async def test_one_of_several_pictures_is_chosen(studio: Studio, discord: FakeDiscord) -> None:
    """Their numbers are buttons."""
    async with studio.open():
        asked, job = await studio.imagine(count=3)
        studio.worker.work(job.id)
        picture = await studio.drawn(asked)
        which = await studio.answered(await discord.people.press(studio.ada, picture, "talk"))
        question = await studio.answered(await discord.people.press(studio.ada, which, "2"))

    assert ["1", "2", "3"] == [label for label, _ in which.look.buttons]
    assert "Now send a voice note" in question.look.content


async def test_file_is_verified_in_private(studio: Studio, discord: FakeDiscord) -> None:
    """/verify needs its file."""
    async with studio.open():
        asked = await discord.people.slash(studio.ada, studio.room, "verify", file=PHOTO)
        message = await studio.answered(asked)

    assert message.private
    assert message.look.content


async def test_voices_are_proposed_by_language(studio: Studio, discord: FakeDiscord) -> None:
    """By what one would type: a language, or a part of a name."""
    async with studio.open():
        french = await discord.people.complete(studio.ada, studio.room, "say", "voice", "french")
        german = await discord.people.complete(studio.ada, studio.room, "avatar", "voice", "ng/de")

    assert french
    assert all("French" in str(choice) for choice in french)
    assert {"name": "espeak-ng/de · German", "value": "espeak-ng/de"} == german[0]


async def test_half_done_clip_is_cancelled(studio: Studio, discord: FakeDiscord) -> None:
    """/cancel forgets the photo."""
    async with studio.open():
        await avatar(studio, photo=PHOTO)
        message = await studio.answered(await discord.people.slash(studio.ada, studio.room, "cancel"))

    assert message.private
    assert "Forgotten" in message.look.content
