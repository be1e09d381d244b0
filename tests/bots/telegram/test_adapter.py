"""What people type and press reaches the counter, in the right words, once."""

import pytest

from bots.chat import Button, Reply
from tasks.job import Place, Problem, Sender, Status
from tests.bots.telegram.ear import Ear, settled
from tests.bots.telegram.jobs import job, png
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import BOT_NAME, Person

NOT_YOURS = "There is no such picture of yours."


pytestmark = pytest.mark.usefixtures("adapter")


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/imagine a red house --ar 3:2", "/imagine a red house --ar 3:2"),
        (f"/imagine@{BOT_NAME} a house", "/imagine a house"),
        (f"/IMAGINE@{BOT_NAME.upper()}\na house\nat night", "/imagine a house\nat night"),
        ("/start", "/help"),
        ("/start ref-123", "/help ref-123"),
        ("/imagine", "/imagine"),
        ("a red house", "a red house"),
        ("/paint a house", "/paint a house"),
        ("/ a house", "/ a house"),
        ("/история", "/история"),
    ],
)
async def test_typed_in_private(
    telegram: FakeTelegram, ear: Ear, alice: Person, typed: str, heard: str
) -> None:
    """Commands lose the bot's name; plain words are a prompt."""
    telegram.say(alice, telegram.private(alice), typed)
    await settled(telegram)

    assert [heard] == ear.texts


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/imagine a house", ["/imagine a house"]),
        (f"/imagine@{BOT_NAME} a house", ["/imagine a house"]),
        (f"/paint@{BOT_NAME} a house", ["/paint a house"]),
        ("/imagine@other_bot a house", []),
        ("/paint a house", []),
        ("a red house", []),
        (f"@{BOT_NAME} a red house", []),
    ],
)
async def test_typed_in_a_group(
    telegram: FakeTelegram, ear: Ear, alice: Person, typed: str, heard: list[str]
) -> None:
    """Only what is meant for us is heard."""
    telegram.say(alice, telegram.group(), typed)
    await settled(telegram)

    assert heard == ear.texts


async def test_who_and_where_are_told(telegram: FakeTelegram, ear: Ear) -> None:
    """Ids, names, language, topic, and a key that is no other update's."""
    lin = Person(2002, "Lin", "zh-hans")
    room = telegram.group(forum=True)
    first, second = (telegram.say(lin, room, "/quota", thread=5) for _ in range(2))
    await settled(telegram)

    one, two = ear.heard
    where = Place(platform="telegram", chat=str(room.id), message=str(first.id), thread="5")
    assert where.model_copy(update={"server": str(room.id)}) == one.place
    who = Sender(platform="telegram", account="2002", name="Lin", locale="zh-hans")
    assert who.model_copy(update={"groups": (f"telegram:{room.id}",)}) == one.sender
    assert str(second.id) == two.place.message
    assert one.key != two.key
    assert one.key.startswith("telegram:")


async def test_a_person_without_a_language_reads_english(telegram: FakeTelegram, ear: Ear) -> None:
    """The language may be missing."""
    somebody = Person(3003, "X", "")
    telegram.say(somebody, telegram.private(somebody), "/help")
    await settled(telegram)

    assert "en" == ear.heard[0].sender.locale


async def test_edits_are_not_heard(telegram: FakeTelegram, ear: Ear, alice: Person) -> None:
    """Mending a typo does not draw a second picture."""
    message = telegram.say(alice, telegram.private(alice), "/imagine a huose")
    await settled(telegram)
    telegram.edit(message, "/imagine a house")
    telegram.say(alice, telegram.private(alice), "/quota")
    await telegram.until(lambda: "/quota" in ear.texts)

    assert ["/imagine a huose", "/quota"] == ear.texts


async def test_other_bots_are_not_heard(telegram: FakeTelegram, ear: Ear) -> None:
    """Bots do not talk to each other here."""
    robot = Person(4004, "Robot", bot=True)
    telegram.say(robot, telegram.group(), "/imagine a loop")
    await settled(telegram)

    assert [] == ear.texts


async def test_captions_and_replies_count(telegram: FakeTelegram, ear: Ear, alice: Person) -> None:
    """A caption is typed text; /imagine in reply to somebody's words draws those."""
    room = telegram.group()
    telegram.show(alice, room, png(), "/imagine a house like this")
    words = telegram.say(Person(5, "Bo"), room, "a boat on the sea")
    telegram.say(alice, room, "/imagine", to=words)
    telegram.say(alice, room, "/imagine --n 2", to=words)
    await settled(telegram)

    assert ["/imagine a house like this", "/imagine a boat on the sea", "/imagine --n 2"] == ear.texts


