"""The fake is as strict as Telegram: what it lets pass, Telegram would."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from io import BytesIO
from typing import get_args

import httpx
import pytest
from PIL import Image
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, TimedOut

from tests.fakes.telegram import Broken, FakeTelegram, Lost
from tests.fakes.telegram_spec import bot_api
from tests.fakes.telegram_stored import Kind
from tests.fakes.telegram_world import Person
from tests.patience import PATIENCE_S

ALICE = Person(1001, "Alice")
MP4 = b"\0\0\0\x18ftypmp42"
OGG = b"OggS"


def picture(side_px: int = 64, colour: str = "red") -> bytes:
    """Draw a plain PNG."""
    out = BytesIO()
    Image.new("RGB", (side_px, side_px), colour).save(out, "PNG")
    return out.getvalue()


def jpeg(side_px: int) -> bytes:
    """Draw a plain JPEG."""
    out = BytesIO()
    Image.new("RGB", (side_px, side_px)).save(out, "JPEG")
    return out.getvalue()


def keys(data: str) -> InlineKeyboardMarkup:
    """Make a keyboard of one button."""
    return InlineKeyboardMarkup([[InlineKeyboardButton("press", callback_data=data)]])


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """Start a fake; a test that breaks the rules says so by emptying the violations."""
    async with FakeTelegram() as server:
        server.private(ALICE)
        yield server
        assert [] == server.violations


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    """Connect the real client."""
    async with Bot(telegram.token, f"{telegram.url}/bot", f"{telegram.url}/file/bot") as client:
        yield client


async def test_messages_are_shown_and_edited(telegram: FakeTelegram, bot: Bot) -> None:
    """A text becomes a photo in its place."""
    sent = await bot.send_message(ALICE.id, "wait", reply_markup=keys("cancel:1"))
    await bot.edit_message_media(
        InputMediaPhoto(picture(), caption="done"), ALICE.id, sent.message_id, reply_markup=keys("again:1")
    )

    [shown] = telegram.private(ALICE).shown
    assert ("photo", "done", {"again": "press"}) == (shown.kind, shown.text, shown.buttons)


async def test_albums_and_documents(telegram: FakeTelegram, bot: Bot) -> None:
    """An album is several messages; a document can be fetched again as it was."""
    await bot.send_media_group(ALICE.id, [InputMediaPhoto(picture(colour=c)) for c in ("red", "blue")])
    document = await bot.send_document(ALICE.id, picture(), filename="a.png")
    assert document.document
    fetched = await (await document.document.get_file()).download_as_bytearray()

    assert ["photo", "photo", "document"] == [message.kind for message in telegram.private(ALICE).shown]
    assert picture() == bytes(fetched)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda bot: bot.send_message(ALICE.id, "x" * 4097),
        lambda bot: bot.send_message(ALICE.id, " "),
        lambda bot: bot.send_photo(ALICE.id, picture(), caption="x" * 1025),
        lambda bot: bot.send_photo(ALICE.id, b"no picture"),
        lambda bot: bot.send_message(ALICE.id, "x", reply_markup=keys("x" * 65)),
        lambda bot: bot.send_message(ALICE.id, "<lora:x>", parse_mode="HTML"),
        lambda bot: bot.send_message(ALICE.id, "<b>bold", parse_mode="HTML"),
        lambda bot: bot.send_message(ALICE.id, "a.b", parse_mode="MarkdownV2"),
        lambda bot: bot.send_message(ALICE.id, "a_b", parse_mode="Markdown"),
        lambda bot: bot.send_media_group(ALICE.id, [InputMediaPhoto(picture())]),
        lambda bot: bot.send_media_group(
            ALICE.id, [InputMediaPhoto(picture()), InputMediaDocument(picture())]
        ),
        lambda bot: bot.send_message(ALICE.id, "x", message_thread_id=3),
        lambda bot: bot.send_video(ALICE.id, b"no clip"),
        lambda bot: bot.send_video(ALICE.id, MP4, thumbnail=jpeg(400)),
        lambda bot: bot.send_voice(ALICE.id, b"no sound"),
        lambda bot: bot.send_video_note(ALICE.id, MP4, duration=61, length=64),
        lambda bot: bot.set_my_commands([("Imagine", "draw")]),
        lambda bot: bot.set_webhook("http://example.com/"),
    ],
)
async def test_broken_limits_are_noted(telegram: FakeTelegram, bot: Bot, wrong) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - each a different method
    """A request over a limit is refused, and the test that sent it fails."""
    with pytest.raises(BadRequest):
        await wrong(bot)

    assert 1 == len(telegram.violations)
    telegram.violations.clear()


@pytest.mark.parametrize(
    ("method", "form", "words"),
    [
        ("sendMessage", {"chat_id": "1001"}, "text is missing"),
        ("sendMessage", {"chat_id": "1001", "text": "x", "colour": "red"}, "unknown parameter colour"),
        ("sendMessage", {"chat_id": "1001", "text": "x", "message_thread_id": "soon"}, "no Integer"),
        ("sendMessage", {"chat_id": "1001", "text": "x", "reply_markup": "{}"}, "is missing"),
        ("sendMediaGroup", {"chat_id": "1001", "media": "[]", "reply_markup": "{}"}, "unknown parameter"),
        ("editMessageMedia", {"media": '{"type":"photo","media":"attach://a"}'}, "has no part"),
        ("editMessageMedia", {"media": '{"type":"poem","media":"x"}'}, "is not"),
        ("sendPoem", {"chat_id": "1001"}, "no such method"),
    ],
)
async def test_malformed_requests_are_noted(
    telegram: FakeTelegram, method: str, form: dict[str, str], words: str
) -> None:
    """What the published API does not know is noted."""
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{telegram.url}/bot{telegram.token}/{method}", data=form)

    assert answer.status_code in (400, 404)
    assert words in telegram.violations[0]
    telegram.violations.clear()


async def test_edits_that_change_nothing_are_refused(telegram: FakeTelegram, bot: Bot) -> None:
    """The same text again is an error, as is an edit of the wrong kind; neither is a violation."""
    text = await bot.send_message(ALICE.id, "same")
    photo = await bot.send_photo(ALICE.id, picture())

    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("same", ALICE.id, text.message_id)
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("words", ALICE.id, photo.message_id)
    with pytest.raises(BadRequest, match="to edit not found"):
        await bot.edit_message_text("words", ALICE.id, 99)
    assert 2 == len(telegram.private(ALICE).shown)


async def test_updates_stay_until_a_higher_offset(telegram: FakeTelegram, bot: Bot) -> None:
    """Fetching confirms nothing; asking for the next does."""
    telegram.say(ALICE, telegram.private(ALICE), "/help")

    [first] = await bot.get_updates(timeout=1)
    [again] = await bot.get_updates(timeout=1)
    assert first.update_id == again.update_id
    assert () == await bot.get_updates(offset=first.update_id + 1)
    assert () == await bot.get_updates()
    assert first.message
    assert "/help" == first.message.text


async def test_long_poll_wakes_up(telegram: FakeTelegram, bot: Bot) -> None:
    """A poll that waits answers as soon as somebody types."""
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await asyncio.sleep(0.05)
    telegram.say(ALICE, telegram.private(ALICE), "now")

    assert 1 == len(await asyncio.wait_for(poll, PATIENCE_S))


async def test_two_pollers_conflict(bot: Bot, telegram: FakeTelegram) -> None:
    """The second poller sends the first away; a webhook keeps all away."""
    async with AsyncExitStack() as stack:
        other = await stack.enter_async_context(Bot(telegram.token, f"{telegram.url}/bot"))
        poll = asyncio.create_task(bot.get_updates(timeout=50))
        await asyncio.sleep(0.05)
        await other.get_updates()
        with pytest.raises(Conflict):
            await poll
        await other.set_webhook(f"{telegram.url}/hook")
        with pytest.raises(Conflict):
            await other.get_updates()


async def test_buttons_are_answered_once(telegram: FakeTelegram, bot: Bot) -> None:
    """A query takes one answer."""
    sent = await bot.send_message(ALICE.id, "x", reply_markup=keys("again:1"))
    query = telegram.press(ALICE, telegram.private(ALICE).messages[sent.message_id], "again")

    await bot.answer_callback_query(query, "yes")
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(query)
    assert {query: "yes"} == telegram.methods.answered


async def test_faults_on_demand(telegram: FakeTelegram, bot: Bot) -> None:
    """A server error does nothing, a lost answer has done it."""
    telegram.fault(Broken(502), Lost(), Lost(hang_s=5, done=False), method="sendMessage")

    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(ALICE.id, "one")
    with pytest.raises(NetworkError):
        await bot.send_message(ALICE.id, "two")
    with pytest.raises(TimedOut):
        await bot.send_message(ALICE.id, "three", read_timeout=0.2)
    assert ["two"] == [message.text for message in telegram.private(ALICE).shown]


async def test_blocked_and_wrong_tokens(telegram: FakeTelegram, bot: Bot) -> None:
    """A blocked bot gets 403, a revoked token 401."""
    telegram.private(ALICE).refuses = "bot was blocked by the user"
    with pytest.raises(Forbidden):
        await bot.send_message(ALICE.id, "x")
    telegram.token = "revoked"
    with pytest.raises(InvalidToken):
        await bot.send_message(ALICE.id, "x")


async def test_everything_it_answers_is_in_the_published_types(telegram: FakeTelegram, bot: Bot) -> None:
    """The fake speaks the published types too, so that no test rests on an invention."""
    room = telegram.group(forum=True)
    asked = telegram.say(ALICE, room, "/imagine a", thread=7)
    telegram.show(ALICE, room, picture(), "/imagine b")
    await bot.send_media_group(room.id, [InputMediaPhoto(picture())] * 2, message_thread_id=7)
    await bot.send_document(room.id, picture())
    sent = await bot.send_message(room.id, "x", reply_markup=keys("again:1"), reply_to_message_id=asked.id)
    telegram.press(ALICE, room.messages[sent.message_id], "again")
    telegram.say(ALICE, room, "reply", to=room.messages[sent.message_id])
    for kind in get_args(Kind):
        if kind not in ("text", "photo"):
            telegram.send(ALICE, room, kind, b"x", to=asked, album="7" if kind == "document" else "")
    await bot.send_video(room.id, MP4, width=64, height=64, duration=2, thumbnail=jpeg(64))
    await bot.send_video_note(room.id, MP4, length=64, duration=2)
    await bot.send_voice(room.id, OGG, caption="words", duration=2)

    for update in telegram.updates.pending:
        assert [] == bot_api().mismatch(update, ("Update",), "update")
    for message in room.messages.values():
        assert [] == bot_api().mismatch(message.json, ("Message",), "message")
    assert [] == bot_api().mismatch(telegram.world.bot.json, ("User",), "user")
