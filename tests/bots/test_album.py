"""What was made before, in a chat: found, paged, liked, told of, made again; and the own line."""

import io
from datetime import UTC, datetime

import PIL.Image
import pytest

from bots.actions import Action
from bots.chat import Button, Reply
from bots.counter import Counter
from bots.dates import day_of
from bots.errors import BadValue
from bots.recipe import recipe_reply
from bots.wording import LOCALES, Wording
from tasks.desk import Desk
from tasks.job import Job, Status
from tests.factories import (
    BELOW,
    avatar_request,
    catalogue,
    image_request,
    key,
    place,
    sender,
    speech_request,
    submit,
)
from tests.fakes.worker import FakeWorker

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
BO = sender("2002")


async def hear(counter: Counter, text: str, who: str = "1001", about: str = "") -> Reply:
    """Say something."""
    return await counter.hear(text, (), sender(who), place(), key(), about)


async def press(counter: Counter, button: Button, who: str = "1001", chat: str = "42") -> Reply:
    """Press a button."""
    return await counter.press(button.action, button.job_id, sender(who), place(chat), key())


def buttons(reply: Reply, action: Action) -> list[Button]:
    """List the buttons of one kind."""
    return [button for button in reply.buttons if button.action == action]


def only(reply: Reply, action: Action) -> Button:
    """Give the one button of a kind."""
    (button,) = buttons(reply, action)
    return button


def names(reply: Reply) -> list[str]:
    """List what a page names, without its numbers."""
    return [line.partition(". ")[2].split(" ·")[0] for line in reply.text.splitlines()[1:]]


def made(desk: Desk, worker: FakeWorker, prompt: str = "a red house", **more: object) -> Job:
    """Have a picture drawn and shown."""
    job = worker.work(desk.submit(image_request(prompt, **more), sender(), place(), key()).id)
    return desk.delivered(job.id, 1, f"42/{prompt}")


async def test_pages_are_turned_by_buttons(counter: Counter, worker: FakeWorker, desk: Desk) -> None:
    """Forward to the last page and back, each in the place of the one before."""
    for number in range(8):
        made(desk, worker, f"house {number}")
    first = await hear(counter, "/history house")
    second = await press(counter, only(first, "turn"))
    back = await press(counter, only(second, "turn"))

    assert [f"house {number}" for number in (7, 6, 5, 4, 3, 2)] == names(first)
    assert ["house 1", "house 0"] == names(second)
    assert (names(first), first.buttons) == (names(back), back.buttons)
    assert all(len(f"turn:{button.job_id}") <= 64 for button in buttons(second, "turn"))


async def test_turned_page_keeps_to_its_search(counter: Counter, worker: FakeWorker, desk: Desk) -> None:
    """Also where what was searched for is longer than what a button can carry."""
    for number in range(14):
        made(desk, worker, f"{'夜晚的房子' * 30} {number}" if number % 2 else "boat")
    first = await hear(counter, f"/history {'夜晚的房子' * 30} --kind picture --seed 7")
    second = await press(counter, only(first, "turn"))

    assert 7 == len(names(first)) + len(names(second))
    assert "boat" not in first.text + second.text


async def test_contact_sheet_shows_every_entry(counter: Counter, worker: FakeWorker, desk: Desk) -> None:
    """Three beside each other; a sound has a tile of its own, but none alone has a sheet."""
    ada = sender()
    worker.work(desk.submit(speech_request(), ada, place(), key()).id)
    alone = await hear(counter, "/history")
    for number in range(3):
        made(desk, worker, f"house {number}")
    reply = await hear(counter, "/history")

    assert b"" == alone.preview
    with PIL.Image.open(io.BytesIO(reply.preview), formats=("JPEG",)) as sheet:
        assert (3 * 232 + 8, 2 * 232 + 8) == sheet.size


async def test_entry_opens_with_its_buttons(counter: Counter, worker: FakeWorker, desk: Desk) -> None:
    """What a page only names is shown whole."""
    job = made(desk, worker)
    page = await hear(counter, "/history")
    entry = await press(counter, only(page, "open"))

    assert job.media == entry.media
    assert ["same", *BELOW] == [button.action for button in entry.buttons]
    assert entry.private
    assert entry.job is None


async def test_favourites_are_found_and_let_go(counter: Counter, worker: FakeWorker, desk: Desk) -> None:
    """The button says in a word which of the two it did."""
    best = made(desk, worker, "best")
    made(desk, worker, "other")
    like = Button("like", str(best.id), "♥")
    first = await press(counter, like)
    found = await hear(counter, "/history --favourites on")
    second = await press(counter, like)
    none = await hear(counter, "/history --favourites on")

    assert ["♥ best"] == names(found)
    assert "Nothing of yours matches." == none.text
    assert first.text != second.text


async def test_favourite_is_meant_by_number_by_reply_and_as_the_latest(
    counter: Counter, worker: FakeWorker, desk: Desk
) -> None:
    """Somebody else's result is nobody's favourite."""
    jobs = [made(desk, worker, words) for words in ("by number", "by reply", "latest")]
    await hear(counter, f"/favourite {str(jobs[0].id)[:8]}")
    await hear(counter, "/favourite", about="42/by reply")
    await hear(counter, "/favourite")
    theirs = await hear(counter, "/favourite", who="2002", about="42/by reply")

    found = await hear(counter, "/history --favourites on")
    assert ["♥ latest", "♥ by reply", "♥ by number"] == names(found)
    assert theirs.problem is not None


