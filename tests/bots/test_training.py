"""Pictures are gathered, priced, learnt and drawn with: /train in a chat."""

import io
import re
import zipfile

import pytest

from bots.attachment import Attachment
from bots.chat import Reply
from bots.counter import Counter
from bots.teaching import LEARNING_CONSENT
from bots.wording import Wording
from generation.requests import TrainingRequest
from tasks.desk import Desk
from tasks.errors import NoSuchUpload
from tasks.job import Sender
from tests.bots.giving import SAD, FakeIntake, file, image, voice
from tests.factories import key, place, sender

COLOURS = """red green blue white black teal pink gold grey navy olive lime aqua maroon purple silver
orange tan plum khaki coral"""
EN = Wording("en")


def pictures(count: int, start: int = 0) -> list[Attachment]:
    """Attach pictures that differ."""
    return [image((160, 128), colour) for colour in COLOURS.split()[start : start + count]]


def zipped(*files: Attachment) -> Attachment:
    """Attach a ZIP, whatever it is declared as."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number, one in enumerate(files):
            archive.writestr(f"dogs/{number}.png", _bytes(one))
    return file(data.getvalue(), "application/octet-stream")


def _bytes(one: Attachment) -> bytes:
    coroutine = one.fetch()
    try:
        coroutine.send(None)  # type: ignore[attr-defined]  # it is one
    except StopIteration as end:
        return bytes(end.value)
    raise AssertionError("it waits")


async def say(counter: Counter, text: str, files: list[Attachment], by: Sender | None = None) -> Reply:
    """Send a message."""
    return await counter.hear(text, files, by or sender(), place(), key())


async def press(counter: Counter, reply: Reply, number: int = 0, by: Sender | None = None) -> Reply:
    """Press a button of a reply."""
    button = reply.buttons[number]
    return await counter.press(button.action, button.job_id, by or sender(), place(), key())


async def test_pictures_of_several_messages_are_gathered(counter: Counter) -> None:
    """With the count after each, and what they look like; the name may come first or last."""
    first = await say(counter, "/train wuff a photo of wuff", pictures(2))
    second = await say(counter, "", pictures(3, start=2))

    assert "wuff: 2 of 5–20 pictures" in first.text
    assert "3 more are needed" in first.text
    assert ["clear"] == [button.action for button in first.buttons]
    assert "wuff: 5 of 5–20 pictures" in second.text
    assert "a photo of wuff" in second.text
    assert ["learn", "learn", "clear"] == [button.action for button in second.buttons]
    assert second.preview.startswith(b"\xff\xd8\xff")


async def test_press_puts_the_training_in_the_queue_once(counter: Counter, desk: Desk) -> None:
    """At the price that was told; pressed again, the button shows the same job."""
    told = await say(counter, "/train wuff a photo of wuff --steps 100", pictures(6))
    job = (await press(counter, told)).job
    again = (await press(counter, told)).job

    assert job is not None
    assert again is not None
    assert job.id == again.id
    assert isinstance(job.request, TrainingRequest)
    assert ("wuff", "a photo of wuff", "pocket", 100, 6) == (
        job.request.name,
        job.request.words,
        job.request.model,
        job.request.steps,
        len(job.request.pictures),
    )
    assert str(job.price) in re.sub(r"\D+", " ", told.buttons[0].label).split()
    assert desk.portfolios.of(sender(), place()) is not None
    assert "To train one" in (await say(counter, "/train", [])).text


async def test_shorter_training_is_one_press_away(counter: Counter) -> None:
    """Where the whole would not fit into what is left, it alone is offered."""
    told = await say(counter, "/train wuff --steps 500", pictures(5))

    assert "credits" in told.text
    [shorter, clear] = told.buttons
    assert ("learn", "clear") == (shorter.action, clear.action)
    job = (await press(counter, told)).job
    assert job is not None
    assert isinstance(job.request, TrainingRequest)
    assert 500 > job.request.steps


async def test_zip_counts_as_its_pictures(counter: Counter) -> None:
    """By its content, not by its name; what is broken in it leaves the others."""
    told = await say(counter, "/train wuff", [zipped(*pictures(6), file(b"\x89PNG\r\n\x1a\n" + SAD))])

    assert "6 of 5–20" in told.text
    assert "damaged" in told.text


async def test_what_cannot_be_learnt_is_left_out(counter: Counter) -> None:
    """Too small, sent twice, more than twenty: each is said, the rest is kept."""
    small = await say(counter, "/train wuff", [image((96, 96)), *pictures(4)])
    twice = await say(counter, "", [*pictures(1, start=2), *pictures(8, start=4)])
    full = await say(counter, "", pictures(9, start=12))

    assert "shorter side has 96 pixels" in small.text
    assert "4 of 5–20" in small.text
    assert "as number 3" in twice.text
    assert "12 of 5–20" in twice.text
    assert "at most 20" in full.text
    assert "20 of 5–20" in full.text


async def test_picture_is_taken_out_by_its_number(counter: Counter, desk: Desk) -> None:
    """The others move up."""
    await say(counter, "/train wuff", pictures(3))
    before = desk.portfolios.of(sender(), place())
    await say(counter, "/train --without 2", [])
    after = desk.portfolios.of(sender(), place())

    assert before is not None
    assert after is not None
    assert [before.pictures[0], before.pictures[2]] == list(after.pictures)


async def test_wrong_name_keeps_the_pictures(counter: Counter) -> None:
    """It is told, and a good one may follow; without one nothing begins."""
    told = await say(counter, "/train sepia", pictures(5))
    named = await say(counter, "/train wuff", [])

    assert "sepia" in told.text
    assert "Give it a name" in told.text
    assert "learn" == named.buttons[0].action


@pytest.mark.parametrize("model", ["nosuch", "pocket-inpainting"])
async def test_model_that_does_not_learn_is_refused(counter: Counter, model: str) -> None:
    """The studio's own is kept."""
    told = await say(counter, f"/train wuff --model {model}", pictures(5))

    assert model in told.text
    assert "· pocket ·" in told.text