async def test_a_photo_without_words_is_for_a_clip(telegram: FakeTelegram, ear: Ear, alice: Person) -> None:
    """In private it is heard; in groups photos are nobody's business."""
    telegram.show(alice, telegram.group(), png(), "")
    telegram.show(alice, telegram.private(alice), png(), "")
    await settled(telegram)

    assert [("", 1)] == [(heard.text, len(heard.files)) for heard in ear.heard]


async def test_the_order_of_a_chat_is_kept(telegram: FakeTelegram, ear: Ear) -> None:
    """Many people at once are all heard, each in the order of typing."""
    people = [Person(100 + i, f"P{i}") for i in range(10)]
    for n in range(5):
        for person in people:
            telegram.say(person, telegram.private(person), f"/imagine {n}")
    await telegram.until(lambda: len(ear.heard) == 50)

    for person in people:
        mine = [heard.text for heard in ear.heard if heard.sender.account == str(person.id)]
        assert [f"/imagine {n}" for n in range(5)] == mine


async def test_a_repeated_update_is_heard_once(telegram: FakeTelegram, ear: Ear, alice: Person) -> None:
    """Telegram may hand an update out twice."""
    telegram.say(alice, telegram.private(alice), "/quota")
    [update] = telegram.updates.pending
    await settled(telegram)
    telegram.updates.repeat(update)
    telegram.say(alice, telegram.private(alice), "/help")
    await telegram.until(lambda: "/help" in ear.texts)

    assert ["/quota", "/help"] == ear.texts


async def test_an_update_that_breaks_us_does_not_block_the_next(
    telegram: FakeTelegram, ear: Ear, alice: Person
) -> None:
    """It is logged and passed over."""

    def broken(text: str) -> Reply:
        if "bad" in text:
            raise RuntimeError(text)
        return Reply("fine")

    ear.reply = broken
    telegram.say(alice, telegram.private(alice), "/imagine bad")
    telegram.say(alice, telegram.private(alice), "/imagine good")
    await telegram.until(lambda: telegram.private(alice).shown)

    assert ["fine"] == [message.text for message in telegram.private(alice).shown]


async def test_refused_presses_say_why(telegram: FakeTelegram, ear: Ear, alice: Person) -> None:
    """Somebody else's button: an alert, and nothing in the chat changes."""
    mine = job(status=Status.QUEUED)
    ear.reply = lambda text: Reply("waiting", (Button("cancel", str(mine.id), "Cancel"),), job=mine)
    telegram.say(alice, telegram.private(alice), "/imagine a house")
    await telegram.until(lambda: telegram.private(alice).shown)
    ear.reply = lambda text: Reply(NOT_YOURS, private=True, problem=Problem(code="no_such_job"))
    query = telegram.press(Person(66, "Mallory"), telegram.private(alice).shown[0], "cancel")
    await telegram.until(lambda: query in telegram.methods.answered)

    assert f"cancel {mine.id}" == ear.texts[-1]
    assert "66" == ear.heard[-1].sender.account
    assert NOT_YOURS == telegram.methods.answered[query]
    assert ["waiting"] == [message.text for message in telegram.private(alice).shown]


@pytest.mark.parametrize("data", ["", "x", "cancel:7", "paint:01234567-89ab-cdef-0123-456789abcdef"])
async def test_forged_presses_are_answered_and_ignored(
    telegram: FakeTelegram, ear: Ear, alice: Person, data: str
) -> None:
    """The spinner stops; nothing else happens."""
    room = telegram.private(alice)
    message = room.add(telegram.world.bot, "an old message")
    query = telegram.press_data(alice, message, data)
    await telegram.until(lambda: query in telegram.methods.answered)

    assert [] == ear.texts


async def test_a_press_too_late_to_answer_counts_nevertheless(
    telegram: FakeTelegram, ear: Ear, alice: Person
) -> None:
    """Only the spinner is lost."""
    mine = job(status=Status.QUEUED)
    message = telegram.private(alice).add(telegram.world.bot, "waiting")
    query = telegram.press_data(alice, message, f"cancel:{mine.id}")
    telegram.methods.open_queries.clear()
    await telegram.until(lambda: telegram.called("answerCallbackQuery"))

    assert [f"cancel {mine.id}"] == ear.texts
    assert query not in telegram.methods.answered


async def test_only_groups_are_servers(telegram: FakeTelegram, ear: Ear, alice: Person) -> None:
    """What is set for a group holds for its buttons, too, and never in private."""
    room, mine = telegram.group(), job(status=Status.QUEUED)
    telegram.say(alice, telegram.private(alice), "/quota")
    telegram.say(alice, room, "/imagine a house")
    telegram.press_data(alice, room.add(telegram.world.bot, "waiting"), f"cancel:{mine.id}")
    await telegram.until(lambda: len(ear.heard) == 3)

    assert {"/quota": "", "/imagine a house": str(room.id), f"cancel {mine.id}": str(room.id)} == {
        heard.text: heard.place.server for heard in ear.heard
    }
