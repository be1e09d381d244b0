"""People are served at the counter: commands, lines of text, buttons."""

import asyncio
import sys
from subprocess import run

import pytest
from structlog.testing import capture_logs

from bots.actions import Action
from bots.chat import Reply
from bots.counter import Counter
from tasks.desk import Desk
from tasks.errors import StudioPausing
from tasks.job import Job, Status
from tests.factories import key, place, recipe, sender
from tests.fakes.worker import FakeWorker

FULL = 200


async def say(counter: Counter, text: str, account: str = "1001", **more: str) -> Reply:
    """Say something as somebody."""
    return await counter.say(text, sender(account, **more), place(), key())


def job_of(reply: Reply) -> Job:
    """Take the job of a reply."""
    assert reply.problem is None, reply.text
    assert reply.job is not None
    return reply.job


def actions(reply: Reply) -> list[Action]:
    """List the buttons of a reply."""
    return [button.action for button in reply.buttons]


async def test_imagine_answers_with_a_placeholder(counter: Counter) -> None:
    """The placeholder shows the prompt, the price, and a way out."""
    reply = await say(counter, "/imagine a red house --ar 1:1 --seed 7 --n 2")
    job = job_of(reply)

    assert (7, 2) == (recipe(job).seed, recipe(job).count)
    assert "a red house\nNext in line · 2 credits" == reply.text
    assert ["cancel"] == actions(reply)


async def test_bare_line_is_a_prompt(counter: Counter) -> None:
    """In a private chat nobody needs a slash."""
    assert "a red house" == recipe(job_of(await say(counter, "a red house"))).prompt


async def test_typed_options_and_flags_mean_the_same(counter: Counter) -> None:
    """A slash command's options reach the same form, and its text may hold flags."""
    values = {"prompt": "a red house --n 2", "seed": 7, "steps": None}
    request = recipe(job_of(await counter.answer("imagine", values, sender(), place(), key())))

    assert (7, 2, 20) == (request.seed, request.count, request.steps)


async def test_same_key_is_the_same_job(counter: Counter) -> None:
    """A platform that repeats an event gets one job."""
    once = key()
    first = await counter.say("a red house", sender(), place(), once)
    second = await counter.say("a red house", sender(), place(), once)

    assert job_of(first).id == job_of(second).id


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("/imagine", "prompt_empty"),
        ("   ", "prompt_empty"),
        ("🏠️"[1:], "prompt_empty"),
        ("x" * 1001, "text_too_long"),
        ("a\0b", "text_unusable"),
        ("a house --stpes 3", "unknown_flag"),
        ("a house --model pokcet", "unknown_choice"),
        ("a house --size 100x100", "size_off_grid"),
        ("a house --size 1024x1024", "size_too_large"),
        ("a house --steps 0", "out_of_range"),
        ("a house --n 5", "out_of_range"),
        ("a house --steps 1e9", "not_a_number"),
        ("a house --ar 9:1", "bad_aspect"),
        ("a house --n 2 --n 3", "repeated_flag"),
        ("/imagin a house", "unknown_command"),
        ("/history --limit 11", "out_of_range"),
    ],
)
async def test_bad_input_is_one_private_sentence_and_costs_nothing(
    counter: Counter, desk: Desk, text: str, code: str
) -> None:
    """What is wrong is said to the asker alone."""
    reply = await say(counter, text)

    assert reply.problem is not None
    assert code == reply.problem.code
    assert reply.private
    assert "\n" not in reply.text
    assert FULL == desk.allowance(sender()).left


async def test_prompt_is_shown_as_typed(counter: Counter) -> None:
    """Markup, mentions and patterns are only characters."""
    prompt = "@everyone <b>{ $x }</b> `*_[a](b)_*` %s ; rm -rf /"

    assert (await say(counter, prompt)).text.startswith(prompt + "\n")


