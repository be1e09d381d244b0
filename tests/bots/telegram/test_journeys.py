"""What people live through, from the first word to the picture, with the real client on real sockets."""

import asyncio

import pytest
from telegram import Update

from bots.telegram.adapter import Adapter
from bots.telegram.chat import TelegramChat
from bots.telegram.line import Line
from bots.telegram.post import Post
from generation.notes import Note
from tasks.job import Problem, Sender, Status
from tests.bots.telegram.studio import Studio
from tests.factories import BELOW, recipe
from tests.fakes.telegram import FakeTelegram, Flood, Lost
from tests.fakes.telegram_call import Call
from tests.fakes.telegram_world import Person, Room


async def test_from_words_to_picture(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """The placeholder shows the prompt, then the drawing, then the picture."""
    placeholder = await studio.asked(alice, room, "/imagine a red house --steps 10 --seed 42 --no cars")
    assert "a red house" in placeholder.text
    assert {"cancel"} == set(placeholder.buttons)
    job = studio.worker.claim(studio.jobs[0])
    studio.step(job, 0.5)
    await telegram.until(lambda: placeholder.kind == "photo")
    assert "50" in placeholder.text
    studio.worker.finish(job)
    await studio.ended()

    done = studio.desk.job(job.id)
    assert ("a red house", "cars", 10, 42) == (
        recipe(done).prompt,
        recipe(done).negative_prompt,
        recipe(done).steps,
        recipe(done).seed,
    )
    assert [placeholder] == room.shown
    assert set(BELOW) == set(placeholder.buttons)
    assert "42" in placeholder.text
    assert Status.DELIVERED is done.status
    assert (200 - done.price, 0) == studio.credits(alice)
    assert (1001, "upload_photo") in telegram.methods.actions


async def test_four_pictures_come_as_an_album(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """One album, one message with words and buttons, and deleting takes all of it away."""
    placeholder = await studio.asked(alice, room, "/imagine four boats --n 4")
    await studio.draw()
    assert ["text", "photo", "photo", "photo", "photo"] == [message.kind for message in room.shown]
    telegram.press(alice, placeholder, "delete")
    await telegram.until(lambda: not room.shown)

    assert [] == studio.desk.history(Sender(platform="telegram", account="1001"))


async def test_cancel_gives_the_credits_back(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """A press stops the job, in the placeholder and at the desk."""
    placeholder = await studio.asked(alice, room, "/imagine a red house")
    query = telegram.press(alice, placeholder, "cancel")
    await studio.ended()
    await telegram.until(lambda: query in telegram.methods.answered and "Cancelled" in placeholder.text)

    assert [placeholder] == room.shown
    assert (200, 0) == studio.credits(alice)


async def test_again_draws_another(telegram: FakeTelegram, studio: Studio, alice: Person, room: Room) -> None:
    """The same words, another seed, a placeholder of its own in reply to the first picture."""
    first = await studio.asked(alice, room, "/imagine a red house")
    await studio.draw()
    telegram.press(alice, first, "again")
    await telegram.until(lambda: len(room.shown) == 2)
    await studio.draw()

    one, two = (recipe(studio.desk.job(job)) for job in studio.jobs)
    assert one.prompt == two.prompt
    assert one.seed != two.seed
    assert ["photo", "photo"] == [message.kind for message in room.shown]
    assert first.id == room.shown[1].reply_to


async def test_full_quality_comes_as_a_file(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """The button sends the stored bytes, not what Telegram makes of them."""
    placeholder = await studio.asked(alice, room, "/imagine a red house --seed 5")
    await studio.draw()
    telegram.press(alice, placeholder, "file")
    await telegram.until(lambda: len(room.shown) == 2)

    file = room.shown[1].file
    assert file is not None
    assert ("document", "limner-5.png") == (file.kind, file.name)
    assert studio.desk.read(studio.desk.job(studio.jobs[0]).media[0].key) == file.data


@pytest.mark.parametrize("action", ["cancel", "again", "delete", "file"])
async def test_only_the_owner_presses(
    telegram: FakeTelegram, studio: Studio, alice: Person, action: str
) -> None:
    """In a group others see the buttons, and are told that the picture is not theirs."""
    room = telegram.group()
    placeholder = await studio.asked(alice, room, "/imagine a red house")
    job = studio.jobs[0]
    query = telegram.press_data(Person(66, "Mallory"), placeholder, f"{action}:{job}")
    await telegram.until(lambda: query in telegram.methods.answered)

    assert "There is no such picture of yours." == telegram.methods.answered[query]
    assert [Status.QUEUED] == [studio.desk.job(job).status for job in studio.jobs]
    assert [placeholder] == room.shown


async def test_history_quota_help(telegram: FakeTelegram, studio: Studio, alice: Person, room: Room) -> None:
    """The other commands answer, the history with pictures."""
    for words in ("a red house", "a blue boat"):
        await studio.asked(alice, room, f"/imagine {words}")
        await studio.draw()
    for command in ("/history", "/quota", "/help", "/start"):
        shown = len(room.shown)
        telegram.say(alice, room, command)
        await telegram.until(lambda shown=shown: len(room.shown) > shown)  # type: ignore[misc]  # bound now

    texts = "\n".join(message.text for message in room.shown[2:])
    left, _ = studio.credits(alice)
    assert "a red house" in texts
    assert "a blue boat" in texts
    assert f"{left} of 200" in texts
    assert 2 == texts.count("--seed")
    assert 1 == len([message for message in room.shown[2:] if message.kind == "photo"])


async def test_chinese_is_answered_in_chinese(telegram: FakeTelegram, studio: Studio) -> None:
    """Whoever uses Telegram in Chinese reads Chinese."""
    lin = Person(2002, "Lin", "zh-hans")
    room = telegram.private(lin)
    placeholder = await studio.asked(lin, room, "/imagine 一座红房子")
    assert "取消" in placeholder.buttons["cancel"]
    await studio.draw()

    assert "再画一次" in placeholder.buttons["again"]
    assert "一座红房子" in placeholder.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/imagine", "Write what you want to see"),
        ("/imagine --steps 9999 a house", "9999"),
        ("/imagine --stpes 20 a house", "--steps"),
        ("/imagine a house --n 9", "9"),
        ("/imagine a house --model piquet", "pocket"),
        ("/imagine a house --size 129x128", "128x128"),
        ("/imagine " + "x" * 1001, "1001"),
        ("/imagin a house", "/imagine"),
    ],
)
async def test_refusals_say_what_would_be_right(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room, typed: str, words: str
) -> None:
    """One sentence; nothing is charged."""
    telegram.say(alice, room, typed)
    await telegram.until(lambda: room.shown)

    [answer] = room.shown
    assert words in answer.text
    assert [] == studio.jobs
    assert (200, 0) == studio.credits(alice)


async def test_plain_words_are_a_prompt_in_private(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """No command is needed where there is nobody else to talk to."""
    placeholder = await studio.asked(alice, room, "a red house")

    assert "a red house" in placeholder.text


async def test_the_same_update_again_is_one_job(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room, line: Line
) -> None:
    """Also for another process, which has never seen it."""
    telegram.say(alice, room, "/imagine a red house")
    [update] = telegram.updates.pending
    await telegram.until(lambda: room.shown and not telegram.updates.pending)
    await telegram.until(lambda: all(studio.desk.job(job).placeholder for job in studio.jobs))
    reborn = Adapter(line.bot, studio.counter, TelegramChat(Post(line), studio.counter))
    await reborn.take(Update.de_json(update, line.bot))
    await reborn.close(1)
    await studio.draw()

    assert 1 == len(studio.jobs)
    assert 1 == len(room.shown)


async def test_a_blocked_user_is_refunded(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """What cannot be shown is not paid, and not tried for ever."""
    await studio.asked(alice, room, "/imagine a red house")
    room.refuses = "bot was blocked by the user"
    await studio.draw()
    calls = len(telegram.calls)
    await asyncio.sleep(0.8)

    assert (200, 0) == studio.credits(alice)
    assert {"getUpdates"} >= {call.method for call in telegram.calls[calls:]}


async def test_failures_are_told_with_the_number_of_the_job(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """The placeholder says so, and the credits are back."""
    placeholder = await studio.asked(alice, room, "/imagine a red house")
    job = studio.worker.claim(studio.jobs[0])
    studio.worker.fail(job, Problem(code="render_failed"))
    await studio.ended()

    assert [placeholder] == room.shown
    assert str(job.id)[:8] in placeholder.text
    assert (200, 0) == studio.credits(alice)


async def test_a_storm_of_trouble_shows_everything_once(
    telegram: FakeTelegram, studio: Studio, line: Line
) -> None:
    """Floods, lost answers, server errors: every job ends, every picture is there once, waits are kept."""
    people = [Person(3000 + i, f"P{i}") for i in range(6)]
    rooms = [telegram.private(person) for person in people]

    def weather(call: Call) -> Flood | Lost | None:
        """Let some requests go wrong, by their number."""
        if call.method in ("getUpdates", "sendMessage", "sendMediaGroup", "answerCallbackQuery"):
            return None
        number = len(telegram.calls)
        if number % 7 == 3:
            return Flood(1)
        return Lost() if number % 5 == 2 else None

    telegram.weather = weather
    for i, (person, room) in enumerate(zip(people, rooms, strict=True)):
        await studio.asked(person, room, f"/imagine house {i} --n {1 + i % 2}")
    for job_id in list(studio.jobs):
        job = studio.worker.claim(job_id)
        studio.step(job, 0.4)
        await asyncio.sleep(0.05)
        studio.worker.finish(job)
    await telegram.until(lambda: not studio.desk.undelivered("telegram"), 30)

    assert [1, 2] * 3 == [len(room.pictures) for room in rooms]
    assert [Status.DELIVERED] * 6 == [studio.desk.job(job).status for job in studio.jobs]


async def test_unknown_words_are_told_with_the_picture(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """In the caption, in the asker's language."""
    placeholder = await studio.asked(alice, room, "/imagine a wombat")
    note = Note(code="unknown_words", facts={"words": "wombat", "more": 0})
    studio.worker.finish(studio.worker.claim(studio.jobs[0]), (note,))
    await studio.ended()

    assert "This small model does not know: wombat." in placeholder.text
