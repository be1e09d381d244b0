"""/shorten on Discord: shorter prompts come in the place of the placeholder, without any picture."""

from generation.notes import Note
from tasks.job import DESCRIBED, WEIGHED
from tests.bots.discord.studio import Studio
from tests.fakes.discord import FakeDiscord

TEXTS = tuple(f"a house {number}" for number in range(5))


async def test_shorter_prompt_is_drawn_at_a_press(studio: Studio, discord: FakeDiscord) -> None:
    """As many buttons as there can be fit below the message."""
    async with studio.open():
        asked = await discord.people.slash(studio.ada, studio.room, "shorten", prompt="a very red house")
        await studio.answered(asked)
        weighed = Note(code=WEIGHED, facts={"text": "house", "share": 1.0, "at": 11})
        told = [Note(code=DESCRIBED, facts={"text": text}) for text in TEXTS]
        studio.worker.finish(studio.worker.claim(studio.jobs()[0].id), (weighed, *told))
        message = await studio.answered(asked)
        await discord.until(lambda: TEXTS[4] in message.look.content)
        labels = [label for label, _ in message.look.buttons]
        await studio.answered(await discord.people.press(studio.ada, message, "Draw 5"))

    assert [f"Draw {number}" for number in range(1, 6)] == labels[:5]
    assert [f"Edit {number}" for number in range(1, 6)] == labels[5:10]
    assert () == message.look.files
    assert TEXTS[4] in {job.words for job in studio.jobs()}
