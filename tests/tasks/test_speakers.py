"""The runner with the engines that speak and animate."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from avatar.settings import AvatarSettings
from tasks.worker.avatars import Speakers, open_speakers
from tasks.worker.messages import Draw, Drawn, DrawRange, Join, Stepped, Tools
from tasks.worker.runner import EngineEnded, Runner
from tests.factories import avatar_request, image_request, photograph, speech_request

PHOTO = "photo"
LONG = "One, two, three, four, five, six, seven, eight, nine, ten, and so on for ever."


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """Give a runner that speaks and animates, without a network."""
    settings = AvatarSettings(_env_file=None, edge=False)
    runner = Runner(Tools("tasks.worker.avatars:open_speakers", (settings,)), timedelta(seconds=60))
    yield runner
    runner.close()


@pytest.fixture(scope="module")
def face() -> bytes:
    """Give a photograph of a face, small."""
    return photograph()


def animate(runner: Runner, photo: bytes, **choices: object) -> Drawn:
    """Have a clip made."""
    order = Draw("clip", avatar_request(PHOTO, **choices), {PHOTO: photo})
    return runner.render(order, lambda _: None, lambda: False)


def test_same_request_gives_the_same_clip(runner: Runner, face: bytes) -> None:
    """A job that is taken up by another worker ends as the first would have."""
    [one], [other] = (animate(runner, face).made for _ in range(2))

    assert one.data == other.data


def test_stages_come_in_order(runner: Runner, face: bytes) -> None:
    """Speaking, animating, finishing; the share only grows."""
    told: list[Stepped] = []

    runner.render(Draw("clip", avatar_request(PHOTO), {PHOTO: face}), told.append, lambda: False)

    assert ["speaking", "animating", "finishing"] == list(dict.fromkeys(step.stage for step in told))
    shares = [step.share for step in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_cancelled_clip_stops_between_frames(runner: Runner, face: bytes) -> None:
    """Long before it would have been done."""
    told: list[Stepped] = []
    request = avatar_request(PHOTO, speech=speech_request("and so on " * 60), size_px=512)
    with pytest.raises(EngineEnded) as caught:
        runner.render(
            Draw("clip", request, {PHOTO: face}),
            told.append,
            lambda: any(step.stage == "animating" for step in told),
        )

    assert "cancelled" == caught.value.problem.code
    assert caught.value.refusal
    assert told[-1].share < 0.5


def test_line_is_spoken(runner: Runner) -> None:
    """A spoken line is a file of sound."""
    [spoken] = runner.render(Draw("line", speech_request()), lambda _: None, lambda: False).made

    assert ("audio/ogg", b"OggS") == (spoken.mime, spoken.data[:4])


def test_picture_without_a_face_is_refused(runner: Runner) -> None:
    """A refusal, with what was found."""
    file = BytesIO()
    Image.new("RGB", (256, 256), "white").save(file, "PNG")
    with pytest.raises(EngineEnded) as caught:
        animate(runner, file.getvalue())

    assert ("no_such_face", True) == (caught.value.problem.code, caught.value.refusal)


def test_picture_order_is_not_for_this_engine(runner: Runner) -> None:
    """A ring on the wrong queue ends as a failure, and the runner goes on."""
    with pytest.raises(EngineEnded) as caught:
        runner.render(Draw("wrong", image_request()), lambda _: None, lambda: False)

    assert ("render_failed", False) == (caught.value.problem.code, caught.value.refusal)


def test_clip_of_ranges_equals_the_one_made_at_once(face: bytes) -> None:
    """Planned, drawn and joined by two runners that know nothing of each other: the same bytes and marks."""
    whole, ranged = (speakers(range_frames=frames) for frames in (0, 50))
    request, sources = avatar_request(PHOTO, speech=speech_request(LONG), captions=True), {PHOTO: face}

    [at_once] = finished(whole, Draw("whole", request, sources)).made
    begun = finished(ranged, Draw("plan", request, sources))
    plan = begun.made[0].data
    drawn = [
        finished(whole, Draw("range", request, sources, DrawRange(plan, first, frames)))
        for first, frames in begun.ranges
    ]
    pieces = tuple(one.made[0].data for one in drawn)
    [joined] = finished(ranged, Draw("join", request, {}, Join(plan, pieces))).made

    assert [first for first, _ in begun.ranges] == list(range(0, 50 * len(begun.ranges), 50))
    assert len(begun.ranges) > 2
    assert at_once == joined


def speakers(**settings: object) -> Speakers:
    """Open the engines in this process, without a network."""
    return open_speakers(AvatarSettings.model_validate({"edge": False, **settings}))


def finished(engine: Speakers, order: Draw) -> Drawn:
    """Have an order made."""
    work = engine.make(order, lambda *_: None, lambda: False)
    return Drawn(order.ticket, work.finish(), 0.0, work.notes, work.ranges)