async def test_recipe_tells_everything_and_a_line_that_makes_the_same(
    counter: Counter, worker: FakeWorker, desk: Desk
) -> None:
    """Typed again, the line asks for the very same request."""
    job = made(desk, worker, "a red house", negative_prompt="cars, people", steps=12, seed=99, count=2)
    reply = await press(counter, Button("info", str(job.id), ""))
    again = await hear(counter, next(one for one in reply.text.splitlines() if one.startswith("/imagine")))

    for words in ("pocket", "99", "12", "cars, people", str(job.id)[:8], "2 credits"):
        assert words in reply.text
    assert again.job is not None
    assert job.request == again.job.request


async def test_recipe_is_for_those_who_saw_the_result(
    counter: Counter, worker: FakeWorker, desk: Desk
) -> None:
    """In its chat, by button and by reply; nowhere else, and not once it is gone."""
    job = made(desk, worker)
    button = Button("info", str(job.id), "")
    here = await press(counter, button, who="2002")
    replied = await hear(counter, "/recipe", who="2002", about="42/a red house")
    elsewhere = await press(counter, button, who="2002", chat="43")
    desk.delete(job.id, sender())
    gone = await press(counter, button, who="2002")

    assert "seed 7" in here.text
    assert here.text == replied.text
    assert () == here.buttons
    assert all(reply.problem is not None for reply in (elsewhere, gone))


async def test_same_again_keeps_the_seed_and_again_draws_another(
    counter: Counter, worker: FakeWorker, desk: Desk
) -> None:
    """Both are paid jobs of their own."""
    job = made(desk, worker)
    same = await press(counter, Button("same", str(job.id), ""))
    again = await press(counter, Button("again", str(job.id), ""))

    assert same.job is not None
    assert again.job is not None
    assert job.request == same.job.request
    assert job.request != again.job.request
    assert 3 == len({job.id, same.job.id, again.job.id})


async def test_own_line_is_put_in_order_and_shortened_by_buttons(
    counter: Counter, worker: FakeWorker, desk: Desk
) -> None:
    """Each press shows the line anew, in the place of the list."""
    runs, *waiting = [submit(desk, f"house {number}") for number in range(4)]
    worker.claim(runs.id)
    listed = await hear(counter, "/jobs")
    first = await press(counter, buttons(listed, "first")[-1])
    dropped = await press(counter, buttons(first, "drop")[2])
    fresh = await press(counter, only(dropped, "line"))

    assert ["house 0", "house 1", "house 2", "house 3"] == names(listed)[:4]
    assert ["house 0", "house 3", "house 1", "house 2"] == names(first)[:4]
    assert ["house 0", "house 3", "house 2"] == names(dropped)[:3]
    assert dropped.text == fresh.text
    assert Status.REFUNDED is desk.job(waiting[0].id).status
    assert "next in line" in listed.text


async def test_empty_line_says_so(counter: Counter) -> None:
    """There is nothing to press."""
    reply = await hear(counter, "/jobs")

    assert ("Nothing of yours waits or is being made.", ()) == (reply.text, reply.buttons)


@pytest.mark.parametrize(
    ("action", "argument"),
    [("turn", "nonsense"), ("turn", "..o"), ("open", "x"), ("like", ""), ("first", "x"), ("info", "x")],
)
async def test_forged_buttons_lead_nowhere(counter: Counter, action: Action, argument: str) -> None:
    """One sentence, and nothing done."""
    assert (await press(counter, Button(action, argument, ""))).problem is not None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-01", "2026-11-01"),
        ("2026年2月3日", "2026-02-03"),
        ("today", "2026-11-28"),
        ("Yesterday", "2026-11-27"),
        ("昨天", "2026-11-27"),
        ("7d", "2026-11-21"),
        ("2 weeks", "2026-11-14"),
        ("3天", "2026-11-25"),
        ("1个月", "2026-10-29"),
    ],
)
def test_days_are_read_as_people_type_them(text: str, day: str) -> None:
    """In both languages."""
    assert day == f"{day_of('since', text, NOON):%Y-%m-%d}"


@pytest.mark.parametrize("text", ["2026-02-30", "soon", "7x", "-1d", "99999999d", "0000-01-01"])
def test_what_is_no_day_is_refused(text: str) -> None:
    """With what was typed."""
    with pytest.raises(BadValue):
        day_of("since", text, NOON)


@pytest.mark.parametrize("locale", LOCALES)
async def test_recipe_names_every_parameter_in_the_readers_language(
    desk: Desk, worker: FakeWorker, locale: str
) -> None:
    """No name of a field is left as programs know it."""
    photo = desk.keep(sender(), b"photo", "image/png")
    requests = (image_request(), speech_request(rate=1.2), avatar_request(photo))
    for request in requests:
        job = worker.work(desk.submit(request, sender(), place(), key()).id)
        text = recipe_reply(job, 0, Wording(locale), catalogue()).text

        assert "_" not in text.partition("\n\n")[2].partition("/imagine")[0]
        assert photo not in text
