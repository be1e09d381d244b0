"""What people and moderators are told unasked on Telegram."""

from bots.chat import Button, Reply
from bots.telegram.chat import TelegramChat
from tasks.job import Place
from tasks.notices import Notice
from tests.factories import sender
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Room

GROUP = Place(platform="telegram", chat="-10042")
ANSWER = Reply("The moderators allow it.")


async def test_person_is_told_in_private(chat: TelegramChat, room: Room) -> None:
    """Wherever they asked."""
    await chat.tell(Notice(GROUP, "appeal-answered", reader=sender("1001")), ANSWER)

    assert [ANSWER.text] == [one.text for one in room.shown]


async def test_who_blocked_us_is_told_where_they_asked(
    chat: TelegramChat, room: Room, telegram: FakeTelegram
) -> None:
    """Better there than not at all."""
    room.refuses = "Forbidden: bot was blocked by the user"
    group = telegram.world.rooms[-10042] = Room(-10042, "Studio", "supergroup")
    await chat.tell(Notice(GROUP, "appeal-answered", reader=sender("1001")), ANSWER)

    assert [ANSWER.text] == [one.text for one in group.shown]


async def test_what_was_blocked_is_behind_a_spoiler(
    chat: TelegramChat, room: Room, telegram: FakeTelegram
) -> None:
    """Moderators need not read it to see that there is something; emoji shift nothing."""
    place = Place(platform="telegram", chat=str(room.id))
    reply = Reply("🏠 Ada asks", (Button("uphold", "1", "No"),), hidden="g🏠re")
    await chat.tell(Notice(place, "appeal-asked"), reply)

    [shown] = room.shown
    assert "🏠 Ada asks\ng🏠re" == shown.text
    assert ["uphold"] == list(shown.buttons)
    [call] = [call for call in telegram.calls if call.method == "sendMessage"]
    assert [{"type": "spoiler", "offset": 12, "length": 5}] == call.values["entities"]
