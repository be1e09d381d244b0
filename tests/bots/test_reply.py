"""What people see of a job of each kind."""

import pytest

from bots.chat import Reply, Role, role
from bots.counter import Counter
from bots.reply import job_reply, line, progress_reply
from bots.wording import LOCALES, Wording
from generation.notes import Note
from tasks.desk import Desk
from tasks.job import Job, Progress, Request
from tests.bots.giving import PNG, file
from tests.factories import avatar_request, image_request, key, place, sender, speech_request
from tests.fakes.worker import FakeWorker

EN = Wording("en")


def ask(desk: Desk, request: Request) -> Job:
    """Submit a request as the usual sender."""
    return desk.submit(request, sender(), place(), key())


def clip(desk: Desk, **more: object) -> Job:
    """Submit a clip of a photo of the sender's own."""
    photo = desk.keep(sender(), PNG, "image/png")
    return ask(desk, avatar_request(photo, **more))


def actions(reply: Reply) -> list[str]:
    """List the buttons of a reply."""
    return [button.action for button in reply.buttons]


def test_every_picture_can_be_made_to_talk(desk: Desk, worker: FakeWorker) -> None:
    """Below it stands the button."""
    reply = job_reply(worker.work(ask(desk, image_request(count=2)).id), EN)

    assert "talk" in actions(reply)
    assert {Role.PICTURE} == {role(media) for media in reply.media}


def test_spoken_line_goes_on_to_the_clip(desk: Desk, worker: FakeWorker) -> None:
    """It tells its length, its voice and its price."""
    reply = job_reply(worker.work(ask(desk, speech_request()).id), EN)

    assert "Hello there.\n1.0 s · espeak-ng/en-us · 1 credit" == reply.text
    assert ["onward", "again", "info", "like", "delete"] == actions(reply)
    assert [Role.SOUND] == [role(media) for media in reply.media]


def test_clip_tells_how_it_was_made(desk: Desk, worker: FakeWorker) -> None:
    """Its length, size, voice, seed and price, and a picture that stands for it."""
    finished = worker.finish(worker.claim(clip(desk).id), drawn_s=0.1)
    assert finished is not None
    reply = job_reply(finished, EN)
    media = reply.media[0]

    assert "Hello there." == reply.text.splitlines()[0]
    assert reply.text.splitlines()[1].endswith("256×256 · espeak-ng/en-us · seed 7 · 1 credit")
    assert ["again", "info", "file", "like", "delete"] == actions(reply)
    assert (1, Role.CLIP) == (len(reply.media), role(media))
    assert media.thumbnail


def test_clip_tells_what_it_cost_and_who_went_away(desk: Desk, worker: FakeWorker) -> None:
    """The work of all machines together, and in one sentence that one of them was replaced."""
    taken_over = Note(code="taken_over", facts={"count": 1})
    finished = worker.finish(worker.claim(clip(desk).id), notes=(taken_over,))
    assert finished is not None

    made, note = job_reply(finished.model_copy(update={"drawn_s": 41.7}), EN).text.splitlines()[1:]

    assert made.endswith("1 credit · 42 s of computing")
    assert "One machine went away in the middle; another took over, and nothing was lost." == note


def test_clip_of_a_recording_has_a_title(desk: Desk, worker: FakeWorker) -> None:
    """There are no words to show."""
    sound = desk.keep(sender(), b"OggS", "audio/ogg")
    reply = job_reply(worker.work(clip(desk, sound=sound, speech=None).id), EN)

    assert "A clip with your recording" == reply.text.splitlines()[0]
    assert "your recording" in reply.text.splitlines()[1]


@pytest.mark.parametrize("wanted", [True, False])
def test_round_note_is_wanted_as_such(desk: Desk, worker: FakeWorker, wanted: bool) -> None:
    """A platform that has round notes is told."""
    assert wanted is job_reply(worker.work(clip(desk, round=wanted).id), EN).round


def test_notes_stand_below_the_clip(desk: Desk, worker: FakeWorker) -> None:
    """Which engine it was, and who spoke in whose place."""
    sketch = Note(code="sketch_engine", facts={"animator": "puppet"})
    other = Note(code="voice_fallback", facts={"wanted": "edge/x", "used": "espeak-ng/en"})
    finished = worker.finish(worker.claim(clip(desk).id), notes=(sketch, other))
    assert finished is not None
    for wording in map(Wording, LOCALES):
        first, second = job_reply(finished, wording).text.splitlines()[-2:]

        assert "puppet" in first
        assert "espeak-ng/en" in second


def test_progress_names_its_stage(desk: Desk, worker: FakeWorker) -> None:
    """A clip is spoken, animated and finished; none of it is drawing."""
    job = worker.claim(clip(desk).id)
    for wording in map(Wording, LOCALES):
        shown = {
            stage: progress_reply(job, Progress(job_id=job.id, share=0.5, note=stage), wording).text
            for stage in ("speaking", "animating", "finishing", "rendering")
        }

        assert 4 == len(set(shown.values()))
        assert all("▓▓▓▓▓░░░░░ 50 %" in text for text in shown.values())


def test_lines_of_a_list_name_kind_state_and_seed(desk: Desk, worker: FakeWorker) -> None:
    """A picture is what most are, and is not called so."""
    requests = (image_request(), speech_request())
    done = [worker.work(ask(desk, request).id) for request in requests] + [worker.work(clip(desk).id)]

    assert [
        "a red house · done · seed 7",
        "sound · Hello there. · done",
        "clip · Hello there. · done · seed 7",
    ] == [line(job, EN) for job in done]


async def test_refused_clip_gives_all_buttons_their_jobs(counter: Counter, desk: Desk) -> None:
    """What waits can be stopped."""
    job = clip(desk)
    reply = await counter.press("cancel", job.id, sender(), place(), key())

    assert reply.job is not None
    assert "Cancelled. Nothing was charged." in reply.text


async def test_no_file_is_fetched_for_a_command_without_one(counter: Counter) -> None:
    """A picture below /imagine is left alone."""
    reply = await counter.hear("/imagine a red house", (file(b"x"),), sender(), place(), key())

    assert reply.job is not None
