"""Pictures for a training on Discord: as options, by a form that takes files, and one press."""

from PIL import Image

from generation.requests import TrainingRequest
from tests.bots.discord.studio import Studio
from tests.bots.giving import as_png
from tests.fakes.discord_forms import bring
from tests.fakes.discord_spec import Upload


def picture(colour: str) -> Upload:
    """Draw a picture that is large enough to be learnt."""
    return Upload(f"{colour}.png", as_png(Image.new("RGB", (128, 128), colour)))


async def test_pictures_come_as_options_and_by_a_form(studio: Studio) -> None:
    """One message that its asker alone sees shows them, and becomes the training."""
    people = studio.discord.people
    async with studio.open():
        given = {"picture": picture("red"), "picture_2": picture("green")}
        asked = await people.slash(studio.ada, studio.room, "train", name="wuff", words="a dog", **given)
        message = await studio.answered(asked)
        first = message.look
        opened = await people.press(studio.ada, message, "more")
        await bring(people, opened, *(picture(colour) for colour in ("blue", "black", "white")))
        await studio.discord.until(lambda: "5 of 5" in message.look.content)
        second = message.look
        await people.press(studio.ada, message, "learn")
        await studio.discord.until(lambda: bool(studio.jobs()))

    [job] = studio.jobs()
    assert message.private
    assert "wuff: 2 of 5–20 pictures" in first.content
    assert 1 == len(second.files)
    assert isinstance(job.request, TrainingRequest)
    assert ("wuff", "a dog", 5) == (job.request.name, job.request.words, len(job.request.pictures))
    assert job.place.private
