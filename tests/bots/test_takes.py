"""A sheet of six variants, and the buttons that take one of them."""

from datetime import UTC, datetime, timedelta

import pytest

from avatar.requests import VARIANTS, AvatarRequest, PreviewRequest, take
from bots.chat import Button, Reply, rows
from bots.counter import Counter
from bots.reply import job_reply
from bots.wording import Wording
from tasks.desk import Desk
from tasks.job import Job, Problem, Status
from tasks.uploads import Uploads
from tests.bots.giving import photo, voice
from tests.bots.sitting import FREE, FULL, hear, jobs, press, request_of
from tests.factories import key, place, sender, submit
from tests.fakes.worker import FakeWorker


async def sheet(counter: Counter, worker: FakeWorker, flags: str = "--preview on") -> Job:
    """Have a sheet made."""
    reply = await hear(counter, f"/avatar Hello there {flags}", photo())
    assert reply.job is not None, reply.text
    return worker.work(reply.job.id)


def preview(job: Job | None) -> PreviewRequest:
    """Take the request of a sheet."""
    assert job is not None
    assert isinstance(job.request, PreviewRequest)
    return job.request


def job_of(reply: Reply) -> Job:
    """Take the job of a reply."""
    assert reply.job is not None, reply.text
    return reply.job


def code(reply: Reply) -> str:
    """Tell what is wrong."""
    assert reply.problem is not None, reply.text
    return reply.problem.code


async def test_flag_asks_for_a_sheet(counter: Counter, desk: Desk, agreed: None) -> None:
    """Of the clip that would have been made; it costs less, and nothing else is charged."""
    reply = await hear(counter, "/avatar Hello there --preview on --head 0.5 --seed 9", photo())
    request = preview(reply.job)

    assert (0.5, 9) == (request.of.head, request.of.seed)
    assert FULL - job_of(reply).price == desk.allowance(sender()).left
    assert 1 == jobs(desk)


async def test_sheet_can_be_asked_for_in_pieces(counter: Counter, agreed: None) -> None:
    """The wish is kept until a voice comes."""
    await hear(counter, "/avatar --preview on", photo())
    request = preview((await hear(counter, "", voice())).job)

    assert request.of.sound


async def test_without_it_the_clip_is_made(counter: Counter, agreed: None) -> None:
    """As ever."""
    assert request_of(await hear(counter, "/avatar Hello there --preview off", photo()))


async def test_finished_sheet_has_a_button_for_each_variant(counter: Counter, worker: FakeWorker) -> None:
    """Beside what each tries, in words."""
    job = await finished(counter, worker)
    reply = job_reply(job, Wording())

    assert ["take"] * VARIANTS + ["again", "info", "file", "like", "delete"] == [
        button.action for button in reply.buttons
    ]
    assert ["1", "2", "3", "4", "5", "6"] == [button.label for button in reply.buttons[:VARIANTS]]
    assert "1 as you asked · 2 calmer · 3 livelier · 4 head still" in reply.text
    assert [1] == [len(reply.media)]
    assert not reply.round
    assert all(len(f"take:{button.job_id}".encode()) <= 64 for button in reply.buttons)


async def finished(counter: Counter, worker: FakeWorker) -> Job:
    """Have a sheet made for somebody who agreed."""
    await counter.call(counter.desk.consent, sender(), "1")
    return await sheet(counter, worker)


@pytest.mark.parametrize("number", range(1, VARIANTS + 1))
async def test_press_makes_the_whole_clip(counter: Counter, worker: FakeWorker, number: int) -> None:
    """With the variant's choices, and its price told."""
    job = await finished(counter, worker)
    reply = await press(counter, "take", f"{job.id}.{number}")

    assert take(preview(job), number) == request_of(reply)
    assert f"{job_of(reply).price} credit" in reply.text
    assert ["cancel"] == [button.action for button in reply.buttons]


