"""Delivery on Discord: one placeholder, edited; other ways when it is gone; nothing twice."""

import asyncio

import pytest

from bots.chat import Button, ChatBusy, ChatGone, ChatUnsure, Reply
from bots.discord import chat as chat_module
from bots.discord.chat import DiscordChat
from bots.discord.tickets import Tickets
from tasks.job import Job, Status
from tests.bots.discord.made import MemoryKeeper, job_of, jpeg, media, png, ticket_of
from tests.fakes.discord import Broken, FakeDiscord, Flood, Lost
from tests.fakes.discord_world import Interaction, Message


def final(job: Job, data: bytes) -> Reply:
    """Say that a job is done."""
    buttons = (Button("again", str(job.id), "Again"), Button("delete", str(job.id), "Delete"))
    return Reply("a red house\n128x128", buttons, (media(data),), job=job)


def shown(discord: FakeDiscord) -> list[Message]:
    """List the messages that hold a finished picture."""
    return [message for message in discord.world.messages.values() if message.look.pictures]


async def test_result_replaces_the_preview_in_the_placeholder(
    discord: FakeDiscord, chat: DiscordChat, tickets: Tickets, asked: Interaction, store: dict[str, bytes]
) -> None:
    """One message goes from progress to result; the preview is gone, the picture is byte for byte ours."""
    job = job_of(asked)
    await tickets.keep(asked.id, ticket_of(asked))

    await chat.progress(job, Reply("50 %", preview=jpeg(), job=job))
    await chat.progress(job, Reply("70 %", preview=jpeg(), job=job))
    message = await chat.deliver(job, final(job, store["a.png"]))

    assert asked.message is not None
    assert asked.message.id == message
    first, second, last = asked.message.looks
    assert ["preview.jpg"] == [file.name for file in first.files] == [file.name for file in second.files]
    assert (store["a.png"],) == last.pictures == tuple(file.data for file in last.files)
    assert "a red house" == last.files[0].description
    assert [("Again", f"limner:again:{job.id}"), ("Delete", f"limner:delete:{job.id}")] == list(last.buttons)


async def test_delivery_after_the_token_died_edits_the_message_as_the_bot(
    discord: FakeDiscord, chat: DiscordChat, tickets: Tickets, asked: Interaction, store: dict[str, bytes]
) -> None:
    """Discord refuses the token, so the bot's own goes on."""
    assert asked.message is not None
    job = job_of(asked, placeholder=asked.message.id)
    await tickets.keep(asked.id, ticket_of(asked))
    asked.expired = True

    message = await chat.deliver(job, final(job, store["a.png"]))

    assert asked.message.id == message
    assert [asked.message] == shown(discord)
    assert 0 == discord.count("POST", "/messages")


async def test_a_dead_token_is_used_once(
    discord: FakeDiscord, chat: DiscordChat, tickets: Tickets, asked: Interaction
) -> None:
    """Many refused requests would get the bot banned."""
    assert asked.message is not None
    job = job_of(asked, Status.RUNNING, asked.message.id)
    await tickets.keep(asked.id, ticket_of(asked))
    asked.expired = True

    for share in range(3):
        await chat.progress(job, Reply(f"{share}", job=job))

    assert 1 == discord.count("PATCH", "/webhooks/")


async def test_deleted_placeholder_gives_a_new_message_that_pings_the_asker(
    discord: FakeDiscord, chat: DiscordChat, tickets: Tickets, asked: Interaction, store: dict[str, bytes]
) -> None:
    """The result comes anew, and its owner is told."""
    assert asked.message is not None
    job = job_of(asked, placeholder=asked.message.id)
    await tickets.keep(asked.id, ticket_of(asked))
    asked.message.deleted = True

    message = await chat.deliver(job, final(job, store["a.png"]))

    (new,) = shown(discord)
    assert new.id == message
    assert (asked.person.id,) == new.pinged


async def test_closed_channel_gives_a_direct_message(
    discord: FakeDiscord, chat: DiscordChat, asked: Interaction, store: dict[str, bytes]
) -> None:
    """Where the bot may not write, it writes to the asker."""
    job = job_of(asked)
    asked.room.member = False

    await chat.deliver(job, final(job, store["a.png"]))

    assert [asked.person.id] == [message.room.with_person for message in shown(discord)]


async def test_nowhere_to_write_is_the_end(
    discord: FakeDiscord, chat: DiscordChat, asked: Interaction, store: dict[str, bytes]
) -> None:
    """A closed channel and a closed door: three requests, then no more."""
    job = job_of(asked)
    asked.room.deleted = True
    discord.world.closed_to_bot.add(asked.person.id)

    with pytest.raises(ChatGone):
        await chat.deliver(job, final(job, store["a.png"]))

    assert 3 == len(discord.calls)


async def test_lost_answer_of_a_new_message_shows_it_once(
    discord: FakeDiscord, chat: DiscordChat, asked: Interaction, store: dict[str, bytes]
) -> None:
    """The nonce lets Discord recognise the repeat."""
    job = job_of(asked)
    discord.inject(Lost(), "POST", "/messages", times=2)

    message = await chat.deliver(job, final(job, store["a.png"]))

    assert [message] == [new.id for new in shown(discord)]
    assert 3 == discord.count("POST", "/messages")


