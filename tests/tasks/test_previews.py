"""Sheets of variants: what they cost, who makes them, and that they are made anew."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from avatar.requests import VARIANTS, PreviewRequest, take
from avatar.settings import AvatarSettings
from generation.notes import Note
from tasks.desk import Desk
from tasks.errors import NoSuchJob, NoSuchUpload
from tasks.price import price
from tasks.queue import queue_of
from tasks.worker.messages import Begin, Draw, Drawn, DrawRange, Join, Stepped, Task, Tools
from tasks.worker.runner import EngineEnded, Runner
from tests.factories import catalogue, key, photograph, place, preview_request, sender, speech_request
from tests.fakes.worker import FakeWorker

PHOTO = "photo"
LONG = "a" * 400  # letters: half a minute


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """Give a runner that animates, without a network."""
    settings = AvatarSettings(_env_file=None, edge=False)
    runner = Runner(Tools("tasks.worker.avatars:open_speakers", (settings,)), timedelta(seconds=60))
    yield runner
    runner.close()


@pytest.fixture(scope="module")
def slow_runner() -> Iterator[Runner]:
    """Give a runner that tells of every two seconds it has drawn."""
    settings = AvatarSettings(_env_file=None, edge=False, range_frames=50)
    runner = Runner(Tools("tasks.worker.avatars:open_speakers", (settings,)), timedelta(seconds=60))
    yield runner
    runner.close()


def sheet_of(runner: Runner, told: list[Stepped] | None = None, **choices: object) -> Drawn:
    """Have a sheet made."""
    order = Draw("sheet", preview_request(PHOTO, **choices), {PHOTO: photograph()})
    return runner.render(order, (told if told is not None else []).append, lambda: False)


def sent(desk: Desk, **choices: object) -> PreviewRequest:
    """Ask for a sheet of a photo that the usual sender has sent."""
    return preview_request(desk.keep(sender(), photograph(), "image/png"), **choices)


def test_sheet_is_one_clip(runner: Runner) -> None:
    """With a thumbnail, a fingerprint and the asker's seed."""
    told: list[Stepped] = []
    [made] = sheet_of(runner, told, speech=speech_request("One, two, three, four, five, six.")).made

    assert ("video/mp4", 960, 540, 7) == (made.mime, made.width_px, made.height_px, made.seed)
    assert 2 == pytest.approx(made.duration_s)
    assert (320, 180) == Image.open(BytesIO(made.thumbnail)).size
    assert made.fingerprint
    assert ["speaking", "animating", "finishing"] == list(dict.fromkeys(step.stage for step in told))
    assert 1 == told[-1].share


def test_sheet_tells_what_the_whole_clip_costs(runner: Runner) -> None:
    """With its length, so that nobody is surprised after the press."""
    request = preview_request(PHOTO, speech=speech_request("and so on " * 20), size_px=512)
    drawn = runner.render(Draw("sheet", request, {PHOTO: photograph()}), lambda _: None, lambda: False)
    [pick] = [note for note in drawn.notes if note.code == "preview_pick"]

    assert {price(take(request, number), catalogue()) for number in range(1, VARIANTS + 1)} == {
        pick.facts["price"]
    }
    assert 5 < int(pick.facts["seconds"]) < 30
    assert Note(code="sketch_engine", facts={"animator": "puppet"}) in drawn.notes


def test_same_sheet_twice_is_the_same(runner: Runner) -> None:
    """Another worker ends as the first would have."""
    [one], [other] = (sheet_of(runner).made for _ in range(2))

    assert one.data == other.data


def test_cancelled_sheet_stops(runner: Runner) -> None:
    """Long before all six are drawn."""
    told: list[Stepped] = []
    request = preview_request(PHOTO, speech=speech_request("and so on " * 20))
    with pytest.raises(EngineEnded) as caught:
        runner.render(
            Draw("sheet", request, {PHOTO: photograph()}),
            told.append,
            lambda: any(step.stage == "animating" for step in told),
        )

    assert "cancelled" == caught.value.problem.code
    assert told[-1].share < 0.9


def test_sheet_in_parts_is_the_same(runner: Runner, slow_runner: Runner) -> None:
    """Where an animator takes long, each variant is a range of its own, for any worker."""
    request, sources = preview_request(PHOTO), {PHOTO: photograph()}

    def part(task: Task) -> Drawn:
        return slow_runner.render(Draw("part", request, sources, task), lambda _: None, lambda: False)

    begun = part(Begin())
    plan = begun.made[0].data
    pieces = [part(DrawRange(plan, *one)).made[0].data for one in reversed(begun.ranges)]
    joined = part(Join(plan, tuple(reversed(pieces))))
    whole = sheet_of(runner)

    assert VARIANTS == len(begun.ranges)
    assert whole.made == joined.made
    assert whole.notes == joined.notes


def test_sheet_of_a_long_clip_costs_less_than_it() -> None:
    """However long that is, a sheet costs the same."""
    long, short = preview_request(speech=speech_request(LONG)), preview_request()

    assert price(long, catalogue()) == price(short, catalogue()) < price(long.of, catalogue())
    assert price(short, catalogue()) <= price(short.of, catalogue())


@pytest.mark.parametrize(("heard_s", "sheet", "clip"), [(3.0, 1, 1), (8.0, 2, 2), (60.0, 2, 15)])
def test_sheet_is_never_dearer_than_its_clip(heard_s: float, sheet: int, clip: int) -> None:
    """Where the clip is short, the sheet has almost all of it, six times."""
    request = preview_request(animator="sadtalker", speech=None, sound="uploads/none.flac")

    assert (sheet, clip) == tuple(price(one, catalogue(), heard_s) for one in (request, request.of))


def test_sheets_are_made_by_those_who_make_clips() -> None:
    """The models are loaded there already."""
    assert queue_of(preview_request().of) == queue_of(preview_request())


def test_only_ones_own_photo_is_varied(desk: Desk) -> None:
    """Like a clip."""
    with pytest.raises(NoSuchUpload):
        desk.submit(preview_request("uploads/foreign.png"), sender(), place(), key())


def test_sheet_stays_in_the_history(desk: Desk, worker: FakeWorker) -> None:
    """With its variants, which can be taken as long as the photo is kept."""
    request = sent(desk)
    job = desk.submit(request, sender(), place(), key())
    worker.work(job.id)

    assert [request] == [one.request for one in desk.history(sender())]
    assert "Hello there." == desk.job(job.id).words


def test_again_draws_other_chances(desk: Desk) -> None:
    """All variants, with another seed."""
    job = desk.submit(sent(desk), sender(), place(), key())
    again = desk.again(job.id, sender(), place(), key()).request

    assert isinstance(again, PreviewRequest)
    assert isinstance(job.request, PreviewRequest)
    assert again == job.request.drawn_anew(again.of.seed) != job.request


def test_deleted_sheet_is_erased(desk: Desk, worker: FakeWorker) -> None:
    """The clip and its thumbnail."""
    job = desk.submit(sent(desk), sender(), place(), key())
    media = worker.work(job.id).media
    desk.delivered(job.id, desk.job(job.id).attempt, "1")
    desk.delete(job.id, sender())

    for name in (media[0].key, media[0].thumbnail):
        with pytest.raises(NoSuchJob):
            desk.read(name)
