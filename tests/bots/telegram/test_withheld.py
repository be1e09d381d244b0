"""A picture that is withheld leaves no preview behind."""

from tasks.job import Problem
from tests.bots.telegram.studio import Studio
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Person, Room


async def test_last_preview_goes_with_the_message(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """A message that became a photo stays one: it is taken away, and a new one says why."""
    placeholder = await studio.asked(alice, room, "/imagine a red house")
    job = studio.worker.claim(studio.jobs[0])
    studio.step(job, 0.5)
    await telegram.until(lambda: placeholder.kind == "photo")
    studio.worker.fail(job, Problem(code="pictures_withheld", facts={"count": 1}))
    await studio.ended()

    (left,) = room.shown
    assert ("text", {"again", "delete"}) == (left.kind, set(left.buttons))
    assert "safety filter" in left.text
