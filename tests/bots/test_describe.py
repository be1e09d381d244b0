"""/describe: a picture is put into words, and each of them is drawn at a press, also next week."""

from dataclasses import replace

import pytest

from bots.attachment import Attachment
from bots.chat import Reply
from bots.counter import Counter
from bots.reply import job_reply
from bots.wording import LOCALES, Wording
from generation.describing import LETTERS, MOST
from generation.notes import Note
from generation.requests import DescribeRequest, ImageRequest, Tongue
from tasks.actor import STUDIO
from tasks.desk import Desk
from tasks.job import DESCRIBED, Job, Sender
from tasks.rules import Rule
from tasks.shown import Sight
from tests.bots.giving import JPEG, SAD, file, image
from tests.factories import key, place, sender, submit
from tests.fakes.worker import FakeWorker

FULL = 200
EVE = sender("66")
TEXTS = ("a red {cat}", "a red cat on a __mat__ (left:1.2)")
CAPTION = 1024  # characters that Telegram shows below a picture


async def say(counter: Counter, text: str, *files: Attachment, who: Sender | None = None) -> Reply:
    """Say something, as the usual sender."""
    return await counter.hear(text, files, who or sender(), place(), key())


def described(desk: Desk, worker: FakeWorker, reply: Reply, texts: tuple[str, ...] = TEXTS) -> Job:
    """Let a worker describe what was asked for, and deliver it."""
    assert reply.job is not None, reply.text
    notes = tuple(Note(code=DESCRIBED, facts={"text": text}) for text in texts)
    done = worker.finish(worker.claim(reply.job.id), notes=notes)
    assert done is not None
    return desk.delivered(done.id, done.attempt, "42/8")


def asked(reply: Reply) -> ImageRequest:
    """Give the picture that a reply asks for."""
    assert reply.job is not None, reply.text
    assert isinstance(reply.job.request, ImageRequest)
    return reply.job.request


@pytest.mark.parametrize(
    ("flags", "locale", "language"),
    [("", "en", Tongue.ENGLISH), ("", "zh", Tongue.CHINESE), ("--language en", "zh", Tongue.ENGLISH)],
)
async def test_picture_becomes_a_job(
    counter: Counter, desk: Desk, flags: str, locale: str, language: Tongue
) -> None:
    """In the language of who asks, unless they say another."""
    who = sender(locale=locale)
    reply = await say(counter, f"/describe {flags}", image(), who=who)

    assert reply.job is not None
    assert isinstance(reply.job.request, DescribeRequest)
    assert language is reply.job.request.language
    assert FULL - 1 == desk.allowance(who).left


