"""Clips and sounds: shown as what they are, once, whatever happens on the way."""

import asyncio
from collections.abc import Callable

import pytest

from bots.chat import ChatBusy, ChatGone, ChatUnsure, Reply
from bots.telegram.chat import TelegramChat
from bots.telegram.line import Line
from bots.telegram.post import Post
from tasks.job import Job, Status
from tests.bots.telegram.jobs import (
    MP4,
    OGG,
    LittleDesk,
    clip_job,
    counter,
    final,
    jpeg,
    placed,
    sound_job,
)
from tests.fakes.telegram import Broken, FakeTelegram, Flood, Lost
from tests.fakes.telegram_world import Room

Make = Callable[[LittleDesk], Job]


def note_job(little: LittleDesk) -> Job:
    """Make a job whose clip is wanted round."""
    return clip_job(little, note=True)


async def test_the_placeholder_becomes_the_clip(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """With all that Telegram wants to know of it, and its file by a button."""
    done = await placed(chat, little, clip_job(little))
    first = await chat.deliver(done, final(done))
    again = await chat.deliver(done, final(done))

    [shown] = room.shown
    assert first == again == little.messages[done.id]
    assert shown.file
    assert ("video", MP4, "limner-7.mp4") == (shown.kind, shown.file.data, shown.file.name)
    shape = shown.file.shape
    assert (256, 256, 2, True) == (shape.width, shape.height, shape.duration, shape.streaming)
    assert jpeg(256) == shape.thumbnail
    assert "256×256" in shown.text
    assert {"again", "info", "like", "delete", "file"} == set(shown.buttons)
    assert (1001, "upload_video") in telegram.methods.actions


async def test_clip_without_placeholder_is_sent_once(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """The answer was lost: nobody knows, so it is not sent again."""
    telegram.fault(Lost(), method="sendVideo")
    done = clip_job(little)
    for _ in range(2):
        with pytest.raises(ChatUnsure):
            await chat.deliver(done, final(done))

    [shown] = room.shown
    assert shown.file
    assert ("video", 2, True) == (shown.kind, shown.file.shape.duration, shown.file.shape.streaming)


async def test_stages_are_told_in_words(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """And in what Telegram shows of a bot that is busy."""
    for make in (clip_job, sound_job, note_job):
        done = await placed(chat, little, make(little))
        await chat.progress(done, Reply("Animating 50 %"))
        telegram.methods.actions.append((0, room.shown[-1].text))
        chat._acted.clear()

    assert ["record_video", "record_voice", "record_video_note"] == [
        action for chat_id, action in telegram.methods.actions if chat_id
    ]
    assert 3 == telegram.methods.actions.count((0, "Animating 50 %"))


async def test_sound_takes_the_stead_of_the_placeholder(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """A voice message with words and buttons; the words that waited for it go."""
    done = await placed(chat, little, sound_job(little))
    first = await chat.deliver(done, final(done))
    again = await chat.deliver(done, final(done))

    [shown] = room.shown
    assert first == again == f"1001/{shown.id}"
    assert shown.file
    assert ("voice", OGG, 1) == (shown.kind, shown.file.data, shown.file.shape.duration)
    assert "Good morning." in shown.text
    assert {"onward", "again", "info", "like", "delete"} == set(shown.buttons)
    assert (1001, "upload_voice") in telegram.methods.actions


async def test_round_clip_has_its_words_below(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """A video note bears none; deleting takes both away."""
    done = await placed(chat, little, note_job(little))
    message = await chat.deliver(done, final(done))
    assert message == await chat.deliver(done, final(done))

    note, words = room.shown
    assert note.file
    assert ("video_note", MP4, "") == (note.kind, note.file.data, note.text)
    assert (256, 2) == (note.file.shape.width, note.file.shape.duration)
    assert f"1001/{words.id}" == message
    assert {"again", "info", "like", "delete", "file"} == set(words.buttons)
    data = [key["callback_data"] for row in words.keyboard for key in row]
    assert f"delete:{done.id}:{note.id}" in data
    await chat.remove(done, frozenset(), (note.id,), "Deleted.")
    assert [words] == room.shown
    assert (1001, "upload_video_note") in telegram.methods.actions


@pytest.mark.parametrize("facts", [{"duration_s": 61.0}, {"height_px": 144}])
async def test_what_cannot_be_round_comes_as_a_video(
    chat: TelegramChat, little: LittleDesk, room: Room, facts: dict[str, object]
) -> None:
    """Longer than a minute, or no square."""
    done = await placed(chat, little, clip_job(little, facts, note=True))
    await chat.deliver(done, final(done))

    assert ["video"] == [message.kind for message in room.shown]


@pytest.mark.parametrize(("make", "kinds"), [(sound_job, ["document"]), (note_job, ["video", "text"])])
async def test_people_who_take_no_voices_get_a_file(
    chat: TelegramChat, little: LittleDesk, room: Room, make: Make, kinds: list[str]
) -> None:
    """Telegram lets people refuse voices and notes; they asked for it nevertheless."""
    room.no_voices = True
    done = await placed(chat, little, make(little))
    await chat.deliver(done, final(done))

    assert kinds == [message.kind for message in room.shown]
    assert "again" in room.shown[-1].buttons


@pytest.mark.parametrize(("make", "method"), [(sound_job, "sendVoice"), (note_job, "sendVideoNote")])
async def test_letter_whose_answer_was_lost_is_not_sent_again(
    chat: TelegramChat,
    little: LittleDesk,
    room: Room,
    telegram: FakeTelegram,
    line: Line,
    make: Make,
    method: str,
) -> None:
    """Nor by another process; its words and buttons take the place of the placeholder."""
    done = await placed(chat, little, make(little))
    telegram.fault(Lost(), method=method)
    for speaker in (chat, chat, TelegramChat(Post(line), counter(little))):
        with pytest.raises(ChatUnsure):
            await speaker.deliver(done, final(done))

    words, letter = room.shown
    assert 1 == len(telegram.called(method))
    assert "text" == words.kind != letter.kind
    assert "again" in words.buttons


@pytest.mark.parametrize(("make", "method"), [(sound_job, "sendVoice"), (note_job, "sendVideoNote")])
async def test_flood_before_a_letter_does_not_cost_it(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram, make: Make, method: str
) -> None:
    """What was refused with 429 has surely not been sent."""
    done = await placed(chat, little, make(little))
    telegram.fault(Flood(1), method=method)
    with pytest.raises(ChatBusy) as busy:
        await chat.deliver(done, final(done))
    await asyncio.sleep(busy.value.retry_after_s)
    await chat.deliver(done, final(done))

    assert 2 == len(telegram.called(method))
    assert done.placeholder not in {f"1001/{message.id}" for message in room.shown}


async def test_flood_between_note_and_words_repeats_the_words_alone(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """The note is remembered as sent."""
    done = await placed(chat, little, note_job(little))
    telegram.fault(Flood(1), method="sendMessage")
    with pytest.raises(ChatBusy) as busy:
        await chat.deliver(done, final(done))
    await asyncio.sleep(busy.value.retry_after_s)
    await chat.deliver(done, final(done))

    assert ["video_note", "text"] == [message.kind for message in room.shown]


async def test_words_of_a_note_whose_answer_was_lost(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """The clip is there for sure: it is delivered, and its buttons are somewhere."""
    done = await placed(chat, little, note_job(little))
    telegram.fault(Lost(done=False), method="sendMessage")
    message = await chat.deliver(done, final(done))

    assert done.placeholder == message
    assert ["text", "video_note"] == [message.kind for message in room.shown]
    assert "delete" in room.shown[0].buttons


async def test_refund_of_a_clip_is_told_in_the_placeholder(
    chat: TelegramChat, little: LittleDesk, room: Room
) -> None:
    """Nothing is sent anew where there is nothing to send."""
    done = await placed(chat, little, sound_job(little))
    lost = done.model_copy(update={"status": Status.REFUNDED, "media": ()})
    await chat.deliver(lost, final(lost))

    assert ["text"] == [message.kind for message in room.shown]


async def test_clip_over_the_limit_is_told_and_not_paid(
    chat: TelegramChat, little: LittleDesk, room: Room
) -> None:
    """Telegram would refuse it after the whole upload."""
    done = await placed(chat, little, clip_job(little, {"bytes": 50_000_001}))
    with pytest.raises(ChatGone):
        await chat.deliver(done, final(done))

    [shown] = room.shown
    assert "50 MB" in shown.text
    assert "Nothing was charged." in shown.text


@pytest.mark.parametrize("small", [b"", bytes(200_001)])
async def test_clip_is_shown_without_a_thumbnail_that_is_none(
    chat: TelegramChat, little: LittleDesk, room: Room, small: bytes
) -> None:
    """Too large, or nothing at all."""
    done = await placed(chat, little, clip_job(little))
    little.files["small"] = small
    await chat.deliver(done, final(done))

    [shown] = room.shown
    assert shown.file
    assert ("video", b"") == (shown.kind, shown.file.shape.thumbnail)


async def test_clip_as_a_file_is_what_was_stored(chat: TelegramChat, little: LittleDesk, room: Room) -> None:
    """With its tags and its signature, which a platform takes off a video."""
    done = clip_job(little)
    await chat.show(done.place, Reply("", media=done.media, whole=True))

    [shown] = room.shown
    assert shown.file
    assert ("document", "limner-7.mp4", MP4) == (shown.kind, shown.file.name, shown.file.data)


async def test_trouble_with_the_action_is_no_trouble(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """What a bot is busy with is a courtesy."""
    done = await placed(chat, little, clip_job(little))
    telegram.fault(Broken(500), method="sendChatAction")
    await chat.deliver(done, final(done))

    assert ["video"] == [message.kind for message in room.shown]