async def test_pressed_twice_makes_one_job(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """Also once the clip is there; another number makes another one."""
    job = await finished(counter, worker)
    first, second = [job_of(await press(counter, "take", f"{job.id}.2")) for _ in range(2)]
    worker.work(first.id)
    third = job_of(await press(counter, "take", f"{job.id}.2"))
    other = job_of(await press(counter, "take", f"{job.id}.3"))

    assert first.id == second.id == third.id != other.id
    assert 3 == jobs(desk)


async def test_second_press_elsewhere_says_where_to_look(counter: Counter, worker: FakeWorker) -> None:
    """The clip is shown in one message only."""
    job = await finished(counter, worker)
    await press(counter, "take", f"{job.id}.2")
    elsewhere = place().model_copy(update={"message": "another interaction"})
    reply = await counter.press("take", f"{job.id}.2", sender(), elsewhere, key())

    assert reply.job is None
    assert "Number 2" in reply.text
    assert FREE in reply.text


@pytest.mark.parametrize("end", ["cancel", "fail", "delete"])
async def test_lost_clip_can_be_taken_again(
    counter: Counter, desk: Desk, worker: FakeWorker, end: str
) -> None:
    """Cancelled, failed or deleted: the button still leads somewhere, and to one job."""
    job = await finished(counter, worker)
    first = job_of(await press(counter, "take", f"{job.id}.5"))
    match end:
        case "cancel":
            desk.cancel(first.id, sender())
        case "fail":
            worker.fail(worker.claim(first.id), Problem(code="render_failed"))
        case "delete":
            done = worker.work(first.id)
            desk.delivered(first.id, done.attempt, "1")
            desk.delete(first.id, sender())
    second, third = [job_of(await press(counter, "take", f"{job.id}.5")) for _ in range(2)]

    assert first.id != second.id == third.id
    assert Status.QUEUED is second.status
    assert first.request == second.request


async def test_only_the_asker_may_take(counter: Counter, worker: FakeWorker, desk: Desk) -> None:
    """Others see the buttons, too."""
    job = await finished(counter, worker)
    reply = await counter.press("take", f"{job.id}.1", sender("1002"), place(), key())

    assert "no_such_job" == code(reply)
    assert [] == desk.history(sender("1002"))


@pytest.mark.parametrize("number", ["0", "7", "", "-1", "x", "9" * 20])
async def test_variant_that_is_not_there_is_refused(
    counter: Counter, desk: Desk, worker: FakeWorker, number: str
) -> None:
    """Free of charge."""
    job = await finished(counter, worker)
    reply = await press(counter, "take", f"{job.id}.{number}")

    assert "out_of_range" == code(reply)
    assert FREE in reply.text
    assert 1 == jobs(desk)


async def test_other_results_have_no_variants(counter: Counter, desk: Desk) -> None:
    """A picture, say."""
    reply = await press(counter, "take", f"{submit(desk).id}.1")

    assert "no_variants" == code(reply)


async def test_sheet_from_the_history_can_be_taken_next_week(
    counter: Counter, desk: Desk, worker: FakeWorker
) -> None:
    """As long as its photo is kept; after that it says what to do."""
    job = await finished(counter, worker)
    uploads = Uploads(desk.database, desk.store)
    moment = datetime.now(UTC)
    uploads.expire(moment - timedelta(days=7))
    kept = await press(counter, "take", f"{job.id}.1")
    uploads.expire(moment + timedelta(days=1))
    gone = await press(counter, "take", f"{job.id}.2")

    assert isinstance(job_of(kept).request, AvatarRequest)
    assert "no_such_upload" == code(gone)
    assert FREE in gone.text


async def test_history_names_sheets(counter: Counter, worker: FakeWorker) -> None:
    """In a list, with the seed and a picture."""
    await finished(counter, worker)
    reply = await hear(counter, "/history")

    assert "six variants · Hello there" in reply.text
    assert reply.preview


async def test_sheet_speaks_chinese(counter: Counter, worker: FakeWorker) -> None:
    """Like all else."""
    job = await finished(counter, worker)

    assert "1 按你的要求 · 2 更平静" in job_reply(job, Wording("zh-CN")).text


def test_buttons_of_variants_lie_as_on_the_sheet() -> None:
    """Three beside each other, whatever comes after them."""
    numbers = tuple(Button("take", f"a.{number}", str(number)) for number in range(1, 7))
    others = (Button("again", "a", "Again"), Button("delete", "d", "Delete"))

    assert [3, 3, 2] == [len(row) for row in rows((*numbers, *others), 5)]
    assert [5, 1] == [len(row) for row in rows([Button("face", "", "")] * 6, 5)]
    assert [] == rows((), 5)
