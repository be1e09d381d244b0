"""What people see of a job: one message, from words to the picture."""

import pytest

from bots.chat import Reply
from bots.telegram.chat import TelegramChat
from tasks.job import Problem, Status
from tests.bots.telegram.jobs import ENGLISH, PREVIEW, LittleDesk, colours, final, job, placed
from tests.factories import BELOW
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Room


async def test_the_placeholder_becomes_the_picture(
    chat: TelegramChat, little: LittleDesk, room: Room
) -> None:
    """From words to preview to picture it is the same message."""
    done = await placed(chat, little, job())
    drawing = done.model_copy(update={"status": Status.RUNNING, "media": ()})
    await chat.progress(drawing, Reply("half", preview=PREVIEW))
    preview = colours(room)
    message = await chat.deliver(done, final(done))

    [shown] = room.shown
    assert little.messages[done.id] == message
    assert [(1, 1, 1)] != preview
    assert [(3, 0, 0)] == colours(room)
    assert "a red house" in shown.text
    assert set(BELOW) == set(shown.buttons)


async def test_progress_in_words_where_there_is_no_preview(
    chat: TelegramChat, little: LittleDesk, room: Room, telegram: FakeTelegram
) -> None:
    """Words change, the people see that a photo is on its way, and no bar goes back to words."""
    done = await placed(chat, little, job())
    await chat.progress(done, Reply("10 %"))
    await chat.progress(done, Reply("10 %"))
    await chat.progress(done, Reply("20 %", preview=PREVIEW))
    await chat.progress(done, Reply("30 %"))

    [shown] = room.shown
    assert ("photo", "30 %", 3) == (shown.kind, shown.text, shown.edits)
    assert [(1001, "upload_photo")] == telegram.methods.actions


async def test_delivering_twice_shows_once(chat: TelegramChat, little: LittleDesk, room: Room) -> None:
    """A second delivery edits the same message."""
    done = await placed(chat, little, job())
    first = await chat.deliver(done, final(done))
    again = await chat.deliver(done, final(done))

    assert first == again
    assert 1 == len(room.shown)


@pytest.mark.parametrize("preview", [b"", PREVIEW])
async def test_a_refund_is_told_in_the_placeholder(
    chat: TelegramChat, little: LittleDesk, room: Room, preview: bytes
) -> None:
    """What went wrong takes the place of the progress, below the preview if there is one."""
    done = await placed(chat, little, job(status=Status.REFUNDED))
    await chat.progress(done, Reply("half", preview=preview))
    lost = done.model_copy(update={"problem": Problem(code="worker_lost")})
    await chat.deliver(lost, final(lost))
    await chat.deliver(lost, final(lost))

    [shown] = room.shown
    assert ENGLISH.problem(Problem(code="worker_lost")) in shown.text


@pytest.mark.parametrize(
    "prompt", ["<b>bold", "_*[](~`>#+-=|{}.!", "@everyone", "a" * 1000, "🏠" * 1000, "a\n\nb & c"]
)
async def test_hostile_prompts_come_as_typed(
    chat: TelegramChat, little: LittleDesk, room: Room, prompt: str
) -> None:
    """No markup is read into a prompt; long ones are cut, never refused."""
    done = job()
    done = done.model_copy(update={"request": done.request.model_copy(update={"prompt": prompt})})
    done = await placed(chat, little, done)
    waiting = room.shown[0].text
    await chat.progress(done, Reply(f"{prompt}\n50 %"))
    drawing = room.shown[0].text
    await chat.deliver(done, final(done))

    assert prompt in waiting
    assert f"{prompt}\n50 %" == drawing
    shown = room.shown[0].text
    assert prompt in shown or (shown.endswith("…") and prompt.startswith(shown.rstrip("…")))
