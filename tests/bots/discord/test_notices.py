"""What people and moderators are told unasked on Discord."""

import pytest

from bots.chat import Button, ChatGone, Reply
from bots.discord.chat import DiscordChat
from tasks.job import Place
from tasks.notices import Notice
from tests.factories import sender
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import Person, Room

ANSWER = Reply("The moderators allow it.")


def place_of(room: Room) -> Place:
    """Name a channel."""
    return Place(platform="discord", chat=room.id, server=room.guild)


async def test_person_is_told_directly(
    discord: FakeDiscord, chat: DiscordChat, ada: Person, room: Room
) -> None:
    """Not before the eyes of all; a second telling shows nothing twice."""
    notice = Notice(place_of(room), "appeal-answered", reader=sender(ada.id, "discord"))
    await chat.tell(notice, ANSWER)
    await chat.tell(notice, ANSWER)

    [shown] = discord.world.messages.values()
    assert (ada.id, ANSWER.text) == (shown.room.with_person, shown.look.content)


async def test_who_takes_no_direct_message_is_called_in_the_channel(
    discord: FakeDiscord, chat: DiscordChat, ada: Person, room: Room
) -> None:
    """And it alone: where nothing can be written, that is the end of it."""
    discord.world.closed_to_bot.add(ada.id)
    notice = Notice(place_of(room), "appeal-answered", reader=sender(ada.id, "discord"))
    await chat.tell(notice, ANSWER)

    [shown] = discord.world.messages.values()
    assert (room, (ada.id,)) == (shown.room, shown.pinged)
    room.member = False
    with pytest.raises(ChatGone):
        await chat.tell(notice, ANSWER)


async def test_what_was_blocked_is_behind_a_spoiler(
    discord: FakeDiscord, chat: DiscordChat, room: Room
) -> None:
    """However it was written: nothing of it breaks out."""
    reply = Reply("Ada asks", (Button("uphold", "1", "No"),), hidden="gore || @everyone **x**")
    await chat.tell(Notice(place_of(room), "appeal-asked"), reply)

    [shown] = discord.world.messages.values()
    assert "Ada asks\n||gore \\|\\| @everyone \\*\\*x\\*\\*||" == shown.look.content
    assert () == shown.pinged