async def test_texts_are_told_with_a_button_each(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """Whole and as they are, with numbers that say which is which."""
    job = described(desk, worker, await say(counter, "/describe", image()))
    reply = job_reply(job, Wording())

    assert all(f"{number}. {text}" in reply.text.splitlines() for number, text in enumerate(TEXTS, 1))
    assert [("draw", f"{job.id}.1", "Draw 1"), ("draw", f"{job.id}.2", "Draw 2")] == [
        (one.action, one.job_id, one.label) for one in reply.buttons[:2]
    ]
    assert job.media == reply.media


@pytest.mark.parametrize("locale", LOCALES)
async def test_longest_texts_fit_below_a_picture(
    counter: Counter, desk: Desk, worker: FakeWorker, locale: str
) -> None:
    """As many as there can be."""
    texts = tuple(f"{number}".ljust(LETTERS, "x") for number in range(MOST))
    job = described(desk, worker, await say(counter, "/describe", image()), texts)
    told = job.model_copy(update={"notes": (*job.notes, Note(code="described_roughly"))})

    assert len(job_reply(told, Wording(locale)).text) <= CAPTION


async def test_button_draws_by_the_text_itself(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """What stands for several prompts where it is typed, is taken as it is; it costs what /imagine costs."""
    job = described(desk, worker, await say(counter, "/describe", image()))
    left = desk.allowance(sender()).left
    reply = await counter.press("draw", f"{job.id}.2", sender(), place(), key())

    assert TEXTS[1] == asked(reply).prompt
    assert reply.job is not None
    assert left - reply.job.price == desk.allowance(sender()).left
    assert TEXTS[0] == asked(await counter.press("draw", f"{job.id}.1", sender(), place(), key())).prompt


async def test_who_sees_it_may_draw_it(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """For their own credits; from elsewhere there is no such job."""
    job = described(desk, worker, await say(counter, "/describe", image()))
    reply = await counter.press("draw", f"{job.id}.1", EVE, place(), key())
    elsewhere = await counter.press("draw", f"{job.id}.1", EVE, place("elsewhere"), key())

    assert TEXTS[0] == asked(reply).prompt
    assert EVE == asked_by(reply)
    assert elsewhere.problem is not None
    assert "no_such_job" == elsewhere.problem.code


@pytest.mark.parametrize("number", ["", ".0", ".3", ".-1"])
async def test_number_that_there_is_not_draws_nothing(
    counter: Counter, desk: Desk, worker: FakeWorker, number: str
) -> None:
    """Whatever somebody forges."""
    job = described(desk, worker, await say(counter, "/describe", image()))
    left = desk.allowance(sender()).left
    reply = await counter.press("draw", f"{job.id}{number}", sender(), place(), key())

    assert reply.problem is not None
    assert left == desk.allowance(sender()).left


async def test_words_that_are_blocked_are_not_drawn(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """Though nobody typed them."""
    job = described(desk, worker, await say(counter, "/describe", image()), ("gore on a wall",))
    desk.words.save(STUDIO, "studio", Rule(name="gore", words=("gore",)))
    reply = await counter.press("draw", f"{job.id}.1", sender(), place(), key())

    assert reply.problem is not None
    assert "words_blocked" == reply.problem.code


@pytest.mark.parametrize(
    ("files", "flags", "code"),
    [
        ((), "", "attachment_missing"),
        ((file(JPEG + SAD),), "", "file_damaged"),
        ((image(),), "--language fr", "unknown_choice"),
    ],
)
async def test_what_is_wrong_is_one_sentence_and_costs_nothing(
    counter: Counter, desk: Desk, files: tuple[Attachment, ...], flags: str, code: str
) -> None:
    """With what would be right."""
    reply = await say(counter, f"/describe {flags}", *files)

    assert reply.problem is not None
    assert code == reply.problem.code
    assert FULL == desk.allowance(sender()).left


async def test_picture_of_ours_is_known_again(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """By the message that shows it, so that nothing is stored twice."""
    drawn = await say(counter, "/imagine a boat")
    assert drawn.job is not None
    done = worker.work(drawn.job.id)
    desk.shown.note(Sight(done.id), "telegram", ["42/9"])
    reply = await say(counter, "/describe", replace(image(), message="42/9"))

    assert reply.job is not None
    assert isinstance(reply.job.request, DescribeRequest)
    assert done.media[0].key == reply.job.request.picture


def asked_by(reply: Reply) -> Sender | None:
    """Name who pays for what a reply asks for."""
    return reply.job.sender if reply.job else None


async def test_button_describes_a_picture_of_ours(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """Also for somebody else who sees it, in their language, at their cost; of several it is said which."""
    job = worker.work(submit(desk, count=2).id)
    shown = desk.delivered(job.id, job.attempt, "42/1")

    reply = await counter.press(
        "describe", f"{shown.id}.2", EVE.model_copy(update={"locale": "zh"}), place(), key()
    )
    refused = await counter.press("describe", str(shown.id), EVE, place(), key())

    assert reply.job is not None
    assert isinstance(reply.job.request, DescribeRequest)
    assert Tongue.CHINESE is reply.job.request.language
    assert reply.job.request.picture != shown.media[1].key
    assert EVE.account == reply.job.sender.account
    assert refused.problem is not None
    assert "several_pictures" == refused.problem.code
