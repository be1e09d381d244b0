"""Results for one pair of eyes on Discord: hidden answers, else direct messages."""

import pytest

from bots.sitting import CONSENT_VERSION
from tests.bots.discord.studio import Studio, ada_of
from tests.bots.discord.test_messages import EVE, ME, PHOTO
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import Message


async def preferred(studio: Studio, discord: FakeDiscord) -> None:
    """Let Ada always want that."""
    asked = await discord.people.slash(studio.ada, studio.room, "prefer", setting="private", value="on")
    told = await studio.answered(asked)

    assert "• private = on ← person" in told.look.content


async def finished(studio: Studio) -> Message:
    """Finish the latest job and wait until it is shown."""
    job = studio.jobs()[0]
    studio.worker.work(job.id)
    await studio.discord.until(lambda: studio.desk.job(job.id).status.final)
    return studio.shown()[-1]


@pytest.mark.parametrize("options", [{"private": "on"}, {"prompt": "a red house --private on"}])
async def test_answer_is_hidden_from_its_first_moment(
    studio: Studio, discord: FakeDiscord, options: dict[str, str]
) -> None:
    """By the option or by the flag; nothing of it is ever posted for everybody, nor can it be made so."""
    async with studio.open():
        asked = await discord.people.slash(
            studio.ada, studio.room, "imagine", **{"prompt": "a red house", **options}
        )
        await studio.answered(asked)
        message = await finished(studio)
        again = await studio.answered(await discord.people.press(studio.ada, message, "again"))

    assert message is asked.message
    assert message.private
    assert again.private
    assert all(job.place.private for job in studio.jobs())
    assert "private" not in [action for _, action in message.look.buttons]
    assert [] == [call.path for call in discord.calls if call.path.endswith(f"{studio.room.id}/messages")]


async def test_default_holds_at_once_and_can_be_overruled(studio: Studio, discord: FakeDiscord) -> None:
    """Also for what a button under somebody else's public result leads to."""
    async with studio.open():
        theirs = await discord.people.slash(EVE, studio.room, "imagine", prompt="a boat")
        await studio.answered(theirs)
        studio.worker.work_all()
        public = await studio.drawn(theirs)
        await preferred(studio, discord)
        asked, _ = await studio.imagine()
        shown, _ = await studio.imagine(private="off")
        again = await studio.answered(await discord.people.press(studio.ada, public, "again"))

    assert asked.message
    assert shown.message
    assert (False, True, False, True) == (
        public.private,
        asked.message.private,
        shown.message.private,
        again.private,
    )


async def test_late_result_comes_as_a_direct_message(studio: Studio, discord: FakeDiscord) -> None:
    """Once the token is too old: the channel sees nothing even then."""
    async with studio.open():
        asked, _ = await studio.imagine(private="on")
        asked.expired = True
        message = await finished(studio)

    assert studio.ada.id == message.room.with_person
    assert [asked.message] == [one for one in discord.world.messages.values() if one.room is studio.room]


async def test_nobody_else_looks_a_hidden_result_up(studio: Studio, discord: FakeDiscord) -> None:
    """Even who knows its number, in the very channel."""
    async with studio.open():
        await studio.imagine("a secret house", private="on")
        message = await finished(studio)
        told = await studio.answered(await discord.people.press(EVE, message, "info"))

    assert "no such picture of yours" in told.look.content
    assert "secret" not in told.look.content


async def test_message_is_answered_directly(studio: Studio, discord: FakeDiscord) -> None:
    """A message cannot be answered hidden; the channel is told where the answer is, and no more."""
    async with studio.open():
        await discord.people.write(studio.ada, studio.room, f"{ME} a secret house --private on")
        await discord.until(lambda: studio.jobs() and studio.jobs()[0].placeholder)
        message = await finished(studio)
        said = [one for one in await studio.answers(2) if one.room is studio.room]

    assert studio.ada.id == message.room.with_person
    assert ["The answer is in your private chat with me."] == [one.look.content for one in said]


async def test_closed_door_costs_nothing(studio: Studio, discord: FakeDiscord) -> None:
    """Who takes no direct messages is told what helps."""
    async with studio.open():
        discord.world.closed_to_bot.add(studio.ada.id)
        await discord.people.write(studio.ada, studio.room, f"{ME} a secret house --private on")
        (said,) = await studio.answers(1)
    left = studio.desk.allowance(ada_of(studio.ada))

    assert "I cannot write to you directly" in said.look.content
    assert (200, 0) == (left.left, left.held)
    assert "secret" not in said.look.content


async def test_clip_that_was_begun_hidden_stays_so(studio: Studio, discord: FakeDiscord) -> None:
    """Its photo comes in a message; with what was begun, everything moves to the direct messages."""
    studio.desk.consent(ada_of(studio.ada), CONSENT_VERSION)
    async with studio.open():
        asked = await discord.people.slash(
            studio.ada, studio.room, "avatar", text="Hello everybody.", private="on"
        )
        question = await studio.answered(asked)
        await discord.people.write(studio.ada, studio.room, ME, PHOTO)
        await discord.until(lambda: studio.jobs() and studio.jobs()[0].placeholder)
        (job,) = studio.jobs()
        placeholder = discord.world.messages[job.placeholder]

    assert question.private
    assert studio.ada.id == placeholder.room.with_person
    assert "Hello everybody." == job.words
