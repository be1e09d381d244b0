"""What came of a training: shown while it learns, drawn with, listed, erased."""

import pytest

from bots.chat import Reply
from bots.counter import Counter
from bots.reply import job_reply, progress_reply
from bots.wording import Wording
from generation.requests import ImageRequest
from generation.shelf.stock import LiveCatalogue
from tasks.desk import Desk
from tasks.job import Job, Progress, Sender
from tests.bots.test_training import pictures, press, say
from tests.factories import key, place, sender
from tests.fakes.worker import FakeWorker

EN = Wording("en")


@pytest.fixture
async def trained(counter: Counter, desk: Desk, worker: FakeWorker) -> Job:
    """Have five pictures learnt."""
    told = await say(counter, "/train wuff a photo of wuff --steps 100", pictures(5))
    job = (await press(counter, told)).job
    assert job is not None
    done = worker.work(job.id)
    return desk.delivered(done.id, done.attempt, "42/1")


async def pressed(counter: Counter, action: str, reply: Reply, by: Sender | None = None) -> Reply:
    """Press a button of a reply by its action."""
    [button] = [one for one in reply.buttons if one.action == action]
    return await counter.press(button.action, button.job_id, by or sender(), place(), key())


def test_progress_tells_steps_and_loss(trained: Job) -> None:
    """Beside the bar; before the first steps there is no loss."""
    progress = Progress(job_id=trained.id, share=0.25, note="learning", loss=0.0321)
    shown = progress_reply(trained, progress, EN)
    first = progress_reply(trained, progress.model_copy(update={"share": 0.0, "loss": None}), EN)

    assert "25 % · step 25 of 100 · loss 0.0321" in shown.text
    assert "loss –" in first.text
    assert ["cancel"] == [button.action for button in shown.buttons]


async def test_result_says_how_it_is_used_and_draws_at_a_press(
    counter: Counter, desk: Desk, trained: Job
) -> None:
    """By its words, wearing it: as if that had been typed."""
    shown = job_reply(trained, EN)
    counter.catalogue = LiveCatalogue(counter.catalogue, desk.trainings.shelf)
    drawn = (await pressed(counter, "use", shown)).job

    assert "<lora:wuff:1>" in shown.text
    assert 1 == len(shown.media)
    assert drawn is not None
    assert isinstance(drawn.request, ImageRequest)
    assert "a photo of wuff" == drawn.request.prompt
    assert [True] == [one.name.startswith("wuff~") for one in drawn.request.adapters]


async def test_it_is_listed_and_erased_after_a_question(counter: Counter, desk: Desk, trained: Job) -> None:
    """By its owner alone."""
    listed = await say(counter, "/train", [])
    theirs = await pressed(counter, "unlearn", listed, sender("66"))
    sure = await pressed(counter, "unlearn", listed)
    kept = desk.trainings.mine(sender())
    erased = await pressed(counter, "unlearnt", sure)

    assert "You trained one LoRA" in listed.text
    assert "“a photo of wuff”" in listed.text
    assert theirs.problem is not None
    assert 1 == len(kept)
    assert "wuff is erased" in erased.text
    assert () == desk.trainings.mine(sender())


async def test_name_that_is_taken_is_told_before_anything_begins(counter: Counter, trained: Job) -> None:
    """Two of one name could not be told apart."""
    again = await say(counter, "/train wuff", pictures(5))
    other = await say(counter, "/train mia", [])

    assert trained.status.final
    assert "a LoRA called wuff already" in again.text
    assert ["clear"] == [button.action for button in again.buttons]
    assert "learn" == other.buttons[0].action
