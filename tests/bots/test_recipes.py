"""How something was made is told of whatever the studio makes, by its button or by the file alone."""

import pytest
from PIL import Image

from bots.actions import Action
from bots.buttons import ENDED
from bots.counter import Counter
from bots.pointing import Pointed
from bots.reply import job_reply
from bots.variation import drawn_over
from bots.wording import Wording
from generation.picture import Picture, encode_png
from tasks.desk import Desk
from tests.bots.giving import file, video
from tests.factories import image_request, key, place, sender, submit
from tests.fakes.worker import FakeWorker

EN = Wording("en")


@pytest.mark.parametrize("action", ["upscale", "describe", "wider", "vary", "again"])
async def test_whatever_is_made_of_a_picture_tells_how(
    counter: Counter, desk: Desk, worker: FakeWorker, action: Action
) -> None:
    """Its button is there, and says what it is."""
    job = worker.work(submit(desk).id)
    desk.delivered(job.id, job.attempt, "42/1")
    asked = (await counter.press(action, str(job.id), sender(), place(), key())).job
    assert asked is not None
    made = worker.work(asked.id)
    shown = desk.delivered(made.id, made.attempt, "42/2")

    told = await counter.press("info", str(made.id), sender(), place(), key())

    assert "info" in {one.action for one in job_reply(shown, EN).buttons}
    assert told.problem is None
    assert told.text.startswith("How this was made")


@pytest.mark.parametrize("kind", ["restore", "speech", "avatar", "preview"])
def test_other_results_have_the_button(kind: str) -> None:
    """Photos, sounds and clips, too."""
    assert "info" in ENDED[kind]


async def test_file_of_a_drawn_over_picture_tells_how(counter: Counter) -> None:
    """To somebody who never saw it here, with the words and the parameters that lie in it."""
    request = drawn_over(image_request("a red boat", steps=9), "uploads/none.png", 0.4)
    png = encode_png(Picture(Image.new("RGB", (64, 64)), 7), request)

    told = await counter.point("recipe", Pointed(picture=file(png)), sender("66"), place("9"), key())

    assert ["How this was made", "a red boat"] == told.text.splitlines()[:2]
    assert "Steps: 9" in told.text
    assert "uploads/" not in told.text


async def test_clip_that_nobody_knows_says_so(counter: Counter) -> None:
    """As a picture of others does."""
    told = await counter.point("recipe", Pointed(sound=video()), sender("66"), place("9"), key())

    assert told.problem is not None
    assert "no_recipe" == told.problem.code
