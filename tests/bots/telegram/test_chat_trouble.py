"""Whatever happens to the placeholder, the chat or the line: one result."""

import asyncio

import pytest

from bots.chat import ChatBusy, ChatGone, ChatUnsure
from bots.telegram.chat import TelegramChat
from tasks.job import Status
from tests.bots.telegram.jobs import LittleDesk, final, job, placed
from tests.fakes.telegram import Broken, FakeTelegram, Flood, Late, Lost
from tests.fakes.telegram_world import Person, Room


async def test_edits_are_repeated_until_they_are_answered(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """A lost answer to an edit is no trouble: the edit is sent again."""
    done = await placed(chat, little, job())
    telegram.fault(Lost(), Broken(502), method="editMessageMedia")
    await chat.deliver(done, final(done))

    assert 1 == len(room.pictures)
    assert 3 == len(telegram.called("editMessageMedia"))


async def test_a_telegram_that_is_away_is_asked_later(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """After three tries we come back in some seconds, with nothing given up."""
    done = await placed(chat, little, job())
    telegram.fault(Broken(500), Broken(502), Broken(504), method="editMessageMedia")

    with pytest.raises(ChatBusy):
        await chat.deliver(done, final(done))
    await chat.deliver(done, final(done))
    assert 1 == len(room.pictures)


async def test_without_a_placeholder_the_picture_is_sent_once(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """A placeholder that nobody could store is done without."""
    done = job()
    telegram.fault(Lost(), method="sendPhoto")

    for _ in range(2):
        with pytest.raises(ChatUnsure):
            await chat.deliver(done, final(done))
    assert 1 == len(room.pictures)


async def test_a_deleted_placeholder_is_replaced(chat: TelegramChat, little: LittleDesk, room: Room) -> None:
    """People may delete the placeholder: the picture comes as a message of its own."""
    done = await placed(chat, little, job())
    room.messages.clear()
    message = await chat.deliver(done, final(done))

    assert f"1001/{room.pictures[0].id}" == message


async def test_placeholder_whose_answer_was_lost(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """It may stand there or not; the result comes anew and once."""
    telegram.fault(Lost(done=False), method="sendMessage")
    done = await placed(chat, little, job())
    await chat.deliver(done, final(done))

    assert "" == done.placeholder
    assert ["photo"] == [message.kind for message in room.shown]


async def test_placeholder_waits_out_a_flood(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """Meanwhile a result that is ready already does not overtake it."""
    telegram.fault(Flood(1), method="sendMessage")
    done = job()
    placing = asyncio.create_task(placed(chat, little, done))
    await telegram.until(lambda: telegram.called("sendMessage"))

    with pytest.raises(ChatBusy):
        await chat.deliver(done, final(done))
    await chat.deliver(await placing, final(done))
    assert ["photo"] == [message.kind for message in room.shown]


async def test_a_result_does_not_overtake_a_slow_placeholder(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """Quick jobs may end while the placeholder is still on its way."""
    telegram.fault(Late(0.3), method="sendMessage")
    done = job()
    placing = asyncio.create_task(placed(chat, little, done))
    await telegram.until(lambda: telegram.called("sendMessage"))

    with pytest.raises(ChatBusy):
        await chat.deliver(done, final(done))
    await placing
    await chat.deliver(done, final(done))
    assert ["photo"] == [message.kind for message in room.shown]


async def test_a_delivery_with_an_old_view_of_the_job_finds_the_placeholder(
    chat: TelegramChat, little: LittleDesk, room: Room
) -> None:
    """The desk was read before the placeholder was noted; we know it nevertheless."""
    done = job()
    await placed(chat, little, done)
    await chat.deliver(done, final(done))

    assert 1 == len(room.shown)


async def test_one_placeholder_a_job(chat: TelegramChat, little: LittleDesk, room: Room) -> None:
    """The same event twice at once sends one."""
    queued = job(status=Status.QUEUED)
    await asyncio.gather(chat.place(queued, final(queued)), chat.place(queued, final(queued)))

    assert 1 == len(room.shown)


@pytest.mark.parametrize("words", ["bot was blocked by the user", "bot was kicked from the group chat"])
async def test_who_blocks_us_is_gone(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram, words: str
) -> None:
    """A refusal for good is told as such, after one request."""
    done = await placed(chat, little, job())
    room.refuses = words
    calls = len(telegram.calls)

    with pytest.raises(ChatGone):
        await chat.deliver(done, final(done))
    assert 1 == len(telegram.calls) - calls


async def test_unknown_chats_are_gone(chat: TelegramChat) -> None:
    """A chat that does not exist gets nothing."""
    done = job(chat=77)

    with pytest.raises(ChatGone):
        await chat.deliver(done, final(done))


async def test_a_group_that_moved_is_followed(
    chat: TelegramChat, little: LittleDesk, telegram: FakeTelegram
) -> None:
    """The messages of the old group cannot be edited: the result comes in the new one, once."""
    old = telegram.group()
    done = await placed(chat, little, job(chat=old.id))
    new = telegram.migrate(old)
    new.add(telegram.world.bot, "a message with the same number")
    message = await chat.deliver(done, final(done))

    assert f"{new.id}/{new.pictures[0].id}" == message
    assert "a message with the same number" == new.shown[0].text
    assert 2 == len(new.shown)


async def test_topics_and_questions_are_kept(
    chat: TelegramChat, little: LittleDesk, telegram: FakeTelegram, alice: Person
) -> None:
    """In a forum everything stays in the topic, as a reply to who asked."""
    room = telegram.group(forum=True)
    asked = telegram.say(alice, room, "/imagine", thread=9)
    done = await placed(chat, little, job(room.id, count=2, message=str(asked.id), thread="9"))
    await chat.deliver(done, final(done))

    assert {9} == {message.thread for message in room.shown}
    assert {asked.id} == {message.reply_to for message in room.shown}


async def test_a_question_that_was_deleted_is_answered(
    chat: TelegramChat, little: LittleDesk, room: Room
) -> None:
    """The message that asked may be gone."""
    await placed(chat, little, job(message="4711"))

    assert 1 == len(room.shown)
