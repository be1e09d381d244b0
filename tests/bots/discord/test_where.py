"""Where people write is known: the server, the channel, and the channel that a thread hangs in."""

from dataclasses import replace

from tests.bots.discord.studio import Studio
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import BOT, GUILD


async def test_server_of_a_command_and_of_a_button_is_known(studio: Studio, discord: FakeDiscord) -> None:
    """What admins set for a server can hold for what is asked for there, however."""
    async with studio.open():
        asked, job = await studio.imagine()
        studio.worker.work(job.id)
        message = await studio.drawn(asked)
        await discord.people.press(studio.ada, message, "again")
        await discord.until(lambda: len(studio.jobs()) == 2)

    assert [(GUILD, studio.room.id)] * 2 == [(one.place.server, one.place.chat) for one in studio.jobs()]


async def test_server_of_a_message_is_known(studio: Studio, discord: FakeDiscord) -> None:
    """Also where Discord tells no more of the server than its number."""
    async with studio.open():
        await discord.people.write(studio.ada, studio.room, f"<@{BOT}> a red house")
        await discord.until(studio.jobs)

    assert GUILD == studio.jobs()[0].place.server


async def test_thread_belongs_to_its_channel(studio: Studio, discord: FakeDiscord) -> None:
    """A limit of a channel cannot be escaped into a thread."""
    thread = discord.world.room()
    thread.parent = studio.room.id
    async with replace(studio, room=thread).open():
        await replace(studio, room=thread).imagine()

    place = studio.jobs()[0].place
    assert (studio.room.id, thread.id, GUILD) == (place.parent, place.chat, place.server)


async def test_direct_message_is_in_no_server(studio: Studio, discord: FakeDiscord) -> None:
    """There is nothing to set for it."""
    direct = discord.world.direct(studio.ada.id)
    async with studio.open():
        await replace(studio, room=direct).imagine()

    assert "" == studio.jobs()[0].place.server
