"""Several pictures: an album that is sent once, with its words and buttons beside it."""

import asyncio

import pytest

from bots.chat import ChatBusy, ChatUnsure, Reply
from bots.telegram.chat import TelegramChat
from bots.telegram.line import Line
from bots.telegram.post import Post
from tests.bots.telegram.jobs import PREVIEW, LittleDesk, colours, counter, final, job, placed, png
from tests.fakes.telegram import FakeTelegram, Flood, Lost
from tests.fakes.telegram_world import Room


async def test_progress_of_an_album_is_words(chat: TelegramChat, little: LittleDesk, room: Room) -> None:
    """A photo could not become words again, and the album will lie beside it."""
    done = await placed(chat, little, job(count=2))
    await chat.progress(done, Reply("half", preview=PREVIEW))

    assert [("text", "half")] == [(message.kind, message.text) for message in room.shown]


async def test_an_album_is_sent_once(chat: TelegramChat, little: LittleDesk, room: Room) -> None:
    """Four pictures come in order; the placeholder has the words and the buttons."""
    done = await placed(chat, little, job(count=4))
    message = await chat.deliver(done, final(done))

    words, *album = room.shown
    assert f"1001/{words.id}" == message
    assert [(3, 0, 0), (0, 2, 0), (0, 0, 3), (3, 3, 0)] == colours(room)
    assert 1 == len({picture.album for picture in album})
    assert "a red house" in words.text
    assert {"pick", "vary", "again", "edit", "talk", "info", "file", "like", "delete"} == set(words.buttons)


async def test_an_album_whose_answer_was_lost_is_not_sent_again(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """Nobody knows whether it arrived: the words say so much, the album is not repeated."""
    done = await placed(chat, little, job(count=4))
    telegram.fault(Lost(), method="sendMediaGroup")

    for _ in range(2):
        with pytest.raises(ChatUnsure):
            await chat.deliver(done, final(done))
    assert 4 == len(room.pictures)
    assert "a red house" in room.shown[0].text
    assert "file" in room.shown[0].buttons


async def test_a_new_process_does_not_repeat_an_album(
    chat: TelegramChat, little: LittleDesk, room: Room, line: Line
) -> None:
    """After a crash between send and record the words are put right, the album stays alone."""
    done = await placed(chat, little, job(count=2))
    await chat.deliver(done, final(done))
    reborn = TelegramChat(Post(line), counter(little))

    with pytest.raises(ChatUnsure):
        await reborn.deliver(done, final(done))
    assert 3 == len(room.shown)


async def test_a_flood_before_an_album_does_not_cost_it(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """What was refused with 429 has surely not been sent: it is tried again, when allowed and not before."""
    done = await placed(chat, little, job(count=2))
    telegram.fault(Flood(1), method="sendMediaGroup")

    with pytest.raises(ChatBusy) as busy:
        await chat.deliver(done, final(done))
    with pytest.raises(ChatBusy):
        await chat.deliver(done, final(done))
    await asyncio.sleep(busy.value.retry_after_s)
    await chat.deliver(done, final(done))
    assert 2 == len(room.pictures)
    assert 2 == len(telegram.called("sendMediaGroup"))


async def test_a_flood_between_album_and_words_repeats_the_words_alone(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """The album is remembered as sent."""
    done = await placed(chat, little, job(count=2))
    telegram.fault(Flood(1), method="editMessageText")

    with pytest.raises(ChatBusy):
        await chat.deliver(done, final(done))
    await asyncio.sleep(1)
    message = await chat.deliver(done, final(done))
    assert f"1001/{room.shown[0].id}" == message
    assert 2 == len(room.pictures)


async def test_files_are_sent_as_they_were_stored(chat: TelegramChat, room: Room) -> None:
    """Full quality: the very bytes, named after the seed."""
    for made in (job(), job(count=3)):
        await chat.show(made.place, Reply("", media=made.media, whole=True))

    files = [message.file for message in room.shown if message.file]
    assert [("document", "limner-7.png", png())] == [(file.kind, file.name, file.data) for file in files[:1]]
    assert ["limner-7.png", "limner-8.png", "limner-9.png"] == [file.name for file in files[1:]]


async def test_deleting_takes_the_album_along(chat: TelegramChat, little: LittleDesk, room: Room) -> None:
    """Words and pictures go."""
    done = await placed(chat, little, job(count=3))
    await chat.deliver(done, final(done))
    album = tuple(message.id for message in room.pictures)
    await chat.remove(done, frozenset(), album, "Deleted.")

    assert [] == room.shown


@pytest.mark.parametrize(
    ("text", "pictures", "kinds"),
    [
        ("words", 0, ["text"]),
        ("words", 1, ["photo"]),
        ("words", 3, ["photo"] * 3),
        ("words " * 200, 1, ["text", "photo"]),
        ("words " * 200, 3, ["text", *["photo"] * 3]),
    ],
)
async def test_answers_with_pictures(
    chat: TelegramChat, room: Room, text: str, pictures: int, kinds: list[str]
) -> None:
    """Short words go below the first picture, long ones before them."""
    media = job(count=pictures).media if pictures else ()
    await chat.show(job().place, Reply(text, media=media))

    assert kinds == [message.kind for message in room.shown]
    assert text.strip() == room.shown[0].text