async def test_repeated_delivery_of_a_new_message_shows_it_once(
    discord: FakeDiscord, chat: DiscordChat, asked: Interaction, store: dict[str, bytes]
) -> None:
    """A crash between the send and the record repeats the whole delivery."""
    job = job_of(asked)

    first = await chat.deliver(job, final(job, store["a.png"]))
    second = await chat.deliver(job, final(job, store["a.png"]))

    assert [first] == [second] == [new.id for new in shown(discord)]


async def test_answers_that_stay_lost_are_not_sent_for_ever(
    discord: FakeDiscord, chat: DiscordChat, asked: Interaction, store: dict[str, bytes]
) -> None:
    """After some attempts nobody knows, and that is said."""
    job = job_of(asked)
    discord.inject(Lost(), "POST", "/messages", times=99)

    with pytest.raises(ChatUnsure):
        await chat.deliver(job, final(job, store["a.png"]))

    assert 1 == len(shown(discord))


@pytest.mark.parametrize("fault", [Lost(), Lost(done=False), Broken(502), Broken(503, done=True)])
async def test_trouble_with_an_edit_asks_for_another_try(
    discord: FakeDiscord,
    chat: DiscordChat,
    tickets: Tickets,
    asked: Interaction,
    store: dict[str, bytes],
    fault: Lost | Broken,
) -> None:
    """An edit may be repeated, whether it arrived or not."""
    job = job_of(asked)
    await tickets.keep(asked.id, ticket_of(asked))
    discord.inject(fault, "PATCH")

    with pytest.raises(ChatBusy):
        await chat.deliver(job, final(job, store["a.png"]))
    await chat.deliver(job, final(job, store["a.png"]))

    assert [asked.message] == shown(discord)
    assert 0 == discord.count("POST", "/messages")


async def test_flood_says_how_long_to_wait(
    discord: FakeDiscord, chat: DiscordChat, tickets: Tickets, asked: Interaction, store: dict[str, bytes]
) -> None:
    """The time is Discord's."""
    job = job_of(asked)
    await tickets.keep(asked.id, ticket_of(asked))
    discord.inject(Flood(2.5))

    with pytest.raises(ChatBusy) as caught:
        await chat.deliver(job, final(job, store["a.png"]))

    assert 2.5 == caught.value.retry_after_s
    assert 1 == len(discord.calls)


async def test_ticket_outlives_the_process(
    discord: FakeDiscord,
    chat: DiscordChat,
    keeper: MemoryKeeper,
    asked: Interaction,
    store: dict[str, bytes],
) -> None:
    """A bot that was killed before it knew its placeholder still edits it after a restart."""
    job = job_of(asked)
    await Tickets(keeper).keep(asked.id, ticket_of(asked))

    await chat.deliver(job, final(job, store["a.png"]))

    assert [asked.message] == shown(discord)


async def test_without_the_keeper_the_ticket_lives_in_the_process(
    discord: FakeDiscord,
    chat: DiscordChat,
    tickets: Tickets,
    keeper: MemoryKeeper,
    asked: Interaction,
    store: dict[str, bytes],
) -> None:
    """Redis away does not stop a delivery."""
    keeper.away = True
    job = job_of(asked)
    await tickets.keep(asked.id, ticket_of(asked))

    await chat.deliver(job, final(job, store["a.png"]))

    assert [asked.message] == shown(discord)


async def test_first_answer_waits_for_a_flood_and_repeats_a_lost_one(
    discord: FakeDiscord, chat: DiscordChat, asked: Interaction
) -> None:
    """Nobody is left with "thinking…"."""
    discord.inject(Flood(0.3))
    discord.inject(Lost())

    message = await chat.answer(ticket_of(asked), Reply("queued"))

    assert asked.message is not None
    assert asked.message.id == message
    assert "queued" == asked.message.look.content


async def test_picture_over_the_limit_becomes_a_jpeg(
    discord: FakeDiscord,
    chat: DiscordChat,
    tickets: Tickets,
    asked: Interaction,
    store: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A picture too large for the channel is shown smaller rather than not at all."""
    store["a.png"] = png(128)
    monkeypatch.setattr(chat_module, "FILE_LIMIT", 20_000)
    discord.rest.file_limit = 20_000
    assert asked.message is not None
    job = job_of(asked, placeholder=asked.message.id)

    await chat.deliver(job, final(job, store["a.png"]))

    (file,) = asked.message.look.files
    assert "limner-1-7.jpg" == file.name
    assert len(file.data) <= 20_000


async def test_prompt_is_shown_as_typed_and_pings_nobody(
    discord: FakeDiscord, chat: DiscordChat, asked: Interaction
) -> None:
    """Markup is escaped; mentions are words."""
    await chat.answer(ticket_of(asked), Reply("@everyone <@1> **big** [x](https://example.org)"))

    assert asked.message is not None
    content = asked.message.look.content
    assert "\\<@1>" in content
    assert "\\*\\*big" in content
    assert "\\[x](" in content or "\\[x\\]" in content


async def test_an_answer_takes_its_turn(
    discord: FakeDiscord, chat: DiscordChat, tickets: Tickets, asked: Interaction, store: dict[str, bytes]
) -> None:
    """While the first answer is under way no result may slip in before it and be painted over."""
    job = job_of(asked)
    await tickets.keep(asked.id, ticket_of(asked))
    async with chat.turn(asked.id):
        delivering = asyncio.create_task(chat.deliver(job, final(job, store["a.png"])))
        await asyncio.sleep(0.05)
        await chat.answer(ticket_of(asked), Reply("queued"))
    await delivering

    assert asked.message is not None
    assert ["queued", "a red house\n128x128"] == [look.content for look in asked.message.looks]