async def test_pausing_studio_says_so(counter: Counter, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is away is a pause, not a crash."""

    def away(*_: object) -> Job:
        raise StudioPausing

    monkeypatch.setattr(desk, "submit", away)
    reply = await say(counter, "a red house")

    assert reply.problem is not None
    assert "studio_pausing" == reply.problem.code


async def test_unforeseen_error_is_logged_and_answered(
    counter: Counter, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for an answer that never comes."""

    def broken(*_: object) -> Job:
        raise ZeroDivisionError

    monkeypatch.setattr(desk, "submit", broken)
    with capture_logs() as logs:
        reply = await say(counter, "a red house")

    assert reply.problem is not None
    assert "unexpected" == reply.problem.code
    assert ["counter.failed"] == [entry["event"] for entry in logs]


async def test_cancel_gives_the_credits_back(counter: Counter, desk: Desk) -> None:
    """A cancelled picture costs nothing."""
    job = job_of(await say(counter, "a red house"))
    reply = await counter.press("cancel", job.id, sender(), place(), key())

    assert reply.job is not None
    assert Status.REFUNDED is reply.job.status
    assert FULL == desk.allowance(sender()).left
    assert "Cancelled. Nothing was charged." in reply.text


async def test_again_draws_another_one(counter: Counter, worker: FakeWorker) -> None:
    """The same words, another seed."""
    job = worker.work(job_of(await say(counter, "a red house --seed 7")).id)
    again = job_of(await counter.press("again", str(job.id), sender(), place(), key()))

    assert again.id != job.id
    assert recipe(again).seed != recipe(job).seed
    assert recipe(again).prompt == recipe(job).prompt


async def test_delete_takes_the_pictures_away(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """A deleted job is in no history."""
    asker = sender(platform="web")
    placed = await counter.say("a red house", asker, place(platform="web"), key())
    job = worker.work(job_of(placed).id)
    reply = await counter.press("delete", job.id, asker, place(platform="web"), key())

    assert "Deleted." == reply.text
    assert [] == desk.history(asker)


@pytest.mark.parametrize("action", ["cancel", "again", "delete"])
async def test_only_the_owner_presses(counter: Counter, action: Action) -> None:
    """Somebody else's button does nothing and says so in private."""
    job = job_of(await say(counter, "a red house"))
    reply = await counter.press(action, job.id, sender("6666"), place(), key())

    assert reply.problem is not None
    assert "no_such_job" == reply.problem.code
    assert reply.private


async def test_forged_button_is_refused(counter: Counter) -> None:
    """What comes back in a button may be anything."""
    reply = await counter.press("cancel", "'; DROP TABLE jobs", sender(), place(), key())

    assert reply.problem is not None
    assert "no_such_job" == reply.problem.code


async def test_placeholder_is_remembered(counter: Counter, desk: Desk) -> None:
    """The result will replace the message that was placed."""
    job = job_of(await say(counter, "a red house"))
    await counter.placed(job.id, "77")

    assert "77" == desk.job(job.id).placeholder


async def test_quota_tells_what_is_left_and_held(counter: Counter) -> None:
    """Credits of waiting pictures are set aside."""
    await say(counter, "a red house --n 4")
    reply = await say(counter, "/quota")

    assert "196 of 200" in reply.text
    assert "4 credits are set aside" in reply.text
    assert "00:00 UTC" in reply.text


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
async def test_help_names_every_command_and_flag(counter: Counter, locale: str) -> None:
    """Help is made of the commands and their forms."""
    text = (await say(counter, "/help", locale=locale)).text

    for word in (
        "/imagine",
        "/history",
        "/quota",
        "--ar",
        "--seed",
        "--no",
        "--n",
        "--cfg",
        "pocket",
    ):
        assert word in text
    of_imagine = (await say(counter, "/help imagine", locale=locale)).text
    assert "150" in of_imagine
    assert "unipc" in of_imagine


async def test_counter_serves_many_at_once(counter: Counter) -> None:
    """Two hundred people at one counter are all served."""
    replies = await asyncio.gather(*(say(counter, "a red house", str(number)) for number in range(200)))

    assert 200 == len({job_of(reply).id for reply in replies})


HEAVY = ("torch", "av", "cv2", "skimage", "scipy", "edge_tts", "numpy", "onnxruntime")


def test_bot_process_is_slim() -> None:
    """What every bot imports never imports torch, and leaves room below 150 MB."""
    script = (
        "import sys, bots.counter, bots.delivery, bots.commands.menu, bots.web.serve, psutil;"
        f"print(*[name for name in {HEAVY} if name in sys.modules]);"
        "print(psutil.Process().memory_info().rss // 2**20)"
    )
    heavy, memory_mib = run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert "" == heavy
    assert int(memory_mib) < 140
