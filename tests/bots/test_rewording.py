"""/shorten and /expand: prompts made of a prompt, shown before anything is drawn, and drawn at a press."""

import pytest

from bots.chat import Reply
from bots.counter import Counter
from bots.proposing import STRUCK
from bots.reply import job_reply
from bots.wording import LOCALES, Wording
from generation.notes import Note
from generation.requests import EXPAND_LIMIT, ExpandRequest, ImageRequest, ShortenRequest
from tasks.desk import Desk
from tasks.job import DESCRIBED, WEIGHED, Job
from tests.factories import key, place, sender
from tests.fakes.worker import FakeWorker

FULL = 200
TEXTS = ("a red {house}", "a red house at night, (stars:1.2)")
WEIGHTS = (("a", 0.05, 0), ("very", 0.05, 2), ("red", 0.4, 7), ("house", 0.5, 11))


async def say(counter: Counter, text: str) -> Reply:
    """Say something, as the usual sender."""
    return await counter.hear(text, (), sender(), place(), key())


def proposed(desk: Desk, worker: FakeWorker, reply: Reply, texts: tuple[str, ...] = TEXTS) -> Job:
    """Let a worker propose prompts for what was asked, and deliver them."""
    assert reply.job is not None, reply.text
    weighed = [
        Note(code=WEIGHED, facts={"text": text, "share": share, "at": at}) for text, share, at in WEIGHTS
    ]
    told = [Note(code=DESCRIBED, facts={"text": text}) for text in texts]
    shortened = isinstance(reply.job.request, ShortenRequest)
    done = worker.finish(worker.claim(reply.job.id), notes=(*(weighed if shortened else ()), *told))
    assert done is not None
    return desk.delivered(done.id, done.attempt, "42/8")


def asked(reply: Reply) -> ImageRequest:
    """Give the picture that a reply asks for."""
    assert reply.job is not None, reply.text
    assert isinstance(reply.job.request, ImageRequest)
    return reply.job.request


async def test_prompts_become_cheap_jobs(counter: Counter, desk: Desk) -> None:
    """A credit each, with every choice made."""
    short = await say(counter, "/shorten a very red house")
    rich = await say(counter, "/expand a red house --seed 7")

    assert short.job is not None
    assert rich.job is not None
    assert ShortenRequest(prompt="a very red house", model="pocket") == short.job.request
    assert ExpandRequest(prompt="a red house", model="pocket", seed=7) == rich.job.request
    assert FULL - 2 == desk.allowance(sender()).left


async def test_words_that_count_little_are_struck_through(
    counter: Counter, desk: Desk, worker: FakeWorker
) -> None:
    """The others are told with their share, the most important first."""
    job = proposed(desk, worker, await say(counter, "/shorten a very red house"))
    lines = job_reply(job, Wording()).text.splitlines()
    struck = "".join(f"{letter}{STRUCK}" for letter in "very")

    assert f"a{STRUCK} {struck} red house" == lines[1]
    assert lines[2].startswith("What counts most: house 50% · red 40% · ")
    assert [f"{number}. {text}" for number, text in enumerate(TEXTS, 1)] == lines[3:5]


@pytest.mark.parametrize("command", ["/shorten a very red house", "/expand a red house"])
async def test_nothing_is_drawn_before_a_press(
    counter: Counter, desk: Desk, worker: FakeWorker, command: str
) -> None:
    """Each proposal has a button that draws it as it is, and one that lets it be changed first."""
    job = proposed(desk, worker, await say(counter, command))
    left = desk.allowance(sender()).left
    edited = await counter.press("edit", f"{job.id}.2", sender(), place(), key())

    assert left == desk.allowance(sender()).left
    assert edited.draft is not None
    assert edited.draft.text.startswith(f"/imagine {TEXTS[1]} --")
    assert TEXTS[0] == asked(await counter.press("draw", f"{job.id}.1", sender(), place(), key())).prompt
    assert [("draw", "Draw 1"), ("draw", "Draw 2"), ("edit", "Edit 1"), ("edit", "Edit 2")] == [
        (one.action, one.label) for one in job_reply(job, Wording()).buttons[:4]
    ]


async def test_again_proposes_something_else(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """By another seed, for the same prompt."""
    job = proposed(desk, worker, await say(counter, "/expand a red house --seed 7"))
    reply = await counter.press("again", str(job.id), sender(), place(), key())

    assert reply.job is not None
    assert isinstance(reply.job.request, ExpandRequest)
    assert ("a red house", True) == (reply.job.request.prompt, reply.job.request.seed != 7)


@pytest.mark.parametrize("locale", LOCALES)
async def test_longest_proposals_fit_into_a_message(
    counter: Counter, desk: Desk, worker: FakeWorker, locale: str
) -> None:
    """Of Discord, whose limit is the lowest."""
    texts = tuple(f"{number}".ljust(400, "x") for number in range(4))
    job = proposed(desk, worker, await say(counter, f"/expand {'a' * EXPAND_LIMIT}"), texts)

    assert len(job_reply(job, Wording(locale)).text) <= 2000


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("/shorten", "prompt_empty"),
        (f"/expand {'a' * (EXPAND_LIMIT + 1)}", "text_too_long"),
        ("/expand a house --model nothing", "unknown_choice"),
        ("/shorten (a house:9)", "out_of_range"),
    ],
)
async def test_what_is_wrong_is_one_sentence_and_costs_nothing(
    counter: Counter, desk: Desk, command: str, code: str
) -> None:
    """With what would be right."""
    reply = await say(counter, command)

    assert reply.problem is not None
    assert code == reply.problem.code
    assert FULL == desk.allowance(sender()).left
