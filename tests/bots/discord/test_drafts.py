"""The whole recipe in a form: changed and sent, kept where it is refused."""

import asyncio

import pytest

from bots.counter import Counter
from bots.discord import drafts
from bots.discord.drafts import form
from bots.wording import LOCALES, Wording
from generation.requests import OutpaintRequest
from tests.bots.discord.studio import Studio
from tests.bots.discord.test_results import EVE, drawn
from tests.factories import recipe
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_people import form_of
from tests.fakes.discord_world import Interaction, Message


async def opened(studio: Studio, message: Message, button: str = "edit") -> Interaction:
    """Press a button and wait for the form."""
    pressed = await studio.discord.people.press(studio.ada, message, button)
    await studio.discord.until(lambda: pressed.answer)
    return pressed


async def test_form_holds_the_whole_recipe(studio: Studio) -> None:
    """Sent as it is, it makes the same request; the answer is for everybody to see."""
    async with studio.open():
        message = await drawn(studio, seed=11, count=2, negative_prompt="cars, people")
        pressed = await opened(studio, message)
        fields = form_of(pressed)
        answer = await studio.answered(await studio.discord.people.fill(pressed))

    again, first = studio.jobs()
    assert "a red house" == fields["words"]
    assert '--no "cars, people"' in fields["flags"]
    assert recipe(first) == recipe(again)
    assert not answer.private


async def test_picked_lora_opens_the_form_filled_in(studio: Studio, discord: FakeDiscord) -> None:
    """From the list of models by its card; what is sent is drawn with it, and can be changed again."""
    async with studio.open():
        listed = await studio.answered(
            await discord.people.slash(studio.ada, studio.room, "models", words="sepia")
        )
        pressed = await opened(studio, listed, "wield")
        sent = await discord.people.fill(pressed, words="a boat", flags="--lora pocket-lora-sepia:0.5")
        await studio.answered(sent)

    assert "--lora pocket-lora-sepia" == form_of(pressed)["flags"]
    assert listed.private
    [worn] = recipe(studio.jobs()[0]).adapters
    assert ("pocket-lora-sepia", 0.5) == (worn.name, worn.weight)


async def test_words_and_flags_are_changed(studio: Studio) -> None:
    """By the one grammar; of a picked picture it is the recipe of that one alone."""
    async with studio.open():
        message = await drawn(studio, seed=11, count=2)
        picked = await studio.drawn(await studio.discord.people.press(studio.ada, message, "2"))
        pressed = await opened(studio, picked)
        sent = await studio.discord.people.fill(pressed, words="a blue boat --ar 1:2", flags="--seed 5")
        await studio.answered(sent)

    assert "--seed 12" in form_of(pressed)["flags"]
    assert "--n 2" not in form_of(pressed)["flags"]
    assert ("a blue boat", 5, True) == (
        recipe(studio.jobs()[0]).prompt,
        recipe(studio.jobs()[0]).seed,
        recipe(studio.jobs()[0]).height_px > recipe(studio.jobs()[0]).width_px,
    )


async def test_what_was_typed_is_kept_where_it_is_refused(studio: Studio) -> None:
    """Told to its writer alone, with a button that opens it once more; also by another process."""
    async with studio.open():
        message = await drawn(studio)
        sent = await studio.discord.people.fill(
            await opened(studio, message), words="a **blue** boat", flags="--steps 9999 --seed 5"
        )
        refused = await studio.answered(sent)
    async with studio.open():
        again = await opened(studio, refused, "Edit again")
        await studio.answered(await studio.discord.people.fill(again, flags="--steps 9 --seed 5"))

    assert refused.private
    assert "9999" in refused.look.content
    assert {"words": "a **blue** boat", "flags": "--steps 9999 --seed 5"} == form_of(again)
    assert ("a **blue** boat", 9) == (recipe(studio.jobs()[0]).prompt, recipe(studio.jobs()[0]).steps)


async def test_form_that_was_open_over_a_restart_is_taken(studio: Studio) -> None:
    """What somebody typed meanwhile is not lost."""
    async with studio.open():
        pressed = await opened(studio, await drawn(studio))
    async with studio.open():
        await studio.answered(await studio.discord.people.fill(pressed, words="a blue boat"))

    assert "a blue boat" == recipe(studio.jobs()[0]).prompt


async def test_same_form_sent_twice_is_one_job(studio: Studio) -> None:
    """Discord may tell of it twice."""
    async with studio.open():
        sent = await studio.discord.people.fill(await opened(studio, await drawn(studio)))
        await studio.answered(sent)
        await studio.discord.people.redeliver(sent)
        await studio.answered(await studio.discord.people.slash(studio.ada, studio.room, "help"))

    assert 2 == len(studio.jobs())


async def test_others_edit_what_they_see(studio: Studio, discord: FakeDiscord) -> None:
    """At their own cost."""
    async with studio.open():
        message = await drawn(studio)
        studio.ada, ada = EVE, studio.ada
        await studio.answered(await discord.people.fill(await opened(studio, message), words="a blue boat"))

    assert ["a blue boat"] == [recipe(job).prompt for job in studio.jobs()]
    assert ada is not studio.ada


async def test_slow_desk_is_said_in_time(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form must be the first answer, and Discord waits for three seconds."""
    monkeypatch.setattr(drafts, "OPEN_S", 0.05)
    async with studio.open():
        message = await drawn(studio)

        async def dawdle(*_: object) -> None:
            await asyncio.sleep(5)

        monkeypatch.setattr(Counter, "press", dawdle)
        pressed = await studio.discord.people.press(studio.ada, message, "edit")
        answer = await studio.answered(pressed)

    assert answer.private
    assert "pausing" in answer.look.content


@pytest.mark.parametrize("locale", LOCALES)
async def test_form_is_as_discord_takes_it(locale: str) -> None:
    """Its longest texts are cut to what fits, in both languages."""
    made = form("x" * 5000, Wording(locale)).to_dict()

    assert 45 >= len(made["title"])
    assert [True, True] == [45 >= len(row["label"]) for row in made["components"]]
    assert 4000 == len(made["components"][0]["component"]["value"])


async def test_form_draws_around_a_picture(studio: Studio) -> None:
    """Its words may stay empty; what is sent is about the picture whose button it was."""
    async with studio.open():
        message = await drawn(studio)
        offered = await studio.answered(
            await studio.discord.people.press(studio.ada, message, "More around it…")
        )
        pressed = await opened(studio, offered, "Zoom out…")
        sent = await studio.discord.people.fill(pressed, words="", flags="--zoom 2 --pan left")
        await studio.answered(sent)

    around, first = studio.jobs()
    assert {"words": "a red house", "flags": "--zoom 1.3"} == form_of(pressed)
    assert isinstance(around.request, OutpaintRequest)
    assert around.request.left_px > around.request.right_px == first.media[0].width_px // 2