async def test_faces_are_learnt_once_their_sender_confirms(
    counter: Counter, desk: Desk, intake: FakeIntake
) -> None:
    """The press that begins it agrees as well; the second time nobody is asked."""
    intake.shown = 1
    told = await say(counter, "/train wuff", pictures(5))
    begun = await press(counter, told)

    assert "faces among these pictures" in told.text
    assert told.buttons[0].label.startswith("I confirm")
    assert begun.job is not None
    assert desk.consented(sender(), LEARNING_CONSENT)
    assert "faces" not in (await say(counter, "/train mia", pictures(5))).text


async def test_button_from_before_the_face_asks_first(
    counter: Counter, desk: Desk, intake: FakeIntake
) -> None:
    """What it carried agreed to nothing."""
    plain = await say(counter, "/train wuff", pictures(5))
    intake.shown = 1
    await say(counter, "", pictures(1, start=5))
    asked = await press(counter, plain)

    assert asked.job is None
    assert "faces among these pictures" in asked.text
    assert not desk.consented(sender(), LEARNING_CONSENT)


async def test_cleared_pictures_are_gone(counter: Counter, desk: Desk) -> None:
    """At once, from the store too; a button of before leads nowhere, in a sentence."""
    told = await say(counter, "/train wuff", pictures(5))
    portfolio = desk.portfolios.of(sender(), place())
    assert portfolio is not None
    await press(counter, told, -1)
    gone = await press(counter, told)

    assert gone.problem is not None
    assert "nothing_gathered" == gone.problem.code
    for key_ in portfolio.keys:
        with pytest.raises(NoSuchUpload):
            desk.uploaded(sender(), key_)


async def test_what_is_being_learnt_stays(counter: Counter, desk: Desk) -> None:
    """Until it is; the small ones that were only shown go."""
    told = await say(counter, "/train wuff", pictures(5))
    portfolio = desk.portfolios.of(sender(), place())
    assert portfolio is not None
    await press(counter, told)

    assert all(desk.uploaded(sender(), one.key) for one in portfolio.pictures)
    with pytest.raises(NoSuchUpload):
        desk.uploaded(sender(), portfolio.pictures[0].small)


async def test_nobody_begins_the_training_of_another(counter: Counter) -> None:
    """A button in a group carries nothing that others could use."""
    told = await say(counter, "/train wuff", pictures(5))
    theirs = await press(counter, told, by=sender("66"))

    assert theirs.problem is not None
    assert "nothing_gathered" == theirs.problem.code


async def test_photos_go_where_their_sender_turned_last(counter: Counter, desk: Desk) -> None:
    """A voice, or words with a photo, are for a clip, and so are photos after it."""
    await say(counter, "/train wuff", pictures(1))
    await say(counter, "", [voice()])
    await say(counter, "", pictures(1, start=1))
    portfolio = desk.portfolios.of(sender(), place())

    assert portfolio is not None
    assert 1 == len(portfolio.pictures)


async def test_without_anything_it_lists_what_was_learnt(counter: Counter) -> None:
    """And says how to begin."""
    told = await say(counter, "/train", [])

    assert "To train one" in told.text
    assert () == told.buttons
