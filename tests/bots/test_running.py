"""The commands of those who run the studio, and the leaderboard."""

from io import BytesIO

import pytest
from PIL import Image

from bots.chart import bars, columns, scale, written
from bots.chat import Reply
from bots.counter import Counter
from tasks.desk import Desk
from tasks.machines import Announcement, Wanted
from tasks.roles import Role
from tasks.standing import Standing
from tests.factories import key, place, sender, submit
from tests.fakes.worker import FakeWorker

ANN = Announcement("gpu1:4711", "gpu1", ("images",), 3, "1.0", "NVIDIA H200, 140 GiB")


async def say(counter: Counter, text: str, locale: str = "en") -> Reply:
    """Say something as the usual sender."""
    return await counter.say(text, sender(locale=locale), place(), key())


@pytest.fixture
def admin(desk: Desk) -> None:
    """Make an admin of the usual sender."""
    Standing(desk.database, desk.settings).appoint(sender(), Role.ADMIN, Role.OWNER)


@pytest.mark.parametrize("text", ["/workers", "/workers gpu1 --order stop", "/stats", "/stats --by person"])
async def test_members_may_not(counter: Counter, desk: Desk, text: str) -> None:
    """Neither look nor steer."""
    desk.crew.machines.announce(ANN)
    reply = await say(counter, text)

    assert reply.problem is not None
    assert "not_allowed" == reply.problem.code
    assert Wanted.WORK is desk.crew.machines.beat(ANN, Wanted.WORK)


@pytest.mark.usefixtures("admin")
async def test_workers_are_listed_and_steered(counter: Counter, desk: Desk) -> None:
    """What one draws is told, too; every word is heard by the worker."""
    assert (await say(counter, "/workers")).text.startswith("No worker is there.")
    desk.crew.machines.announce(ANN)
    job = FakeWorker(desk, ANN.name).claim(submit(desk).id)

    listed = (await say(counter, "/workers")).text
    drained = (await say(counter, "/workers gpu1 --order drain", "zh-CN")).text

    assert (
        f"• gpu1:4711 · working · images · NVIDIA H200, 140 GiB · text-to-image {str(job.id)[:8]}" in listed
    )
    assert "正在收尾" in drained
    assert Wanted.DRAIN is desk.crew.machines.beat(ANN, Wanted.WORK)
    assert "working" in (await say(counter, "/workers gpu1 --order resume")).text
    assert "gpu1:4711" in (await say(counter, "/workers gpu7")).text


@pytest.mark.usefixtures("admin")
async def test_statistics_are_a_picture(counter: Counter, desk: Desk) -> None:
    """With the figures in words, and names beside the numbers of the bars."""
    job = FakeWorker(desk).work(submit(desk, count=2).id)
    desk.delivered(job.id, job.attempt, "message")

    by_day = await say(counter, "/stats --days 30")
    by_person = await say(counter, "/stats --by person --days 1")

    assert "The last 30 days: 1 job, 2 credits" in by_day.text
    assert (800, 400) == Image.open(BytesIO(by_day.preview)).size
    assert "1. Ada · 1 job, 2 credits, " in by_person.text
    assert by_person.preview
    assert by_day.private


async def test_leaderboard_is_joined_and_left(counter: Counter, desk: Desk) -> None:
    """Nobody is shown without having said so."""
    job = FakeWorker(desk).work(submit(desk).id)
    desk.delivered(job.id, job.attempt, "message")
    assert "Ada" not in (await say(counter, "/leaderboard")).text

    await say(counter, "/leaderboard join")
    shown = (await say(counter, "/leaderboard")).text
    assert "🥇 Ada · 1 work" in shown
    assert "join" not in shown

    await say(counter, "/leaderboard leave")
    assert "Ada" not in (await say(counter, "/leaderboard show")).text


def test_charts_are_drawn_of_anything() -> None:
    """Nothing, one, many, huge and tiny."""
    for heights in ([], [("1.1.", 0.0)], [(f"{day}.1.", day * 1e7) for day in range(90)]):
        assert (800, 400) == Image.open(BytesIO(columns(heights))).size
    assert 800 == Image.open(BytesIO(bars([3.0, 0.0]))).width


def test_longer_bars_are_longer() -> None:
    """In red pixels."""
    image = Image.open(BytesIO(bars([100.0, 50.0]))).convert("RGB")
    rows = [
        sum(abs(image.getpixel((x, y))[1] - 63) < 25 for x in range(800))  # type: ignore[index]
        for y in (7 + 14 + 17, 7 + 14 + 17 + 34)
    ]

    assert 1.8 < rows[0] / rows[1] < 2.2


@pytest.mark.parametrize(
    ("most", "last"), [(0, 0.1), (7, 8), (1999, 2000), (45, 60), (2000, 2000), (2001, 3000)]
)
def test_scale_is_round_and_reaches_the_most(most: float, last: float) -> None:
    """At most five marks."""
    marks = scale(most)

    assert last == pytest.approx(marks[-1])
    assert len(marks) <= 5


def test_numbers_are_short() -> None:
    """As people write them."""
    assert ["0.5", "12", "1500", "25k", "3M"] == [written(one) for one in (0.5, 12, 1500, 25_000, 3e6)]
